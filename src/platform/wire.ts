import { isRecord } from './is-record.js';

/**
 * Reads fields of an answer, whatever stands in them. The platform sends numbers as text, empty shells, unknown fields
 * and numbers past 2^31 (observed): a field that does not hold what it should reads as null, and never fails the rest.
 */

/** An answer or a part of one: the wire names are known, what stands under them is not. */
export type Loose<T> = { readonly [Field in keyof T]?: unknown };

const EMPTY = Object.freeze({});

/** An object; anything else reads as an object without fields. */
export function record<T>(value: unknown): Loose<T> {
  return (isRecord(value) ? value : EMPTY) as Loose<T>;
}

/** A list; anything else reads as an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Text; a number or a boolean in its place is written out. */
export function text(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** Texts of a list; what is no text is left out. */
export function texts(value: unknown): string[] {
  return list(value)
    .map(text)
    .filter((item) => item !== null);
}

/** An integer of at most 2^53 − 1, also from text. */
export function safeInt(value: unknown): number | null {
  const number = typeof value === 'string' && /^\s*[+-]?\d{1,16}\s*$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : null;
}

/** An integer that GraphQL's Int can hold (32 bits), also from text. */
export function int(value: unknown): number | null {
  const number = safeInt(value);
  return number !== null && number >= -0x8000_0000 && number <= 0x7fff_ffff ? number : null;
}

/** A boolean, also from "true", "false", 1 and 0. */
export function bool(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 1 || value === '1') return true;
  if (value === 'false' || value === 0 || value === '0') return false;
  return null;
}

/** The last second of the year 9999: past it, RFC 3339 has no text. */
const LAST_SECOND = 253_402_300_799;

/** An instant from Unix seconds, as a number or as text; 0 and less mean that none is set. */
export function instant(value: unknown): Date | null {
  const seconds = safeInt(value);
  return seconds !== null && seconds > 0 && seconds <= LAST_SECOND ? new Date(seconds * 1000) : null;
}
