import { isRecord } from '../../../platform/is-record.js';

/** A value of the input, with the indexes of the list entries that contain it. */
export interface InputValue {
  readonly indexes: readonly number[];
  readonly value: unknown;
}

/** Returns the values at a dotted path in an input; `[]` after a list means each of its entries. null and undefined are absent. */
export function valuesAt(input: object, path: string): InputValue[] {
  let found: InputValue[] = [{ indexes: [], value: input }];
  for (const part of path.split('.')) {
    const name = part.replace('[]', '');
    found = found.flatMap(({ indexes, value }) => {
      const child = isRecord(value) ? value[name] : undefined;
      if (child === undefined || child === null) return [];
      if (name === part) return [{ indexes, value: child }];
      return Array.isArray(child) ? child.map((entry, index) => ({ indexes: [...indexes, index], value: entry })) : [];
    });
  }
  return found;
}

/** Returns the single value at a dotted path in an input, or undefined. */
export function objectAt(input: object, path: string): unknown {
  return valuesAt(input, path)[0]?.value;
}

/** Replaces each `[]` of a path by its index: `textImages[].text` becomes `textImages.0.text`. */
export function withIndexes(path: string, indexes: readonly number[]): string {
  let depth = 0;
  return path.replace(/\[\]/g, () => `.${indexes[depth++]}`);
}

/** Sets the value at a dotted path below an object. A number in the path is an index of a list. Adds the objects and lists between. */
export function setAt(object: Record<string, unknown>, path: string, value: unknown): void {
  const parts = path.split('.');
  const last = parts.pop() ?? path;
  let parent: Record<string, unknown> = object;
  parts.forEach((part, index) => {
    parent[part] ??= /^\d+$/.test(parts[index + 1] ?? last) ? [] : {};
    parent = parent[part] as Record<string, unknown>;
  });
  parent[last] = value;
}
