import { IsOptional, ValidateNested } from 'class-validator';
import { Field } from 'type-graphql';
import type { UpdateField } from '../../../platform/endpoints/card.fields.js';
import { Constraint, type InputProblem } from '../../input/validation.js';
import { descriptionOf, isEmpty, limitsOf, rowAt } from './update-field.limits.js';

/** One field of an update: where it stands in the input, where on the wire, and what is sent. */
export interface Change {
  /** Path into the input, from the argument's root. */
  readonly field: readonly string[];
  /** Path below the payload; a list of objects is one change. */
  readonly path: string;
  /** As it goes over the wire. */
  readonly value: unknown;
  /** Paths of the contract's rows that it touches. */
  readonly rows: readonly string[];
}

type InputClass = new () => object;
/** From a path in a nested input to one below the payload. */
type Place = (path: string) => string;

interface Leaf {
  readonly kind: 'leaf';
  readonly path: string;
  readonly touches: string | undefined;
  readonly write: (value: never) => unknown;
}
interface Group {
  readonly kind: 'group';
  readonly type: () => InputClass;
  readonly place: Place;
}
interface List {
  readonly kind: 'list';
  readonly type: () => InputClass;
  readonly path: string;
}

/** What the properties of an input class stand for. */
const PROPERTIES = new Map<object, Map<string, Leaf | Group | List>>();

function register(prototype: object, property: string, meaning: Leaf | Group | List): void {
  const properties = PROPERTIES.get(prototype) ?? new Map();
  PROPERTIES.set(prototype, properties.set(property, meaning));
}

interface ChangeOptions<Value> {
  /** The row that limits it, where `path` is relative to the place of its input. */
  readonly row?: string;
  /** The row that it touches, where that is a field of the entries of the list at `path`. */
  readonly touches?: string;
  /** Of an entry of a list: it cannot be left out, or has this value then. */
  readonly needed?: true | { readonly defaultValue: Value };
  /** Its limits differ from place to place, so the parent sets them: no row is about it, and this is its description. */
  readonly description?: string;
  /** To the wire, where the value has another form there. */
  readonly write?: (value: Value) => unknown;
}

const NOT_EMPTY: Constraint = {
  name: 'notEmpty',
  code: 'INVALID_INPUT',
  expected: 'text that is not empty',
  holds: (value) => value !== '',
};

/** A property that is one field of card/update. The contract's row has its limits and its description. */
export function Updates<Value>(type: () => object, path: string, options: ChangeOptions<Value> = {}) {
  const { touches, description: ofPlace, needed, write = (value) => value } = options;
  const rowPath = touches ?? options.row ?? path;
  const row = ofPlace === undefined ? rowAt(rowPath) : undefined;
  const presence = needed === undefined ? { nullable: true } : needed === true ? {} : needed;
  const description = ofPlace ?? descriptionOf(rowPath, { isListEntry: path.includes('[]') });
  return (prototype: object, property: string): void => {
    Field(type, { ...presence, description })(prototype, property);
    if (needed === true) Constraint(NOT_EMPTY)(prototype, property);
    for (const limit of row ? limitsOf(row) : []) Constraint(limit)(prototype, property);
    register(prototype, property, { kind: 'leaf', path, touches, write });
  };
}

/** A property that is an input of its own. `place` says where its paths stand; absent: they are whole. */
export function UpdatesGroup(type: () => InputClass, description: string, place: Place = (path) => path) {
  return (prototype: object, property: string): void => {
    Field(type, { nullable: true, description })(prototype, property);
    mayBeNull(prototype, property);
    ValidateNested()(prototype, property);
    register(prototype, property, { kind: 'group', type, place });
  };
}

/** A group whose properties have their limits from where they are placed: each is the row of its place. */
export function UpdatesLink(type: () => InputClass, description: string, paths: Readonly<Record<string, string>>) {
  return (prototype: object, property: string): void => {
    const rows = Object.entries(paths).map(([name, path]) => ({ name, row: rowAt(path) }));
    const limits = rows.map(({ name, row }) => `${name}: at most ${row.maxUtf8Bytes} bytes`).join(', ');
    UpdatesGroup(type, `${description} ${limits}.`, (path) => paths[path] ?? path)(prototype, property);
    for (const { name, row } of rows) {
      for (const limit of limitsOf(row)) Constraint({ ...limit, below: [name] })(prototype, property);
    }
  };
}

/** A property that is a list of inputs; it replaces the list that the platform holds. */
export function UpdatesList(type: () => InputClass, path: string, description: string) {
  return (prototype: object, property: string): void => {
    Field(() => [type()], { nullable: true, description })(prototype, property);
    mayBeNull(prototype, property);
    ValidateNested({ each: true })(prototype, property);
    // The platform takes no entry that says nothing.
    Constraint({
      name: 'filled',
      code: 'INVALID_INPUT',
      expected: 'entries with at least one field',
      holds: (entry) => Object.keys(entryOf(type, entry as object)).length > 0,
      each: true,
    })(prototype, property);
    const maxEntries = rowsOfList(type, path)
      .map(({ maxEntries }) => maxEntries)
      .find((max) => max !== undefined);
    if (maxEntries !== undefined) {
      const holds = (value: unknown) => !Array.isArray(value) || value.length <= maxEntries;
      const expected = `a list of at most ${maxEntries}`;
      Constraint({ name: 'maxEntries', code: 'TOO_MANY_ITEMS', expected, holds })(prototype, property);
    }
    register(prototype, property, { kind: 'list', type, path });
  };
}

/** Every field that an input sends, in its order, and what cannot be emptied though it is asked to be. */
export function changesOf(input: object): { changes: Change[]; problems: InputProblem[] } {
  const changes: Change[] = [];
  const problems: InputProblem[] = [];
  const refuse = (field: readonly string[], message: string) =>
    problems.push({ code: 'INVALID_INPUT', field, message });

  const visit = (prototype: object, values: object | null, place: Place, above: readonly string[]): void => {
    for (const [property, meaning] of PROPERTIES.get(prototype) ?? []) {
      // An emptied group empties each of its fields.
      const value: unknown = values === null ? null : values[property as keyof object];
      if (value === undefined) continue;
      const field = [...above, property];
      if (meaning.kind === 'group') {
        const inner = meaning.type().prototype as object;
        visit(inner, value as object | null, (path) => place(meaning.place(path)), field);
        continue;
      }
      const path = place(meaning.path);
      const rows =
        meaning.kind === 'leaf' ? [meaning.touches ?? path] : rowsOfList(meaning.type, path).map((row) => row.path);
      if (isEmpty(value)) {
        const { clear } = rowAt(rows[0] ?? path);
        if (clear === undefined) refuse(field, 'expected a value: the platform cannot empty this field, got nothing');
        else changes.push({ field, path, value: clear, rows });
      } else if (meaning.kind === 'leaf') {
        changes.push({ field, path, value: meaning.write(value as never), rows });
      } else {
        changes.push({ field, path, value: (value as object[]).map((entry) => entryOf(meaning.type, entry)), rows });
      }
    }
  };
  visit(Object.getPrototypeOf(input), input, (path) => path, []);
  return { changes, problems };
}

/** The rows of the fields of a list's entries. */
function rowsOfList(type: () => InputClass, path: string): UpdateField[] {
  return [...(PROPERTIES.get(type().prototype)?.values() ?? [])].map((leaf) =>
    rowAt(leaf.kind === 'leaf' ? leaf.path : path),
  );
}

/** class-validator takes null for a nested input that is no object. */
const mayBeNull = IsOptional();

/** One entry of a list of objects on the wire: its fields stand under the last part of their paths; empty ones are left out. */
function entryOf(type: () => InputClass, entry: object): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [property, meaning] of PROPERTIES.get(type().prototype) ?? []) {
    const value: unknown = entry[property as keyof object];
    if (meaning.kind === 'leaf' && !isEmpty(value)) {
      fields[lastPart(meaning.path)] = meaning.write(value as never);
    }
  }
  return fields;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
