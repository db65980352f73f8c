import { UPDATE_FIELDS, type UpdateField } from '../../../platform/endpoints/card.fields.js';
import { keepsLimit, type Limit } from '../../../platform/endpoints/card.limits.js';
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

/**
 * Returns the description of the field at a path: its meaning, what an update does to it, whether it sends the card back to review, and
 * its limits.
 * @param isListEntry the field belongs to the entries of a list, whose own description has the review
 */
export function descriptionOf(path: string, { isListEntry }: { readonly isListEntry: boolean }): string {
  const row = rowAt(path);
  const hint = row.hint === undefined ? '' : ` ${row.hint}`;
  return `${row.meaning}${hint}${isListEntry ? '' : reviewText(path)}${limitText(row)}`;
}

/** The rows of one path differ between kinds of card in their review flag. */
function reviewText(path: string): string {
  const rows = UPDATE_FIELDS.filter((row) => row.path === path);
  if (rows.every(({ review }) => review)) return ' Sends the card back to review.';
  return rows.some(({ review }) => review) ? ' Sends all but member cards back to review.' : '';
}

function limitText({ maxUtf8Bytes, maxCharacters, min, max, type }: UpdateField): string {
  if (maxCharacters !== undefined) return ` At most ${maxCharacters} characters.`;
  if (type === 'string' && maxUtf8Bytes !== undefined) return ` At most ${maxUtf8Bytes} bytes of UTF-8.`;
  if (type === 'int' && min !== undefined) return ` ${min} to ${max}.`;
  return max === undefined ? '' : ` At most ${max}.`;
}

function textRules(row: UpdateField): Constraint[] {
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
  if (color) rule('color', 'INVALID_INPUT', 'a colour name, Color010 to Color102, or #RRGGBB');
  if (hosts !== undefined) rule('host', 'INVALID_INPUT', `the URL of a picture on ${hosts.join(' or ')}`);
  return rules;
}

function listRules(row: UpdateField): Constraint[] {
  const { max, maxUtf8Bytes, type } = row;
  const rules: Constraint[] = [];
  const rule = (name: string, code: Constraint['code'], expected: string, holds: (list: unknown[]) => boolean) =>
    rules.push({ name, code, expected, holds: (value) => Array.isArray(value) && holds(value) });
  const limit = (name: Limit, code: Constraint['code'], expected: string) =>
    rule(name, code, expected, (list) => keepsLimit(row, name, list.map(String)));
  if (max !== undefined) limit('range', 'TOO_MANY_ITEMS', `a list of at most ${max}`);
  if (maxUtf8Bytes !== undefined) {
    limit('maxUtf8Bytes', 'FIELD_TOO_LONG', `a list of at most ${maxUtf8Bytes} bytes in all`);
  }
  if (type === 'int[]') {
    // Ids are texts in the graph. The platform takes any integers; 15 digits are those that a JSON number holds exactly.
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

function numberRules(row: UpdateField): Constraint[] {
  const { type, min, max } = row;
  if (type === 'unixSeconds') {
    const holds = (value: unknown) => value instanceof Date && keepsLimit(row, 'unixSeconds', value.getTime() / 1000);
    return [{ name: 'unixSeconds', code: 'INVALID_INPUT', expected: 'an instant from 1970 to 2106', holds }];
  }
  if (type !== 'int' || min === undefined || max === undefined) return [];
  const holds = (value: unknown) => typeof value === 'number' && keepsLimit(row, 'range', value);
  return [{ name: 'range', code: 'INVALID_INPUT', expected: `an integer from ${min} to ${max}`, holds }];
}
