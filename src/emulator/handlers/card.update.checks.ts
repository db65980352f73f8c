import type { Leaf, UpdateField } from '../../platform/endpoints/card.fields.js';
import { brokenLimit, type Limit } from '../../platform/endpoints/card.limits.js';
import type { CardUpdateFields, DateInfoUpdate } from '../../platform/endpoints/card.update.js';
import { type CardPayload, type DateInfo, OLDER_DATE_TYPES } from '../../platform/endpoints/card.wire.js';
import { UPDATABLE_DATE_TYPES } from '../../platform/endpoints/card-fields/base-info.fields.js';
import { CUSTOM_FIELDS, FRONT_SLOTS, frontSlotsOf } from '../../platform/endpoints/card-fields/front-slots.js';
import { isRecord } from '../../platform/is-record.js';
import { PlatformRefusal } from '../refusal.js';

/** Whether the field exists in the table, and the value has its JSON type. null matches no type. */
export function isReadable({ path, value, field }: Leaf): boolean {
  if (field === undefined) return false;
  // An empty list of objects. The table has a row only for its entries.
  if (field.path !== path) return true;
  switch (field.type) {
    case 'string':
      return typeof value === 'string';
    case 'enum':
      return typeof value === 'string' || (field.values === UPDATABLE_DATE_TYPES && typeof value === 'number');
    case 'int':
      return typeof value === 'number';
    case 'unixSeconds':
      return typeof value === 'number' || isDigits(value);
    case 'bool':
      return typeof value === 'boolean';
    case 'int[]':
      return (
        value === field.clear ||
        (Array.isArray(value) && value.every((entry) => typeof entry === 'number' || isDigits(entry)))
      );
    case 'string[]':
    case 'enum[]':
      return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
  }
}

/** Whether a value is an integer as text. The documents show times and location ids in both forms (in requests: assumed). */
function isDigits(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,15}$/.test(value);
}

/** Checks a value of the right type against the row of its field. */
export function checkValue({ path, value, field }: Leaf): void {
  if (field === undefined || field.path !== path) return;
  if (field.type === 'unixSeconds') checkNumber(field, Number(value));
  else if (typeof value === 'string') checkText(field, value);
  else if (typeof value === 'number') checkNumber(field, value);
  else if (Array.isArray(value)) checkList(field, value);
}

/** Errcodes of values that violate `values` or `range`. Other fields use 40097. The errcodes are documented, their fields are assumed. */
const OUT_OF_BOUNDS: ReadonlyMap<string, number> = new Map([
  ['base_info.code_type', 73213],
  ['base_info.date_info.type', 40100],
  ['base_info.get_limit', 72009],
  ['advanced_info.consume_share_self_num', 40142],
  ['advanced_info.consume_share_card_list[].num', 40142],
  ['activate_msg_operation.url_cell.card_id_list', 72019],
  ['modify_msg_operation.url_cell.card_id_list', 72019],
]);

/** Errcodes of values that violate one of the other limits, for every field. */
const LIMIT_ERRCODES: Readonly<Partial<Record<Limit, number>>> = {
  unixSeconds: 40079,
  maxUtf8Bytes: 45021,
  maxCharacters: 45021,
  color: 40076,
  host: 40141,
};

function outOfBounds({ path }: UpdateField): PlatformRefusal {
  return new PlatformRefusal(OUT_OF_BOUNDS.get(path) ?? 40097);
}

function checkLimits(field: UpdateField, value: string | number | readonly (string | number)[]): void {
  const limit = brokenLimit(field, value);
  if (limit === undefined) return;
  const errcode = LIMIT_ERRCODES[limit];
  throw errcode === undefined ? outOfBounds(field) : new PlatformRefusal(errcode);
}

function checkText(field: UpdateField, text: string): void {
  if (text === field.clear) return;
  checkLimits(field, text);
  // The field cannot be emptied (assumed).
  if (text === '' && field.clear === undefined) throw new PlatformRefusal(40097);
}

function checkNumber(field: UpdateField, number: number): void {
  if (field.type === 'enum') {
    checkInteger(number);
    // 1 is the older spelling of a fixed range (documented in member-cards 8.2). The spelling of a fixed term, 2, cannot be sent.
    if (!isFixedRange(OLDER_DATE_TYPES[number])) throw outOfBounds(field);
    return;
  }
  checkInteger(number);
  checkLimits(field, number);
}

function checkList(field: UpdateField, list: readonly (string | number)[]): void {
  // An empty list does not clear this field (assumed).
  if (list.length === 0 && !Array.isArray(field.clear)) throw new PlatformRefusal(40097);
  checkLimits(field, list);
  for (const entry of list) if (typeof entry === 'number') checkInteger(entry);
}

/** A decimal where an integer is expected is -1, according to the errcode table. */
function checkInteger(number: number): void {
  if (!Number.isInteger(number)) throw new PlatformRefusal(-1);
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
