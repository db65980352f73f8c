import {
  buildTree,
  CREATE_FIELDS,
  type CreateField,
  createFieldsOf,
  type FieldTree,
  isRequired,
  type Leaf,
} from '../../platform/endpoints/card.fields.js';
import { keepsLimit } from '../../platform/endpoints/card.limits.js';
import { CARD_TYPES, COLORS, OLDER_DATE_TYPES, type WireCardType } from '../../platform/endpoints/card.wire.js';
import { FRONT_SLOTS, frontSlotsOf } from '../../platform/endpoints/card-fields/front-slots.js';
import { valueAt } from '../../platform/endpoints/card-fields/value-at.js';
import { isRecord } from '../../platform/is-record.js';
import { PlatformRefusal } from '../refusal.js';
import { checkValue, type Refusals } from './card.value.checks.js';

/** Errcodes of values outside the limits of their row. They are documented for the call; their fields are assumed. */
const CREATE_REFUSALS: Refusals = {
  outOfBounds: new Map([
    ['base_info.code_type', 40072],
    ['base_info.date_info.type', 40079],
    ['base_info.sku.quantity', 40122],
    ['advanced_info.time_limit[].type', 40149],
    ...['begin_hour', 'begin_minute', 'end_hour', 'end_minute'].map((field): [string, number] => [
      `advanced_info.time_limit[].${field}`,
      40148,
    ]),
  ]),
};

/** Required fields that count as 0 if they are missing (assumed). */
const ZERO_IF_MISSING: ReadonlySet<string> = new Set(['base_info.date_info.fixed_begin_term', 'least_cost']);

const DATE_TYPE = 'base_info.date_info.type';

/** The fields of each type of validity. Any other is 47001 (observed). */
const DATE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  DATE_TYPE_FIX_TIME_RANGE: ['begin_timestamp', 'end_timestamp'],
  DATE_TYPE_FIX_TERM: ['fixed_term', 'fixed_begin_term', 'end_timestamp'],
  DATE_TYPE_PERMANENT: [],
};

const TREES = new Map(CARD_TYPES.map((cardType) => [cardType, buildTree(fieldsOf(cardType))]));

/** Returns the rows of a type. Tickets may have the `advanced_info` that all vouchers share, although no document describes it (assumed). */
function fieldsOf(cardType: WireCardType): CreateField[] {
  const fields = createFieldsOf(cardType);
  const isTicket = fields.size > 0 && ![...fields.keys()].some((path) => path.startsWith('advanced_info.'));
  const extra = CREATE_FIELDS.filter(
    ({ path, kinds }) => isTicket && path.startsWith('advanced_info.') && kinds.includes('member'),
  );
  return [...fields.values(), ...extra];
}

/** Returns the rows that a new card of this type may send. Empty for a type that cannot be created. */
export function createTreeOf(cardType: WireCardType): FieldTree<CreateField> {
  return TREES.get(cardType) ?? buildTree<CreateField>([]);
}

/** Returns the validity type in its newer spelling. A type that is not known is returned unchanged. */
export function newerDateType(payload: object): unknown {
  const type = valueAt(payload, DATE_TYPE);
  return OLDER_DATE_TYPES[String(type)] ?? type;
}

/** Whether date_info has only the fields of its type. A type that is not known has none to compare (assumed). */
export function hasOnlyFieldsOfItsType(payload: object): boolean {
  const dates = valueAt(payload, 'base_info.date_info');
  const allowed = DATE_FIELDS[String(newerDateType(payload))];
  return (
    !isRecord(dates) || allowed === undefined || Object.keys(dates).every((n) => n === 'type' || allowed.includes(n))
  );
}

/** Checks the slots (40124). Empty objects count (observed for card/update), so this check precedes that of required fields (assumed). */
export function checkSlots(payload: object): void {
  if (frontSlotsOf(payload) > FRONT_SLOTS) throw new PlatformRefusal(40124);
}

/** Checks that the payload has every field that a card of this type needs (41011). An empty text counts as missing (assumed). */
export function checkRequired(cardType: WireCardType, payload: object): void {
  for (const { path, required } of createFieldsOf(cardType).values()) {
    if (ZERO_IF_MISSING.has(path) || !isRequired(required, cardType, payload)) continue;
    const [list = '', rest] = path.split('[].');
    if (rest === undefined) {
      if (isMissing(valueAt(payload, path))) throw missing(path);
      continue;
    }
    const entries = valueAt(payload, list);
    const [one, ...others] = Array.isArray(entries) ? entries : [];
    const isForEach = typeof required === 'object' && !('kind' in required.when);
    const sent = (entry: unknown) => isRecord(entry) && !isMissing(valueAt(entry, rest));
    if (isForEach) {
      if (![one, ...others].every(sent)) throw missing(path);
      // A general coupon without a picture (assumed).
    } else if (![one, ...others].some(sent)) throw new PlatformRefusal(41026);
  }
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === '';
}

/** Returns the refusal of a missing field, in the observed notation: `m_data.base_info().title`. */
export function missing(path: string): PlatformRefusal {
  const names = path.replaceAll('[]', '').split('.');
  const shown = names.map((name, index) => (index < names.length - 1 ? `${name}()` : name)).join('.');
  return new PlatformRefusal(41011, undefined, undefined, `m_data.${shown}`);
}

/** Checks the lengths of all texts (45021). The length of an enum or a colour never matters: the accepted values do. */
export function checkLengths(leaves: readonly Leaf<CreateField>[]): void {
  for (const { path, value, field } of leaves) {
    if (field === undefined || field.path !== path || field.type === 'enum' || field.color) continue;
    if (typeof value !== 'string' && !Array.isArray(value)) continue;
    if (keepsLimit(field, 'maxUtf8Bytes', value) && keepsLimit(field, 'maxCharacters', value)) continue;
    throw new PlatformRefusal(path === 'advanced_info.abstract.icon_url_list' ? 45044 : 45021);
  }
}

/** Checks each value, then the values that depend on each other. The errcodes are assumed unless noted otherwise. */
export function checkValues(
  cardType: WireCardType,
  payload: object,
  leaves: readonly Leaf<CreateField>[],
  account: { readonly now: number; readonly subMerchants: ReadonlySet<number> },
): void {
  const isDeposited = valueAt(payload, 'base_info.get_custom_code_mode') !== undefined;
  for (const { path, value, field } of leaves) {
    if (field === undefined || field.path !== path || path === DATE_TYPE) continue;
    // Optional texts may be empty: public clients send them.
    if (value === '' || (isDeposited && path === 'base_info.sku.quantity')) continue;
    const { maxUtf8Bytes: _, ...limits } = field;
    checkValue(limits, value, CREATE_REFUSALS);
    // Documented are the names only, not #RRGGBB.
    if (field.color && !Object.hasOwn(COLORS, String(value))) throw new PlatformRefusal(40076);
  }
  checkDates(cardType, payload, account.now);
  checkCodeMode(payload);
  const at = (path: string) => valueAt(payload, path);
  const locations = at('base_info.location_id_list');
  if (at('base_info.use_all_locations') === true && Array.isArray(locations) && locations.length > 0) {
    throw new PlatformRefusal(40097);
  }
  const jump = at('wx_activate_after_submit_url');
  // The case of the scheme does not matter, as in every URL (assumed).
  if (jump && !/^https?:\/\//i.test(String(jump))) throw new PlatformRefusal(40048);
  // Documented.
  if (at('advanced_info.share_friends') === true) throw new PlatformRefusal(73205);
  const merchant = at('base_info.sub_merchant_info.merchant_id');
  // Documented.
  if (merchant !== undefined && !account.subMerchants.has(Number(merchant))) throw new PlatformRefusal(40139);
}

/** Checks the validity: its type, and that it has not ended and does not end before it begins. */
function checkDates(cardType: WireCardType, payload: object, now: number): void {
  const type = newerDateType(payload);
  const isAllowed = typeof type === 'string' && Object.hasOwn(DATE_FIELDS, type);
  if (!isAllowed || (type === 'DATE_TYPE_PERMANENT' && cardType !== 'MEMBER_CARD')) throw new PlatformRefusal(40079);
  const begin = Number(valueAt(payload, 'base_info.date_info.begin_timestamp') ?? 0);
  const end = Number(valueAt(payload, 'base_info.date_info.end_timestamp') ?? Number.POSITIVE_INFINITY);
  if (end <= begin || end < now) throw new PlatformRefusal(40079);
}

/** Checks that deposited codes are custom codes, and that their card starts without stock (40136: observed). */
function checkCodeMode(payload: object): void {
  if (valueAt(payload, 'base_info.get_custom_code_mode') === undefined) return;
  if (valueAt(payload, 'base_info.use_custom_code') !== true) throw new PlatformRefusal(40097);
  if (valueAt(payload, 'base_info.sku.quantity') !== 0) throw new PlatformRefusal(40136);
}
