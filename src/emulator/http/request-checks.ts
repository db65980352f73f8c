import type { FieldRule } from '../../platform/endpoint.js';
import { isRecord } from '../../platform/is-record.js';
import { PlatformRefusal } from '../refusal.js';

/** A body or query that is a JSON object. Its fields are not checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** Number of characters of a posted body that 47001 echoes. The echo is observed, its length is assumed. */
const ECHO_CHARACTERS = 80;

/** Parses a body as the platform does: a JSON object in UTF-8, regardless of the content type. */
export function parseBody(raw: string): Fields {
  if (raw.trim() === '') throw new PlatformRefusal(44002);
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    throw formatError(raw);
  }
  if (!isRecord(value)) throw formatError(raw);
  if (hasUnicodeEscape(raw)) throw new PlatformRefusal(47002);
  return value;
}

/** Returns the refusal of a request with the wrong format. It echoes a part of the request, which may contain a merchant's data. */
export function formatError(body: string): PlatformRefusal {
  return new PlatformRefusal(47001, `data format error: ${body.slice(0, ECHO_CHARACTERS)}`);
}

/**
 * Checks a request against the rules of its call. Fields without a rule are ignored. Returns the request without the optional fields that
 * are null: they count as absent.
 */
export function checkFields<Request extends object>(
  rules: Readonly<Record<string, FieldRule>>,
  request: Request,
): Request {
  const fields: Record<string, unknown> = { ...(request as Fields) };
  for (const name in rules) {
    const rule = rules[name];
    if (rule === undefined) continue;
    if (fields[name] === null && rule.missing === undefined && !rule.rejectsNull) delete fields[name];
    const value = fields[name];
    if (value !== undefined) checkValue(rule, value, fields);
    else if (rule.missing !== undefined) throw new PlatformRefusal(rule.missing);
  }
  return fields as Request;
}

function checkValue(rule: FieldRule, value: unknown, fields: Fields): void {
  if (!hasType(rule.type, value)) throw formatError(JSON.stringify(fields));
  if (typeof value === 'string') checkText(rule, value);
  else if (typeof value === 'number') {
    // A decimal where an integer is expected is -1, according to the errcode table.
    if (rule.type !== 'number' && !Number.isInteger(value)) throw new PlatformRefusal(-1);
    if (rule.type !== 'id') checkRange(rule, value);
  } else if (Array.isArray(value)) {
    checkRange(rule, value.length);
    for (const item of value) if (typeof item === 'string') checkText(rule, item);
  }
}

/** Whether a value has the JSON type that a rule requires. null matches no type: `checkFields` removes it where it is accepted. */
function hasType(type: FieldRule['type'], value: unknown): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'id':
      return typeof value === 'string' || typeof value === 'number';
    case 'int':
    case 'number':
      return typeof value === 'number';
    case 'bool':
      return typeof value === 'boolean';
    case 'object':
    case 'file':
      return isRecord(value);
    case 'object[]':
      return Array.isArray(value) && value.every(isRecord);
    case 'string[]':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
  }
}

function checkText(rule: FieldRule, text: string): void {
  const isTooLong = rule.maxUtf8Bytes !== undefined && Buffer.byteLength(text) > rule.maxUtf8Bytes;
  const isUnlisted = rule.values !== undefined && !rule.values.includes(text);
  if (isTooLong || isUnlisted) throw outOfLimits(rule);
}

function checkRange(rule: FieldRule, amount: number): void {
  if (amount < (rule.min ?? Number.NEGATIVE_INFINITY) || amount > (rule.max ?? Number.POSITIVE_INFINITY)) {
    throw outOfLimits(rule);
  }
}

function outOfLimits(rule: FieldRule): PlatformRefusal {
  return new PlatformRefusal(rule.refused ?? 40097);
}

/** Whether the text contains a `\u` escape, that is, one whose backslash is not itself escaped. */
function hasUnicodeEscape(json: string): boolean {
  return json.includes('\\u') && /(?<!\\)(?:\\\\)*\\u/.test(json);
}
