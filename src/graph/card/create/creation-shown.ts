import {
  type CardObject,
  COLORS,
  OLDER_DATE_TYPES,
  payloadKey,
  type WireCardType,
} from '../../../platform/endpoints/card.wire.js';
import { valueAt } from '../../../platform/endpoints/card-fields/value-at.js';
import { isRecord } from '../../../platform/is-record.js';
import { type Loose, record, text } from '../../../platform/wire.js';
import { isShown } from '../update/update-plan.js';
import type { NewCardPayload } from './creation.types.js';

/** Other paths at which card/get returns a field. */
const OTHER_PATHS: Readonly<Record<string, string>> = {
  'base_info.is_pay_and_qrcode': 'base_info.pay_info.swipe_card.is_pay_and_qrcode',
  'base_info.pay_info.swipe_card.is_swipe_card': 'base_info.is_swipe_card',
  'base_info.need_push_on_view': 'need_push_on_view',
};

/** Claims reduce the quantity. The total quantity stays as it was sent. */
const QUANTITY = 'base_info.sku.quantity';
const TOTAL_QUANTITY = 'base_info.sku.total_quantity';

const DATE_TYPE = 'base_info.date_info.type';

/** card/get returns the hex value of the name that was sent. */
const COLOR = 'base_info.color';

/**
 * Returns whether a card as read back has the type and every field of a new card. A field that the card does not have at all is equal to
 * false, to an empty text and to an empty list.
 * @param payload the object under the type key of the request
 * @param raw the card as card/get returns it
 */
export function showsCreation(payload: NewCardPayload, type: WireCardType, raw: Loose<CardObject>): boolean {
  if (raw.card_type !== type) return false;
  const current = record<Record<string, unknown>>(record<Record<string, unknown>>(raw)[payloadKey(type)]);
  const isSame = (sent: unknown, path: string): boolean => {
    if (isRecord(sent)) {
      return Object.entries(sent).every(([name, value]) => isSame(value, path === '' ? name : `${path}.${name}`));
    }
    const shown = shownAt(current, path);
    if (shown === undefined || shown === null) return sent === false || isBlank(sent);
    if (path === DATE_TYPE) return (OLDER_DATE_TYPES[text(shown) ?? ''] ?? shown) === sent;
    return isShown(path === COLOR ? (COLORS[text(shown) ?? ''] ?? shown) : shown, path, sent);
  };
  return isSame(payload, '');
}

function shownAt(current: object, path: string): unknown {
  if (path === QUANTITY) return valueAt(current, TOTAL_QUANTITY) ?? valueAt(current, QUANTITY);
  const other = OTHER_PATHS[path];
  return valueAt(current, path) ?? (other === undefined ? undefined : valueAt(current, other));
}

function isBlank(sent: unknown): boolean {
  return sent === '' || (Array.isArray(sent) && sent.length === 0);
}
