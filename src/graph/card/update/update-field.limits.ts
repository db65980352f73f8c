import { UPDATE_FIELDS, type UpdateField } from '../../../platform/endpoints/card.fields.js';
import { keepsLimit, type Limit } from '../../../platform/endpoints/card.limits.js';
import type { FieldLimits } from '../../../platform/endpoints/card-fields/field.js';
import { type Constraint, isSendable } from '../../input/validation.js';

const ROWS = new Map(UPDATE_FIELDS.map((row) => [row.path, row]));

/** Returns the row of a wire path. The rows of one path differ between kinds of card only in their review flag. */
export function rowAt(path: string): UpdateField {
  const row = ROWS.get(path);
  if (row === undefined) throw new Error(`UPDATE_FIELDS has no row with the path ${path}`);
  return row;
}

/** Returns the limits of a field as constraints on an input property. Values that clear the field are always accepted. */
export function limitsOf(row: FieldLimits): Constraint[] {
  const rules = row.type === 'string' ? textRules(row) : row.type.endsWith('[]') ? listRules(row) : numberRules(row);
  return rules.map((rule) => ({ ...rule, holds: (value) => isEmpty(value) || rule.holds(value) }));
}

/** Returns whether a value clears the field or is missing. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function textRules(row: FieldLimits): Constraint[] {
  const { maxUtf8Bytes, maxCharacters, color, hosts } = row;
  const rules: Constraint[] = [
    {
      name: 'sendable',
      code: 'INVALID_INPUT',
      expected: 'text without control characters',
      holds: (value) => typeof value === 'string' && isSendable(value),
    },
  ];
  const rule = (limit: Limit, code: Constraint['code'], expected: string) =>
    rules.push({
      name: limit,
      code,
      expected,
      holds: (value) => typeof value === 'string' && keepsLimit(row, limit, value),
    });
  if (maxUtf8Bytes !== undefined) rule('maxUtf8Bytes', 'FIELD_TOO_LONG', `at most ${maxUtf8Bytes} bytes of UTF-8`);
  if (maxCharacters !== undefined) rule('maxCharacters', 'FIELD_TOO_LONG', `at most ${maxCharacters} characters`);
  if (color) rule('color', 'INVALID_INPUT', 'a colour name from Color010 to Color102, or #RRGGBB');
  if (hosts !== undefined) rule('host', 'INVALID_INPUT', `the URL of a picture on ${hosts.join(' or ')}`);
  return rules;
}

function listRules(row: FieldLimits): Constraint[] {
  const { max, maxUtf8Bytes, type, hosts } = row;
  const rules: Constraint[] = [];
  const rule = (name: string, code: Constraint['code'], expected: string, holds: (list: unknown[]) => boolean) =>
    rules.push({ name, code, expected, holds: (value) => Array.isArray(value) && holds(value) });
  const limit = (name: Limit, code: Constraint['code'], expected: string) =>
    rule(name, code, expected, (list) => keepsLimit(row, name, list.map(String)));
  if (max !== undefined) limit('range', 'TOO_MANY_ITEMS', `at most ${max} ${max === 1 ? 'entry' : 'entries'}`);
  if (maxUtf8Bytes !== undefined) {
    limit('maxUtf8Bytes', 'FIELD_TOO_LONG', `at most ${maxUtf8Bytes} bytes when joined with commas`);
  }
  if (type === 'int[]') {
    // Ids are strings in the schema. The platform accepts any integer; a JSON number is exact up to 15 digits.
    const holds = (list: unknown[]) => list.every((entry) => /^\d{1,15}$/.test(String(entry)));
    rule('ids', 'INVALID_INPUT', 'ids of 1 to 15 digits', holds);
  }
  if (type === 'string[]') {
    const holds = (list: unknown[]) =>
      list.every((entry) => typeof entry === 'string' && entry !== '' && isSendable(entry));
    rule('entries', 'INVALID_INPUT', 'entries that are non-empty text without control characters', holds);
  }
  if (hosts !== undefined) {
    const holds = (list: unknown[]) => list.every((entry) => keepsLimit(row, 'host', String(entry)));
    rule('host', 'INVALID_INPUT', `URLs of pictures on ${hosts.join(' or ')}`, holds);
  }
  return rules;
}

function numberRules(row: FieldLimits): Constraint[] {
  const { type, min, max } = row;
  if (type === 'unixSeconds') {
    const holds = (value: unknown) => value instanceof Date && keepsLimit(row, 'unixSeconds', value.getTime() / 1000);
    return [{ name: 'unixSeconds', code: 'INVALID_INPUT', expected: 'an instant from 1970 to 2106', holds }];
  }
  if (type !== 'int' || min === undefined) return [];
  const holds = (value: unknown) => typeof value === 'number' && keepsLimit(row, 'range', value);
  const expected = max === undefined ? `an integer of at least ${min}` : `an integer from ${min} to ${max}`;
  return [{ name: 'range', code: 'INVALID_INPUT', expected, holds }];
}
