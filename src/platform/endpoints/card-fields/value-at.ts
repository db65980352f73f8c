import { isRecord } from '../../is-record.js';

/** Returns the value at a path of names with dots below a payload; undefined if nothing is there. */
export function valueAt(payload: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), payload);
}
