import { isRecord } from '../../is-record.js';

/** Returns the value at a dotted path below a payload, or undefined if there is none. */
export function valueAt(payload: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), payload);
}
