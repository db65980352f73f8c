import type { CallField, Leaf } from '../../platform/endpoints/card.fields.js';
import { COLORS } from '../../platform/endpoints/card.wire.js';

/** Returns a copy of a payload in stored form: colours in hex, times and locations as numbers. */
export function storeLeaves<Payload extends object>(payload: Payload, leaves: readonly Leaf<CallField>[]): Payload {
  const stored = structuredClone(payload);
  for (const { at, value, field } of leaves) {
    if (field?.type === 'unixSeconds') setAt(stored, at, Number(value));
    else if (field?.type === 'int[]' && Array.isArray(value)) setAt(stored, at, value.map(Number));
    else if (field?.color && typeof value === 'string') setAt(stored, at, COLORS[value] ?? value);
  }
  return stored;
}

function setAt(stored: object, at: Leaf['at'], value: unknown): void {
  const parent = at.slice(0, -1).reduce<unknown>((object, name) => Reflect.get(Object(object), name), stored);
  Reflect.set(Object(parent), at.at(-1) ?? '', value);
}
