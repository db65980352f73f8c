import { isRecord } from '../is-record.js';
import { CARD_TYPES, VOUCHER_TYPES, type WireCardType } from './card.wire.js';
import { ADVANCED_INFO_FIELDS } from './card-fields/advanced-info.fields.js';
import { BASE_INFO_FIELDS } from './card-fields/base-info.fields.js';
import type {
  CardField,
  Condition,
  CreateColumn,
  CreateKinds,
  FieldKinds,
  FieldLimits,
  Requirement,
  UpdateColumn,
} from './card-fields/field.js';
import { MEMBER_CARD_FIELDS } from './card-fields/member-card.fields.js';
import { OWN_FIELDS } from './card-fields/own.fields.js';
import { valueAt } from './card-fields/value-at.js';

/**
 * Every field of a card that a call can send. A row is a path for one kind of card, with a column for each call. If the documents
 * contradict each other, member-cards takes precedence for member cards and friends-vouchers for advanced_info. friends-vouchers has
 * review=yes for advanced_info as a whole; here each of its fields decides (assumed).
 */
export const CARD_FIELDS: readonly CardField[] = [
  ...BASE_INFO_FIELDS,
  ...MEMBER_CARD_FIELDS,
  ...OWN_FIELDS,
  ...ADVANCED_INFO_FIELDS,
];

/** A field as one call accepts it: the row, overridden by the call's column. */
export interface CallField extends FieldLimits {
  readonly path: string;
  readonly meaning: string;
  /** Path in the call's input, or null if the input does not offer the field. */
  readonly input: string | null;
  readonly note?: string;
}

/** A field that card/update accepts, for some kinds of card. Any other field cannot be updated and fails the whole call (47001). */
export interface UpdateField extends CallField, Pick<UpdateColumn, 'onlyOn' | 'inEachEntry' | 'clear' | 'hint'> {
  readonly kinds: FieldKinds;
  /** Whether sending the field sends the card back to review (send_check, CARD_STATUS_NOT_VERIFY). */
  readonly review: boolean;
  readonly source: string;
}

/** The documents about updating each kind of card. */
const SOURCES: Partial<Record<FieldKinds, string>> = {
  coupon: 'managing-coupons, friends-vouchers',
  member: 'member-cards 8.2',
  voucher: 'friends-vouchers',
};

/** Every field that card/update accepts: one entry for each path and each kind in its column. */
export const UPDATE_FIELDS: readonly UpdateField[] = CARD_FIELDS.flatMap(({ update, create: _, ...row }) => {
  if (update === undefined) return [];
  const { kinds: allKinds, review = [], source, ...column } = update;
  return allKinds.map((kinds) => ({
    ...asCallField(row, column),
    kinds,
    review: review === true || review.includes(kinds),
    source: source ?? SOURCES[kinds] ?? 'managing-coupons',
  }));
});

/** A field that card/create accepts. Any other field fails the whole call (47001). */
export interface CreateField
  extends CallField,
    Required<Pick<CreateColumn, 'required'>>,
    Pick<CreateColumn, 'default'> {
  readonly kinds: readonly CreateKinds[];
  /** The kinds of card for which card/update rejects the field: all (true), none (false), or all except the given one. */
  readonly createOnly: NonNullable<CreateColumn['createOnly']> | false;
  readonly mark: 'documented' | 'observed';
}

/** Every field that card/create accepts. */
export const CREATE_FIELDS: readonly CreateField[] = CARD_FIELDS.flatMap(({ create, update: _, ...row }) => {
  if (create === undefined) return [];
  const { kinds = ['*'], required = false, createOnly = false, mark = 'documented', ...column } = create;
  return [{ ...asCallField(row, column), kinds, required, createOnly, mark }];
});

/** Merges a row and a column. The column takes precedence. */
function asCallField<Column extends Partial<CallField>>(row: CardField, column: Column) {
  return { meaning: '', input: null, ...row, ...column };
}

/** The kinds of card that card/create accepts. No document describes how to create a bus ticket. */
const CREATABLE_TYPES: ReadonlySet<WireCardType> = new Set(CARD_TYPES.filter((cardType) => cardType !== 'BUS_TICKET'));

/** Returns whether a field of these kinds belongs to a card of this type. */
export function belongsTo(kinds: FieldKinds | CreateKinds, cardType: WireCardType): boolean {
  if (kinds === '*') return CREATABLE_TYPES.has(cardType);
  if (kinds === 'member') return cardType === 'MEMBER_CARD';
  if (kinds === 'coupon') return cardType !== 'MEMBER_CARD';
  if (kinds === 'voucher') return VOUCHER_TYPES.includes(cardType);
  return kinds === cardType;
}

const CREATE_FIELDS_BY_TYPE = new Map(
  CARD_TYPES.map((cardType) => {
    const fields = CREATE_FIELDS.filter(({ kinds }) => kinds.some((each) => belongsTo(each, cardType)));
    return [cardType, new Map(fields.map((field) => [field.path, field]))];
  }),
);

/** Returns the fields that a new card of this type may have, by path. The map is empty for a type that cannot be created. */
export function createFieldsOf(cardType: WireCardType): ReadonlyMap<string, CreateField> {
  return CREATE_FIELDS_BY_TYPE.get(cardType) ?? new Map();
}

/** The rows of one type of card in one call. */
export interface FieldTree<Field extends CallField = CallField> {
  readonly fields: ReadonlyMap<string, Field>;
  /** Paths of objects that contain fields: `base_info`, `advanced_info.time_limit[]`. */
  readonly objects: ReadonlySet<string>;
  /** Lists of objects, each with a row of its entries. A row with review=true is preferred. */
  readonly lists: ReadonlyMap<string, Field>;
}

const TREES = new Map<WireCardType, FieldTree<UpdateField>>();

/** Returns the fields that an update of a card of this type may send, by path. */
export function updateFieldsOf(cardType: WireCardType): ReadonlyMap<string, UpdateField> {
  return treeOf(cardType).fields;
}

/** Returns the types of card for which card/update accepts all of these fields. */
export function typesWith(paths: readonly string[]): WireCardType[] {
  return CARD_TYPES.filter((cardType) => paths.every((path) => updateFieldsOf(cardType).has(path)));
}

function treeOf(cardType: WireCardType): FieldTree<UpdateField> {
  let tree = TREES.get(cardType);
  if (tree === undefined) {
    tree = buildTree(UPDATE_FIELDS.filter(({ kinds }) => belongsTo(kinds, cardType)));
    TREES.set(cardType, tree);
  }
  return tree;
}

/** Builds the tree of the rows that one call accepts for one type of card. */
export function buildTree<Field extends CallField & { readonly review?: boolean }>(
  rows: readonly Field[],
): FieldTree<Field> {
  const objects = new Set<string>();
  const lists = new Map<string, Field>();
  for (const row of rows) {
    for (let dot = row.path.indexOf('.'); dot >= 0; dot = row.path.indexOf('.', dot + 1)) {
      const parent = row.path.slice(0, dot);
      objects.add(parent);
      if (!parent.endsWith('[]')) continue;
      const list = parent.slice(0, -2);
      if (!lists.has(list) || row.review) lists.set(list, row);
    }
  }
  return { fields: new Map(rows.map((row) => [row.path, row])), objects, lists };
}

/** One value that a call sends. */
export interface Leaf<Field extends CallField = UpdateField> {
  /** Path in the notation of rows: `[]` means each entry of a list of objects. */
  readonly path: string;
  /** Path below the payload: names and indexes. */
  readonly at: readonly (string | number)[];
  /** A list of texts or numbers is a single value, as are an empty list of objects and anything at a path without a row. */
  readonly value: unknown;
  /** The field's row, or a row of the entries for an empty list of objects. Undefined if the call does not accept the field. */
  readonly field: Field | undefined;
}

/** Returns every value that an update (the object under the type key) sends, in order. Undefined properties are not sent. */
export function leavesOf(cardType: WireCardType, payload: object): Leaf[] {
  return leavesIn(treeOf(cardType), payload);
}

/** Returns every value of a payload, in order, with its row in the tree. Undefined properties are not sent. */
export function leavesIn<Field extends CallField>(
  { fields, objects, lists }: FieldTree<Field>,
  payload: object,
): Leaf<Field>[] {
  const leaves: Leaf<Field>[] = [];
  const walk = (value: unknown, path: string, at: Leaf['at']): void => {
    if (value === undefined) return;
    if (objects.has(path) && isRecord(value) && !isEmptyEntry(path, value)) {
      for (const name of Object.keys(value)) walk(value[name], `${path}.${name}`, [...at, name]);
    } else if (lists.has(path) && Array.isArray(value) && value.length > 0) {
      value.forEach((entry, index) => {
        walk(entry, `${path}[]`, [...at, index]);
      });
    } else {
      const field = Array.isArray(value) ? (fields.get(path) ?? lists.get(path)) : fields.get(path);
      leaves.push({ path, at, value, field });
    }
  };
  for (const [name, value] of Object.entries(payload)) walk(value, name, [name]);
  return leaves;
}

/** An empty object sends nothing, but as an entry of a list it is a value without a row. */
function isEmptyEntry(path: string, value: object): boolean {
  return path.endsWith('[]') && Object.keys(value).length === 0;
}

/** Returns the distinct paths, in the notation of rows, of the sent fields that send the card back to review. */
export function needsReview(cardType: WireCardType, payload: object): string[] {
  const paths = leavesOf(cardType, payload).flatMap(({ path, field }) => (field?.review ? [path] : []));
  return [...new Set(paths)];
}

/**
 * Returns whether a new card of this type needs the field with this requirement, given the rest of its payload. For a field of list
 * entries, returns whether each entry needs it or, for a `kind` condition, whether at least one entry does.
 */
export function isRequired(requirement: Requirement, cardType: WireCardType, payload: object): boolean {
  if (typeof requirement === 'boolean') return requirement;
  const { when, unless = [] } = requirement;
  return isMet(when, cardType, payload) && !unless.some((path) => isSent(valueAt(payload, path)));
}

function isMet(condition: Condition, cardType: WireCardType, payload: object): boolean {
  if ('kind' in condition) return condition.kind === cardType;
  if ('path' in condition) return valueAt(payload, condition.path) === condition.is;
  const { sent } = condition;
  const value = valueAt(payload, sent.replace('[]', ''));
  return sent.endsWith('[]') ? Array.isArray(value) && value.length > 0 : value !== undefined;
}

/** An empty text counts as not sent. */
function isSent(value: unknown): boolean {
  return value !== undefined && value !== '';
}
