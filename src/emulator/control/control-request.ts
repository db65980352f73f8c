import { isRecord } from '../../platform/is-record.js';
import type { Fields } from '../http/request-checks.js';

/** A control request that is not as it should be: answered with HTTP 400 and the text. */
export class BadControlRequest extends Error {}

/** Reads the fields of one control request; every complaint names the field, what was expected and what came. */
export class ControlRequest {
  readonly #fields: Fields;

  /** @param accepted the fields that the call takes in addition to `appid`; any other field is rejected as a likely typo. */
  constructor(body: string, query: Fields, accepted: readonly string[]) {
    this.#fields = { ...query, ...parse(body) };
    const unexpected = Object.keys(this.#fields).find((name) => name !== 'appid' && !accepted.includes(name));
    if (unexpected !== undefined) {
      throw new BadControlRequest(`${unexpected}: expected ${['appid', ...accepted].join(', ')}, got an unknown field`);
    }
  }

  text(name: string): string | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || value === '') throw complaint(name, 'a text that is not empty', value);
    return value;
  }

  requiredText(name: string): string {
    const text = this.text(name);
    if (text === undefined) throw complaint(name, 'a text that is not empty', undefined);
    return text;
  }

  oneOf<const Value extends string>(name: string, values: readonly Value[]): Value | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    const found = values.find((one) => one === value);
    if (found === undefined) throw complaint(name, `one of ${values.join(', ')}`, value);
    return found;
  }

  /** A number from min to max, both included. */
  number(name: string, min: number, max: number, isWhole: boolean): number | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || (isWhole && !Number.isInteger(value))) {
      throw complaint(name, isWhole ? 'an integer' : 'a number', value);
    }
    if (value < min || value > max) throw complaint(name, `${min} to ${max}`, value);
    return value;
  }

  /** null counts as absent. */
  #value(name: string): unknown {
    return this.#fields[name] ?? undefined;
  }
}

/** Says what was expected of a field, and the type of what came: never its value, which may be a secret. */
export function complaint(name: string, expected: string, value: unknown): BadControlRequest {
  return new BadControlRequest(`${name}: expected ${expected}, got ${describe(value)}`);
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'another integer' : 'another number';
  if (typeof value === 'string') return value === '' ? 'an empty text' : 'another text';
  return value === null ? 'null' : `a value of type ${typeof value}`;
}

function parse(body: string): Fields {
  if (body.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new BadControlRequest('body: expected JSON, got something else');
  }
  if (!isRecord(value)) throw complaint('body', 'a JSON object', value);
  return value;
}
