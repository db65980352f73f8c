import { COLORS } from './card.wire.js';
import type { FieldLimits } from './card-fields/field.js';

/** A value of card/update or card/create in wire format: a text, a number, or a list of either. */
type WireValue = string | number | readonly (string | number)[];

/** Times are unsigned 32-bit integers, so milliseconds do not fit (documented by 40079). 0 is not a valid time (assumed). */
const LAST_SECOND = 0xffff_ffff;

const HEX_COLOR = /^#[0-9a-f]{6}$/i;

/** The checks of the limits that a row of CARD_FIELDS can set, in the order in which the platform applies them (assumed). */
const CHECKS = {
  /** The type `unixSeconds`. */
  unixSeconds: ({ type }, value) =>
    type !== 'unixSeconds' || (typeof value === 'number' && value >= 1 && value <= LAST_SECOND),
  /** `min` and `max`: the value of a number, the length of a list. */
  range: ({ min, max }, value) =>
    typeof value === 'string' || isBetween(typeof value === 'number' ? value : value.length, min, max),
  /** Bytes of a text. The entries of a list are joined with commas (assumed). */
  maxUtf8Bytes: ({ maxUtf8Bytes }, value) =>
    maxUtf8Bytes === undefined ||
    typeof value === 'number' ||
    Buffer.byteLength(typeof value === 'string' ? value : value.join(',')) <= maxUtf8Bytes,
  /** Code points of a text (assumed), so that an emoji counts as one. */
  maxCharacters: ({ maxCharacters }, value) =>
    maxCharacters === undefined || typeof value !== 'string' || [...value].length <= maxCharacters,
  /** The accepted texts, for each entry of a list. */
  values: ({ values }, value) =>
    values === undefined || [value].flat().every((entry) => typeof entry !== 'string' || values.includes(entry)),
  /** A name of COLORS or #RRGGBB. */
  color: ({ color }, value) =>
    color === undefined || typeof value !== 'string' || Object.hasOwn(COLORS, value) || HEX_COLOR.test(value),
  /** The URL of a web page on one of the hosts, at its usual port. */
  host: ({ hosts }, value) => hosts === undefined || typeof value !== 'string' || isUrlOf(hosts, value),
} satisfies Record<string, (row: FieldLimits, value: WireValue) => boolean>;

/** A limit that a row can set. */
export type Limit = keyof typeof CHECKS;

/**
 * Returns whether a value is within one limit of a row. Limits that the row does not set, or that do not apply to the value's type, are
 * always met. The caller handles the value that clears the field (`clear`).
 */
export function keepsLimit(row: FieldLimits, limit: Limit, value: WireValue): boolean {
  return CHECKS[limit](row, value);
}

/** Returns the first limit of a row that a value breaks, or undefined if it breaks none. */
export function brokenLimit(row: FieldLimits, value: WireValue): Limit | undefined {
  return (Object.keys(CHECKS) as Limit[]).find((limit) => !keepsLimit(row, limit, value));
}

function isBetween(amount: number, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): boolean {
  return amount >= min && amount <= max;
}

function isUrlOf(hosts: readonly string[], text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (url.protocol === 'https:' || url.protocol === 'http:') && hosts.includes(url.host);
}
