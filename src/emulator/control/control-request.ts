import { isRecord } from '../../platform/is-record.js';
import type { Fields } from '../http/request-checks.js';

/** An invalid control request. Returned as HTTP 400 with the message. */
export class BadControlRequest extends Error {}

/** Reads the fields of one control request. Every error names the field, the expected value and the type of the received one. */
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
    if (typeof value !== 'string' || value === '') throw fieldError(name, 'a non-empty string', value);
    return value;
  }

  requiredText(name: string): string {
    const text = this.text(name);
    if (text === undefined) throw fieldError(name, 'a non-empty string', undefined);
    return text;
  }

  oneOf<const Value extends string>(name: string, values: readonly Value[]): Value | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    const found = values.find((one) => one === value);
    if (found === undefined) throw fieldError(name, `one of ${values.join(', ')}`, value);
    return found;
  }

  /** Returns a number from `min` to `max`, both included. */
  number(name: string, min: number, max: number, isWhole: boolean): number | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || (isWhole && !Number.isInteger(value))) {
      throw fieldError(name, isWhole ? 'an integer' : 'a number', value);
    }
    if (value < min || value > max) throw fieldError(name, `${min} to ${max}`, value);
    return value;
  }

  /** Treats null as absent. */
  #value(name: string): unknown {
    return this.#fields[name] ?? undefined;
  }
}

/** Returns an error with the expected value and the type of the received one. Never includes the value, which may be a secret. */
export function fieldError(name: string, expected: string, value: unknown): BadControlRequest {
  return new BadControlRequest(`${name}: expected ${expected}, got ${describe(value)}`);
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'another integer' : 'another number';
  if (typeof value === 'string') return value === '' ? 'an empty string' : 'another string';
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
  if (!isRecord(value)) throw fieldError('body', 'a JSON object', value);
  return value;
}
