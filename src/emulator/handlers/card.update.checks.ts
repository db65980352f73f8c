import {
  charactersOf,
  type Leaf,
  UPDATABLE_DATE_TYPES,
  type UpdateField,
  utf8BytesOf,
} from '../../platform/endpoints/card.fields.js';
import type { CardUpdateFields, DateInfoUpdate } from '../../platform/endpoints/card.update.js';
import { type CardPayload, COLORS, type DateInfo } from '../../platform/endpoints/card.wire.js';
import { Refusal } from '../handler.js';
import { isObject } from '../http/request-checks.js';

/** Whether a row names the field, and the value has the JSON type that it names. null has none. */
export function isReadable({ path, value, field }: Leaf): boolean {
  if (field === undefined) return false;
  // An emptied list of objects: its row is one of its entries.
  if (field.path !== path) return true;
  switch (field.type) {
    case 'string':
      return typeof value === 'string';
    case 'enum':
      return typeof value === 'string' || (field.values === UPDATABLE_DATE_TYPES && typeof value === 'number');
    case 'int':
    case 'unixSeconds':
      return typeof value === 'number';
    case 'bool':
      return typeof value === 'boolean';
    case 'int[]':
      return value === field.clear || (Array.isArray(value) && value.every((entry) => typeof entry === 'number'));
    case 'string[]':
    case 'enum[]':
      return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
  }
}

/** Holds a readable value against its row. */
export function checkValue({ path, value, field }: Leaf): void {
  if (field === undefined || field.path !== path) return;
  if (typeof value === 'string') checkText(field, value);
  else if (typeof value === 'number') checkNumber(field, value);
  else if (Array.isArray(value)) checkList(field, value);
}

/** What a value past a row's `values`, `min` or `max` answers; any other is 40097. By the errcode table; the field is assumed. */
const OUT_OF_BOUNDS: ReadonlyMap<string, number> = new Map([
  ['base_info.code_type', 73213],
  ['base_info.date_info.type', 40100],
  ['base_info.get_limit', 72009],
  ['advanced_info.consume_share_self_num', 40142],
  ['advanced_info.consume_share_card_list[].num', 40142],
  ['activate_msg_operation.url_cell.card_id_list', 72019],
  ['modify_msg_operation.url_cell.card_id_list', 72019],
]);

function outOfBounds({ path }: UpdateField): Refusal {
  return new Refusal(OUT_OF_BOUNDS.get(path) ?? 40097);
}

const HEX_COLOR = /^#[0-9a-f]{6}$/i;

function checkText(field: UpdateField, text: string): void {
  if (text === field.clear) return;
  if (utf8BytesOf(text) > (field.maxUtf8Bytes ?? Number.POSITIVE_INFINITY)) throw new Refusal(45021);
  if (charactersOf(text) > (field.maxCharacters ?? Number.POSITIVE_INFINITY)) throw new Refusal(45021);
  if (field.values !== undefined && !field.values.includes(text)) throw outOfBounds(field);
  if (field.color && !Object.hasOwn(COLORS, text) && !HEX_COLOR.test(text)) throw new Refusal(40076);
  if (field.host !== undefined && !isUrlOf(field.host, text)) throw new Refusal(40141);
  // Nothing to clear it with (assumed).
  if (text === '' && field.clear === undefined) throw new Refusal(40097);
}

function isUrlOf(host: string, text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.host === host;
}

/** Times are unsigned 32 bits: milliseconds do not fit (documented by 40079; that 0 is no time is assumed). */
const LAST_SECOND = 0xffff_ffff;

function checkNumber(field: UpdateField, number: number): void {
  if (field.type === 'enum') {
    // The older spelling of a fixed range (documented by member-cards 8.2).
    if (number !== 1) throw outOfBounds(field);
    return;
  }
  // A decimal where an integer is due is -1, by the errcode table.
  if (!Number.isInteger(number)) throw new Refusal(-1);
  if (field.type === 'unixSeconds' && (number < 1 || number > LAST_SECOND)) throw new Refusal(40079);
  checkRange(field, number);
}

function checkRange(field: UpdateField, amount: number): void {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = field;
  if (amount < min || amount > max) throw outOfBounds(field);
}

function checkList(field: UpdateField, list: readonly (string | number)[]): void {
  // Emptied, but not in the way that empties it (assumed).
  if (list.length === 0 && !Array.isArray(field.clear)) throw new Refusal(40097);
  checkRange(field, list.length);
  if (utf8BytesOf(list) > (field.maxUtf8Bytes ?? Number.POSITIVE_INFINITY)) throw new Refusal(45021);
  for (const entry of list) {
    if (typeof entry === 'number' && !Number.isInteger(entry)) throw new Refusal(-1);
    if (typeof entry === 'string' && field.values && !field.values.includes(entry)) throw outOfBounds(field);
  }
}

/** One other voucher at the most is given away, and it is named (documented; the errcode is assumed). */
export function checkGifts({ advanced_info }: CardUpdateFields): void {
  const gifts = advanced_info?.consume_share_card_list ?? [];
  if (gifts.length > 1 || gifts.some(({ card_id, num }) => !card_id || num === undefined)) throw new Refusal(40142);
}

/** What depends on the card as it is: settings that stay on, and a validity that only grows. */
export function checkAgainstCard(sent: CardUpdateFields, leaves: readonly Leaf[], held: CardPayload): void {
  for (const { at, value, field } of leaves) {
    if (field?.onlyOn && value === false && valueAt(held, at) === true) throw new Refusal(40135);
  }
  const dates = sent.base_info?.date_info;
  if (dates !== undefined && Object.keys(dates).length > 0) checkValidity(dates, held.base_info.date_info);
}

function valueAt(held: object, at: Leaf['at']): unknown {
  return at.reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), held);
}

/** Only a fixed range can change, and of it one end alone can be sent. */
function checkValidity(sent: DateInfoUpdate, held: DateInfo): void {
  if (!UPDATABLE_DATE_TYPES.some((type) => type === held.type)) throw new Refusal(40100);
  const [heldBegin, heldEnd] = [Number(held.begin_timestamp), Number(held.end_timestamp)];
  const { begin_timestamp: begin = heldBegin, end_timestamp: end = heldEnd } = sent;
  if (begin > heldBegin || end < heldEnd || begin >= end) throw new Refusal(40100);
}
