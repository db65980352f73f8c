import { IsOptional, ValidateNested } from 'class-validator';
import { Field } from 'type-graphql';
import type { UpdateField } from '../../../platform/endpoints/card.fields.js';
import { Constraint, type InputProblem } from '../../input/validation.js';
import { updateDescriptionOf } from '../field-description.js';
import { isEmpty, limitsOf, rowAt } from './update-field.limits.js';

/** One changed field of an update: its path in the input, its path on the wire, and the value to send. */
export interface Change {
  /** Path in the input, from the argument's root. */
  readonly field: readonly string[];
  /** Path below the payload. A list of objects is one change. */
  readonly path: string;
  /** In wire format. */
  readonly value: unknown;
  /** Paths of the rows that it changes. */
  readonly rows: readonly string[];
}

type InputClass = new () => object;
/** Maps a path in a nested input to a path below the payload. */
type MapPath = (path: string) => string;

interface Leaf {
  readonly kind: 'leaf';
  readonly path: string;
  readonly entryRow: string | undefined;
  readonly write: (value: never) => unknown;
}
interface Group {
  readonly kind: 'group';
  readonly type: () => InputClass;
  readonly mapPath: MapPath;
}
interface List {
  readonly kind: 'list';
  readonly type: () => InputClass;
  readonly path: string;
}

/** The properties of each input class, by its prototype. */
const PROPERTIES = new Map<object, Map<string, Leaf | Group | List>>();

function register(prototype: object, property: string, target: Leaf | Group | List): void {
  const properties = PROPERTIES.get(prototype) ?? new Map();
  PROPERTIES.set(prototype, properties.set(property, target));
}

interface ChangeOptions<Value> {
  /** Path of the row with its limits, if `path` is relative to the nested input. */
  readonly row?: string;
  /** Path of the row that it changes, if that is a field of the entries of the list at `path`. */
  readonly entryRow?: string;
  /** For a field of a list entry: it is required, or it has this default. */
  readonly presence?: 'required' | { readonly defaultValue: Value };
  /** The description of a field whose limits depend on the parent, which sets them: no single row describes it. */
  readonly description?: string;
  /** Converts the value to wire format. */
  readonly write?: (value: Value) => unknown;
}

const NOT_EMPTY: Constraint = {
  name: 'notEmpty',
  code: 'INVALID_INPUT',
  expected: 'text that is not empty',
  holds: (value) => value !== '',
};

/** Declares a property that is one field of card/update. The field's row provides the limits and the description. */
export function Updates<Value>(type: () => object, path: string, options: ChangeOptions<Value> = {}) {
  const { entryRow, presence, write = (value) => value } = options;
  const row = options.description === undefined ? rowAt(entryRow ?? options.row ?? path) : undefined;
  const fieldOptions = presence === undefined ? { nullable: true } : presence === 'required' ? {} : presence;
  const description = row ? updateDescriptionOf(row, { isListEntry: path.includes('[]') }) : options.description;
  return (prototype: object, property: string): void => {
    Field(type, { ...fieldOptions, description })(prototype, property);
    if (presence === 'required') Constraint(NOT_EMPTY)(prototype, property);
    for (const limit of row ? limitsOf(row) : []) Constraint(limit)(prototype, property);
    register(prototype, property, { kind: 'leaf', path, entryRow, write });
  };
}

/**
 * Declares a property that is a nested input.
 * @param mapPath maps the paths of the nested input; by default they are complete
 */
export function UpdatesGroup(type: () => InputClass, description: string, mapPath: MapPath = (path) => path) {
  return (prototype: object, property: string): void => {
    Field(type, { nullable: true, description })(prototype, property);
    mayBeNull(prototype, property);
    ValidateNested()(prototype, property);
    register(prototype, property, { kind: 'group', type, mapPath });
  };
}

/**
 * Declares a nested input whose class is used for several links: `paths` maps each of its properties to a row with the limits.
 * @param prefix precedes the paths that are not in `paths`: those of the page in a mini program
 */
export function UpdatesLink(
  type: () => InputClass,
  description: string,
  paths: Readonly<Record<string, string>>,
  prefix: string,
) {
  return (prototype: object, property: string): void => {
    const rows = Object.entries(paths).map(([name, path]) => ({ name, row: rowAt(path) }));
    const limits = rows.map(({ name, row }) => `\`${name}\` ${row.maxUtf8Bytes}`).join(', ');
    const platformNames = rows.map(({ row }) => `\`${lastPart(row.path)}\``).join(', ');
    const text = `${description} Maximum bytes of UTF-8: ${limits}. Platform: ${platformNames}.`;
    UpdatesGroup(type, text, (path) => paths[path] ?? prefix + path)(prototype, property);
    for (const { name, row } of rows) {
      for (const limit of limitsOf(row)) Constraint({ ...limit, below: [name] })(prototype, property);
    }
  };
}

/**
 * Limits the bytes of properties of a nested input, in addition to the limits that its class has for every use.
 * @param paths maps each property to the row with the limit
 */
export function LimitsBytes(paths: Readonly<Record<string, string>>) {
  return (prototype: object, property: string): void => {
    for (const [name, path] of Object.entries(paths)) {
      const limit = limitsOf(rowAt(path)).find((each) => each.name === 'maxUtf8Bytes');
      if (limit !== undefined) Constraint({ ...limit, below: [name] })(prototype, property);
    }
  };
}

/** Declares a property that is a list of inputs. It replaces the list that the platform stores. */
export function UpdatesList(type: () => InputClass, path: string, description: string) {
  return (prototype: object, property: string): void => {
    Field(() => [type()], { nullable: true, description })(prototype, property);
    mayBeNull(prototype, property);
    ValidateNested({ each: true })(prototype, property);
    // The platform rejects empty entries.
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
      const expected = `at most ${maxEntries} ${maxEntries === 1 ? 'entry' : 'entries'}`;
      Constraint({ name: 'maxEntries', code: 'TOO_MANY_ITEMS', expected, holds })(prototype, property);
    }
    register(prototype, property, { kind: 'list', type, path });
  };
}

/** Returns the changes that an input requests, in order, and a problem for each field that it would clear but that cannot be cleared. */
export function changesOf(input: object): { changes: Change[]; problems: InputProblem[] } {
  const changes: Change[] = [];
  const problems: InputProblem[] = [];
  const visit = (prototype: object, values: object | null, mapPath: MapPath, parent: readonly string[]): void => {
    for (const [property, target] of PROPERTIES.get(prototype) ?? []) {
      // Clearing a group clears each of its fields.
      const value: unknown = values === null ? null : values[property as keyof object];
      if (value === undefined) continue;
      const field = [...parent, property];
      if (target.kind === 'group') {
        const nested = target.type().prototype as object;
        visit(nested, value as object | null, (path) => mapPath(target.mapPath(path)), field);
        continue;
      }
      const path = mapPath(target.path);
      const rows =
        target.kind === 'leaf' ? [target.entryRow ?? path] : rowsOfList(target.type, path).map((row) => row.path);
      if (isEmpty(value)) {
        const { clear } = rowAt(rows[0] ?? path);
        const message = 'this field cannot be cleared. Send a value or omit the field';
        if (clear === undefined) problems.push({ code: 'INVALID_INPUT', field, message });
        else changes.push({ field, path, value: clear, rows });
      } else if (target.kind === 'leaf') {
        changes.push({ field, path, value: target.write(value as never), rows });
      } else {
        changes.push({ field, path, value: (value as object[]).map((entry) => entryOf(target.type, entry)), rows });
      }
    }
  };
  visit(Object.getPrototypeOf(input), input, (path) => path, []);
  return { changes, problems };
}

/** Returns the rows of the fields in a list's entries. */
function rowsOfList(type: () => InputClass, path: string): UpdateField[] {
  return [...(PROPERTIES.get(type().prototype)?.values() ?? [])].map((leaf) =>
    rowAt(leaf.kind === 'leaf' ? leaf.path : path),
  );
}

/** Lets class-validator accept null for a nested input. */
const mayBeNull = IsOptional();

/** Returns an entry of a list of objects in wire format. Each field is named by the last part of its path. Empty fields are omitted. */
function entryOf(type: () => InputClass, entry: object): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [property, target] of PROPERTIES.get(type().prototype) ?? []) {
    const value: unknown = entry[property as keyof object];
    if (target.kind === 'leaf' && !isEmpty(value)) {
      fields[lastPart(target.path)] = target.write(value as never);
    }
  }
  return fields;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
