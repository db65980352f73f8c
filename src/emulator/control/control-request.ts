import { isRecord } from '../../platform/is-record.js';
import type { Fields } from '../http/request-checks.js';

/** An invalid control request. The response is HTTP 400 with the message. */
export class BadControlRequest extends Error {}

/** The limits of `textLists`. */
export interface TextListLimits {
  readonly names: number;
  /** All names and texts together. */
  readonly texts: number;
  /** Maximum UTF-8 bytes of each. */
  readonly bytes: number;
}

/** Reads the fields of one control request. Every error names the field, the expected value and the type of the received value. */
export class ControlRequest {
  readonly #fields: Fields;

  /** @param accepted the fields of the call in addition to `appid`. Any other field is rejected as a likely typo. */
  constructor(body: string, query: Fields, accepted: readonly string[]) {
    this.#fields = { ...query, ...parse(body) };
    const unexpected = Object.keys(this.#fields).find((name) => name !== 'appid' && !accepted.includes(name));
    if (unexpected !== undefined) {
      throw new BadControlRequest(
        `${unexpected}: expected one of ${['appid', ...accepted].join(', ')}, got an unknown field`,
      );
    }
  }

  text(name: string, maxUtf8Bytes = Number.POSITIVE_INFINITY): string | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || value === '') throw invalidField(name, 'a non-empty string', value);
    return limited(name, value, maxUtf8Bytes);
  }

  requiredText(name: string, maxUtf8Bytes?: number): string {
    const text = this.text(name, maxUtf8Bytes);
    if (text === undefined) throw invalidField(name, 'a non-empty string', undefined);
    return text;
  }

  oneOf<const Value extends string>(name: string, values: readonly Value[]): Value | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    const found = values.find((one) => one === value);
    if (found === undefined) {
      const received = typeof value === 'string' ? 'another string' : undefined;
      throw invalidField(name, `one of ${values.join(', ')}`, value, received);
    }
    return found;
  }

  boolean(name: string): boolean | undefined {
    const value = this.#value(name);
    if (value !== undefined && typeof value !== 'boolean') throw invalidField(name, 'a boolean', value);
    return value;
  }

  requiredBoolean(name: string): boolean {
    const value = this.boolean(name);
    if (value === undefined) throw invalidField(name, 'a boolean', undefined);
    return value;
  }

  /** Returns a list of integers from `min` to `max`, both inclusive, with at most `items` of them. */
  integers(
    name: string,
    { min, max, items }: { readonly min: number; readonly max: number; readonly items: number },
  ): readonly number[] | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    const isValid = (item: unknown): item is number =>
      typeof item === 'number' && Number.isInteger(item) && item >= min && item <= max;
    if (!Array.isArray(value) || !value.every(isValid) || value.length > items) {
      throw invalidField(name, `a list of at most ${items} integers between ${min} and ${max}`, value);
    }
    return value;
  }

  /** Returns the texts of an object that has exactly these fields. */
  texts<const Name extends string>(name: string, fields: readonly Name[]): Record<Name, string> | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (!isRecord(value)) throw invalidField(name, `an object with ${fields.join(', ')}`, value);
    const object = new ControlRequest(JSON.stringify(value), {}, fields);
    return Object.fromEntries(fields.map((field) => [field, object.requiredText(field)])) as Record<Name, string>;
  }

  /**
   * Returns the texts of each name: from an object such as `{"name": "text", "other": ["text"]}`, or from a list as in userinfo/get.
   * A number of names, texts or bytes over the limits is rejected.
   */
  textLists(name: string, limits: TextListLimits): Map<string, readonly string[]> {
    const value = this.#value(name);
    const entries = isRecord(value) ? Object.entries(value) : Array.isArray(value) ? value.map(entryOf) : undefined;
    const expected = 'an object with texts or lists of texts, or a list of {name, value} or {name, value_list}';
    const lists = entries?.map((entry) => entry && ([entry[0], [entry[1]].flat()] as const));
    if (!lists?.every((entry) => entry?.[1].every((text) => typeof text === 'string'))) {
      throw invalidField(name, expected, value);
    }
    const found = new Map(lists as [string, string[]][]);
    const texts = [...found].flat(2);
    if (found.size > limits.names || texts.length > limits.texts) {
      throw invalidField(name, `at most ${limits.names} names and ${limits.texts} texts`, value, 'more of them');
    }
    if (texts.some((text) => Buffer.byteLength(text) > limits.bytes)) {
      throw invalidField(name, `texts of at most ${limits.bytes} bytes`, value, 'a longer text');
    }
    return found;
  }

  /** Returns a number from `min` to `max`, both inclusive. */
  number(name: string, min: number, max: number, isInteger: boolean): number | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || (isInteger && !Number.isInteger(value))) {
      throw invalidField(name, isInteger ? 'an integer' : 'a number', value);
    }
    if (value < min || value > max) {
      throw invalidField(name, `a number between ${min} and ${max}`, value, 'an out-of-range number');
    }
    return value;
  }

  /** Returns the value of a field. null counts as absent. */
  #value(name: string): unknown {
    return this.#fields[name] ?? undefined;
  }
}

/** Returns a text of limited length. */
export function limited(name: string, text: string, maxUtf8Bytes: number): string {
  if (Buffer.byteLength(text) <= maxUtf8Bytes) return text;
  throw invalidField(name, `a string of at most ${maxUtf8Bytes} bytes`, text, 'a longer string');
}

/** Names the field, the expected value and the type of the received value, never the value itself: it may be a secret. */
export function invalidField(
  name: string,
  expected: string,
  value: unknown,
  received = describe(value),
): BadControlRequest {
  return new BadControlRequest(`${name}: expected ${expected}, got ${received}`);
}

/** Returns name and value of one entry of a list as in userinfo/get. A `value_list` that is not empty precedes `value`. */
function entryOf(entry: unknown): [string, unknown] | undefined {
  if (!isRecord(entry) || typeof entry.name !== 'string') return undefined;
  const { name, value, value_list: list } = entry;
  return [name, Array.isArray(list) && list.length > 0 ? list : value];
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a number';
  if (typeof value === 'string') return value === '' ? 'an empty string' : 'a string';
  return value === null ? 'null' : `a value of type ${typeof value}`;
}

function parse(body: string): Fields {
  if (body.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new BadControlRequest('body: expected JSON, got invalid JSON');
  }
  if (!isRecord(value)) throw invalidField('body', 'a JSON object', value);
  return value;
}
