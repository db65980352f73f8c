import type { Leaf } from '../../platform/endpoints/card.fields.js';
import type { CardUpdateFields, DateInfoUpdate } from '../../platform/endpoints/card.update.js';
import { type CardPayload, type DateInfo, OLDER_DATE_TYPES } from '../../platform/endpoints/card.wire.js';
import { UPDATABLE_DATE_TYPES } from '../../platform/endpoints/card-fields/base-info.fields.js';
import { CUSTOM_FIELDS, FRONT_SLOTS, frontSlotsOf } from '../../platform/endpoints/card-fields/front-slots.js';
import { isRecord } from '../../platform/is-record.js';
import { PlatformRefusal } from '../refusal.js';
import { checkInteger, checkValue, type Refusals } from './card.value.checks.js';

/** Errcodes of values that violate `values` or `range`. The errcodes are documented, their fields are assumed. */
const UPDATE_REFUSALS: Refusals = {
  outOfBounds: new Map([
    ['base_info.code_type', 73213],
    ['base_info.date_info.type', 40100],
    ['base_info.get_limit', 72009],
    ['advanced_info.consume_share_self_num', 40142],
    ['advanced_info.consume_share_card_list[].num', 40142],
    ['activate_msg_operation.url_cell.card_id_list', 72019],
    ['modify_msg_operation.url_cell.card_id_list', 72019],
  ]),
};

/** Checks a value of the right type that an update sends. */
export function checkUpdate({ path, value, field }: Leaf): void {
  if (field === undefined || field.path !== path || value === field.clear) return;
  // An empty list or text does not clear this field (assumed).
  if (Array.isArray(value) && value.length === 0 && !Array.isArray(field.clear)) throw new PlatformRefusal(40097);
  if (field.type === 'enum' && typeof value === 'number') {
    checkInteger(value);
    // 1 is the older spelling of a fixed range (documented in member-cards 8.2). The spelling of a fixed term, 2, cannot be sent.
    if (!isFixedRange(OLDER_DATE_TYPES[value])) throw new PlatformRefusal(40100);
    return;
  }
  checkValue(field, value, UPDATE_REFUSALS);
  if (value === '' && field.clear === undefined) throw new PlatformRefusal(40097);
}

/** Checks the redeem gifts: at most one other voucher, with its id and number (documented). The errcode is assumed. */
export function checkGifts({ advanced_info }: CardUpdateFields): void {
  const gifts = advanced_info?.consume_share_card_list ?? [];
  if (gifts.length > 1 || gifts.some(({ card_id, num }) => !card_id || num === undefined))
    throw new PlatformRefusal(40142);
}

/** Checks sent fields against the stored card. Some settings cannot be turned off, and a validity can only be extended. */
export function checkAgainstCard(sent: CardUpdateFields, leaves: readonly Leaf[], stored: CardPayload): void {
  for (const { at, value, field } of leaves) {
    if (field?.onlyOn && value === false && valueAt(stored, at) === true) throw new PlatformRefusal(40135);
  }
  const sendsCustomField = CUSTOM_FIELDS.some((name) => sent[name] !== undefined);
  if (sendsCustomField && frontSlotsOf(sent, stored) > FRONT_SLOTS) throw new PlatformRefusal(40124);
  const dates = sent.base_info?.date_info;
  if (dates !== undefined && Object.keys(dates).length > 0) checkValidity(dates, stored.base_info.date_info);
}

function valueAt(stored: object, at: Leaf['at']): unknown {
  return at.reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), stored);
}

function isFixedRange(type: string | undefined): boolean {
  return UPDATABLE_DATE_TYPES.some((updatable) => updatable === type);
}

/** Checks a new validity. Only a fixed range can change, and the request may contain just one of its ends. */
function checkValidity(sent: DateInfoUpdate, stored: DateInfo): void {
  if (!isFixedRange(OLDER_DATE_TYPES[stored.type] ?? stored.type)) throw new PlatformRefusal(40100);
  const [storedBegin, storedEnd] = [Number(stored.begin_timestamp), Number(stored.end_timestamp)];
  const [begin, end] = [Number(sent.begin_timestamp ?? storedBegin), Number(sent.end_timestamp ?? storedEnd)];
  if (begin > storedBegin || end < storedEnd || begin >= end) throw new PlatformRefusal(40100);
}
