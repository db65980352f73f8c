import { UPDATE_FIELDS, type UpdateField } from '../../../platform/endpoints/card.fields.js';
import { COLORS } from '../../../platform/endpoints/card.wire.js';
import { type Constraint, isSendable } from '../../input/validation.js';

const ROWS = new Map(UPDATE_FIELDS.map((row) => [row.path, row]));

/** The row of a wire path. Rows of one path differ between kinds of card in their review flag alone. */
export function rowAt(path: string): UpdateField {
  const row = ROWS.get(path);
  if (row === undefined) throw new Error(`no field of card/update has the path ${path}`);
  return row;
}

/** What the platform's field takes, as rules about an input's property. Emptying a field is not their business. */
export function limitsOf(row: UpdateField): Constraint[] {
  const rules = row.type === 'string' ? textRules(row) : row.type.endsWith('[]') ? listRules(row) : numberRules(row);
  return rules.map((rule) => ({ ...rule, holds: (value) => isEmpty(value) || rule.holds(value) }));
}

/** Whether a value asks for the field to be emptied, or for nothing at all. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** What an input's description says of the limits. */
export function limitText({ maxUtf8Bytes, maxCharacters, min, max, type }: UpdateField): string {
  if (maxCharacters !== undefined) return ` At most ${maxCharacters} characters.`;
  if (type === 'string' && maxUtf8Bytes !== undefined) return ` At most ${maxUtf8Bytes} bytes of UTF-8.`;
  if (type === 'int' && min !== undefined) return ` ${min} to ${max}.`;
  return max === undefined ? '' : ` At most ${max}.`;
}

function textRules({ maxUtf8Bytes, maxCharacters, color, host }: UpdateField): Constraint[] {
  const rules: Constraint[] = [];
  const rule = (name: string, code: Constraint['code'], expected: string, holds: (text: string) => boolean) =>
    rules.push({ name, code, expected, holds: (value) => typeof value === 'string' && holds(value) });
  rule('sendable', 'INVALID_INPUT', 'text without control characters', isSendable);
  if (maxUtf8Bytes !== undefined) {
    const holds = (text: string) => Buffer.byteLength(text) <= maxUtf8Bytes;
    rule('maxUtf8Bytes', 'FIELD_TOO_LONG', `at most ${maxUtf8Bytes} bytes of UTF-8`, holds);
  }
  if (maxCharacters !== undefined) {
    const holds = (text: string) => [...text].length <= maxCharacters;
    rule('maxCharacters', 'FIELD_TOO_LONG', `at most ${maxCharacters} characters`, holds);
  }
  if (color) {
    const holds = (text: string) => Object.hasOwn(COLORS, text) || /^#[0-9a-f]{6}$/i.test(text);
    rule('color', 'INVALID_INPUT', 'a colour name, Color010 to Color102, or #RRGGBB', holds);
  }
  if (host !== undefined) {
    const holds = (text: string) => isUrlOf(host, text);
    rule('host', 'INVALID_INPUT', `the URL of a picture on ${host}`, holds);
  }
  return rules;
}

/** A web page's URL on this host, at its usual port. */
function isUrlOf(host: string, text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.host === host;
}

function listRules({ max, maxUtf8Bytes, type }: UpdateField): Constraint[] {
  const rules: Constraint[] = [];
  const rule = (name: string, code: Constraint['code'], expected: string, holds: (list: unknown[]) => boolean) =>
    rules.push({ name, code, expected, holds: (value) => Array.isArray(value) && holds(value) });
  if (max !== undefined) rule('max', 'TOO_MANY_ITEMS', `a list of at most ${max}`, (list) => list.length <= max);
  if (maxUtf8Bytes !== undefined) {
    const holds = (list: unknown[]) => Buffer.byteLength(list.join()) <= maxUtf8Bytes;
    rule('maxUtf8Bytes', 'FIELD_TOO_LONG', `a list of at most ${maxUtf8Bytes} bytes in all`, holds);
  }
  if (type === 'int[]') {
    const holds = (list: unknown[]) => list.every((entry) => /^\d{1,15}$/.test(String(entry)));
    rule('ids', 'INVALID_INPUT', 'ids that are whole numbers', holds);
  }
  if (type === 'string[]') {
    const holds = (list: unknown[]) =>
      list.every((entry) => typeof entry === 'string' && entry !== '' && isSendable(entry));
    rule('entries', 'INVALID_INPUT', 'entries that are no empty text', holds);
  }
  return rules;
}

/** The last second that fits the platform's unsigned 32 bits. */
const LAST_SECOND = 0xffff_ffff;

function numberRules({ type, min, max }: UpdateField): Constraint[] {
  if (type === 'unixSeconds') {
    const holds = (value: unknown) =>
      value instanceof Date && value.getTime() >= 1000 && value.getTime() <= LAST_SECOND * 1000;
    return [{ name: 'instant', code: 'INVALID_INPUT', expected: 'an instant from 1970 to 2106', holds }];
  }
  if (type !== 'int' || min === undefined || max === undefined) return [];
  const holds = (value: unknown) => typeof value === 'number' && value >= min && value <= max;
  return [{ name: 'range', code: 'INVALID_INPUT', expected: `an integer from ${min} to ${max}`, holds }];
}
