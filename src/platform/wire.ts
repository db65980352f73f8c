import { isRecord } from './is-record.js';

/**
 * Reads fields of a response leniently. The platform sends numbers as strings, empty objects, unknown fields and numbers
 * above 2^31 (observed). A field with an unexpected value reads as null and does not affect the others.
 */

/** A response or a part of one. The field names are known, but the values are not. */
export type Loose<T> = { readonly [Field in keyof T]?: unknown };

const EMPTY = Object.freeze({});

/** Returns an object. Any other value reads as an empty object. */
export function record<T>(value: unknown): Loose<T> {
  return (isRecord(value) ? value : EMPTY) as Loose<T>;
}

/** Returns an array. Any other value reads as an empty array. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Returns a string. Numbers and booleans are converted. */
export function text(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** Returns the strings of an array, converted as by `text`. Other values are omitted. */
export function texts(value: unknown): string[] {
  return list(value)
    .map(text)
    .filter((item) => item !== null);
}

/** Returns an integer of at most 2^53 − 1. Also accepts a string. */
export function safeInt(value: unknown): number | null {
  const number = typeof value === 'string' && /^\s*[+-]?\d{1,16}\s*$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : null;
}

/** Returns an integer in the range of GraphQL's Int (32 bits). Also accepts a string. */
export function int(value: unknown): number | null {
  const number = safeInt(value);
  return number !== null && number >= -0x8000_0000 && number <= 0x7fff_ffff ? number : null;
}

/** Returns a boolean. Also accepts "true", "false", 1 and 0. */
export function bool(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 1 || value === '1') return true;
  if (value === 'false' || value === 0 || value === '0') return false;
  return null;
}

/** The last second of the year 9999. RFC 3339 cannot represent later times. */
const LAST_SECOND = 253_402_300_799;

/** Returns the date for Unix seconds, given as a number or a string. 0 and negative values mean that none is set. */
export function instant(value: unknown): Date | null {
  const seconds = safeInt(value);
  return seconds !== null && seconds > 0 && seconds <= LAST_SECOND ? new Date(seconds * 1000) : null;
}
