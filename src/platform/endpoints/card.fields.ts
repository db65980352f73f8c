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
 * Every field of a card that a call can send: one row for a path of one kind of card, with a column for each call. Where the documents
 * contradict each other, member-cards rules for member cards, friends-vouchers for advanced_info. Its documents say review=yes for the
 * whole of advanced_info; here its leaves rule (assumed).
 */
export const CARD_FIELDS: readonly CardField[] = [
  ...BASE_INFO_FIELDS,
  ...MEMBER_CARD_FIELDS,
  ...OWN_FIELDS,
  ...ADVANCED_INFO_FIELDS,
];

/** The column of one call with what the row sets for every call: what a field is for that call. */
interface CallField extends FieldLimits {
  readonly path: string;
  readonly meaning: string;
  /** Place in the call's input; null: the input does not offer the field. */
  readonly input: string | null;
  readonly note?: string;
}

/**
 * One field that card/update accepts, for some kinds of card. What no row names cannot be updated and fails the whole
 * call (47001).
 */
export interface UpdateField extends CallField, Pick<UpdateColumn, 'onlyOn' | 'inEachEntry' | 'clear' | 'hint'> {
  readonly kinds: FieldKinds;
  /** Whether sending the field puts the card back under review (send_check, CARD_STATUS_NOT_VERIFY). */
  readonly review: boolean;
  readonly source: string;
}

/** The documents about updates of each kind of card. */
const SOURCES: Partial<Record<FieldKinds, string>> = {
  coupon: 'managing-coupons, friends-vouchers',
  member: 'member-cards 8.2',
  voucher: 'friends-vouchers',
};

/** Every field that card/update accepts: one for each path and each kind of its column. */
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

/** One field that card/create accepts. What no row names fails the whole call (47001). */
export interface CreateField
  extends CallField,
    Required<Pick<CreateColumn, 'required'>>,
    Pick<CreateColumn, 'default'> {
  readonly kinds: readonly CreateKinds[];
  /** The kinds of card for which card/update rejects the field, true: all; false: for none. */
  readonly createOnly: NonNullable<CreateColumn['createOnly']> | false;
  readonly mark: 'documented' | 'observed';
}

/** Every field that card/create accepts. */
export const CREATE_FIELDS: readonly CreateField[] = CARD_FIELDS.flatMap(({ create, update: _, ...row }) => {
  if (create === undefined) return [];
  const { kinds = ['*'], required = false, createOnly = false, mark = 'documented', ...column } = create;
  return [{ ...asCallField(row, column), kinds, required, createOnly, mark }];
});

/** The column overrides the row. */
function asCallField<Column extends Partial<CallField>>(row: CardField, column: Column) {
  return { meaning: '', input: null, ...row, ...column };
}

/** The kinds of card that card/create accepts: there is no document about creating the eleventh. */
const CREATABLE_TYPES: ReadonlySet<WireCardType> = new Set(CARD_TYPES.filter((cardType) => cardType !== 'BUS_TICKET'));

/** Whether a field of these kinds belongs to a card of this type. */
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

/** Returns the fields that a new card of this type may have, by path; none for a type that cannot be created. */
export function createFieldsOf(cardType: WireCardType): ReadonlyMap<string, CreateField> {
  return CREATE_FIELDS_BY_TYPE.get(cardType) ?? new Map();
}

/** The rows of one type of card. */
interface FieldTree {
  readonly fields: ReadonlyMap<string, UpdateField>;
  /** Paths that only lead to fields: of objects (`base_info`, `advanced_info.time_limit[]`) and of lists of objects. */
  readonly objects: ReadonlySet<string>;
  /** With a row of its entries: one with review=true where there is one. */
  readonly lists: ReadonlyMap<string, UpdateField>;
}

const TREES = new Map<WireCardType, FieldTree>();

/** The fields that an update of a card of this type may send, by path. */
export function updateFieldsOf(cardType: WireCardType): ReadonlyMap<string, UpdateField> {
  return treeOf(cardType).fields;
}

function treeOf(cardType: WireCardType): FieldTree {
  let tree = TREES.get(cardType);
  if (tree === undefined) {
    tree = growTree(UPDATE_FIELDS.filter(({ kinds }) => belongsTo(kinds, cardType)));
    TREES.set(cardType, tree);
  }
  return tree;
}

function growTree(rows: readonly UpdateField[]): FieldTree {
  const objects = new Set<string>();
  const lists = new Map<string, UpdateField>();
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

/** One value that an update sends. */
export interface Leaf {
  /** As a row names it: `[]` stands for each entry of a list of objects. */
  readonly path: string;
  /** Where it stands below the payload: names and indexes. */
  readonly at: readonly (string | number)[];
  /** A list of texts or numbers is one value. So is whatever stands where no row leads, and an empty list of objects. */
  readonly value: unknown;
  /** Its row; of an empty list of objects a row of its entries; undefined: it cannot be updated. */
  readonly field: UpdateField | undefined;
}

/** Everything that an update (the object under the type key) sends, in its order. Properties that are undefined are not sent. */
export function leavesOf(cardType: WireCardType, payload: object): Leaf[] {
  const { fields, objects, lists } = treeOf(cardType);
  const leaves: Leaf[] = [];
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

/** An object without fields says nothing; but as an entry of a list it is one that no row knows. */
function isEmptyEntry(path: string, value: object): boolean {
  return path.endsWith('[]') && Object.keys(value).length === 0;
}

/** The paths, as rows name them, of what is sent and puts the card back under review; each once. */
export function needsReview(cardType: WireCardType, payload: object): string[] {
  const paths = leavesOf(cardType, payload).flatMap(({ path, field }) => (field?.review ? [path] : []));
  return [...new Set(paths)];
}

/**
 * Returns whether a new card of this type needs the field with this requirement, given the rest of its payload. Of a field of list
 * entries, whether each entry needs it (for `kind`: whether the list needs an entry).
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

/** An empty text sets nothing. */
function isSent(value: unknown): boolean {
  return value !== undefined && value !== '';
}
