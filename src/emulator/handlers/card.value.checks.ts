import type { CallField, Leaf } from '../../platform/endpoints/card.fields.js';
import { brokenLimit, type Limit } from '../../platform/endpoints/card.limits.js';
import { PlatformRefusal } from '../refusal.js';

/** The errcodes of one call for values outside the limits of their row. */
export interface Refusals {
  /** By path, for values that violate `values` or `range`. Other fields use 40097. */
  readonly outOfBounds: ReadonlyMap<string, number>;
}

/** A value of the right type: a text, a number, or a list of either. */
type Value = string | number | readonly (string | number)[];

/** The field whose value may be a number, its older spelling. */
const DATE_TYPE = 'base_info.date_info.type';

/** Whether the field exists in the table, and the value has its JSON type. null matches no type. */
export function isReadable({ path, value, field }: Leaf<CallField & { readonly clear?: unknown }>): boolean {
  if (field === undefined) return false;
  // An empty list of objects. The table has a row only for its entries.
  if (field.path !== path) return true;
  switch (field.type) {
    case 'string':
      return typeof value === 'string';
    case 'enum':
      return typeof value === 'string' || (path === DATE_TYPE && typeof value === 'number');
    case 'int':
      return typeof value === 'number';
    case 'unixSeconds':
      return typeof value === 'number' || isDigits(value);
    case 'bool':
      return typeof value === 'boolean';
    case 'int[]':
      return (
        (field.clear !== undefined && value === field.clear) ||
        (Array.isArray(value) && value.every((entry) => typeof entry === 'number' || isDigits(entry)))
      );
    case 'string[]':
    case 'enum[]':
      return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
  }
}

/** Whether a value is an integer as text. The documents show times and location ids in both forms (in requests: assumed). */
export function isDigits(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,15}$/.test(value);
}

/** Errcodes of values that violate one of the other limits, for every field. */
const LIMIT_ERRCODES: Readonly<Partial<Record<Limit, number>>> = {
  unixSeconds: 40079,
  maxUtf8Bytes: 45021,
  maxCharacters: 45021,
  color: 40076,
  host: 40141,
};

/** Checks a value of the right type against the row of its field. */
export function checkValue(field: CallField, value: unknown, refusals: Refusals): void {
  const sent = field.type === 'unixSeconds' ? Number(value) : value;
  if (typeof sent === 'number') checkInteger(sent);
  else if (typeof sent !== 'string' && !Array.isArray(sent)) return;
  checkLimits(field, sent as Value, refusals);
  if (Array.isArray(sent)) for (const entry of sent) if (typeof entry === 'number') checkInteger(entry);
}

/** Checks a value against the limits of its row. */
export function checkLimits(field: CallField, value: Value, { outOfBounds }: Refusals): void {
  const limit = brokenLimit(field, value);
  if (limit === undefined) return;
  throw new PlatformRefusal(LIMIT_ERRCODES[limit] ?? outOfBounds.get(field.path) ?? 40097);
}

/** A decimal where an integer is expected is -1, according to the errcode table. */
export function checkInteger(number: number): void {
  if (!Number.isInteger(number)) throw new PlatformRefusal(-1);
}
