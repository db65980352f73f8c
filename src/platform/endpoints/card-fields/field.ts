import type { WireCardType } from '../card.wire.js';

/** Which kinds of card a field of card/update belongs to: member cards, all others, the five vouchers, or a single kind. */
export type FieldKinds = 'member' | 'coupon' | 'voucher' | WireCardType;

/** Which kinds of card a field of card/create belongs to: all ten that can be created, a group of them, or a single kind. */
export type CreateKinds = '*' | 'member' | 'voucher' | WireCardType;

/** The JSON type of a field and the values that it accepts. */
export interface FieldLimits {
  readonly type: 'string' | 'int' | 'bool' | 'unixSeconds' | 'enum' | 'enum[]' | 'int[]' | 'string[]';
  /** Maximum UTF-8 bytes. For a list, the entries are joined with commas (assumed). */
  readonly maxUtf8Bytes?: number;
  /** Maximum characters, for fields where the documents count characters. */
  readonly maxCharacters?: number;
  /** Smallest and largest integer. For a list, its minimum and maximum length. */
  readonly min?: number;
  readonly max?: number;
  /** For a field of list entries: the maximum number of entries in the list. */
  readonly maxEntries?: number;
  /** The accepted texts. */
  readonly values?: readonly string[];
  /** The value must be a name of COLORS or #RRGGBB. Other names are 40076. */
  readonly color?: true;
  /** The value must be a URL on one of these hosts. Other hosts are 40141 (assumed). */
  readonly hosts?: readonly string[];
}

/** The part of a column that both calls have. It overrides the row. */
interface Column extends Omit<Partial<FieldLimits>, 'type'> {
  /** Overrides the row's `meaning`. */
  readonly meaning?: string;
  /** Overrides the row's `input`. null means that the call's input does not offer the field. */
  readonly input?: string | null;
  readonly note?: string;
}

/** A field as card/update accepts it. */
export interface UpdateColumn extends Column {
  readonly kinds: readonly FieldKinds[];
  /** The kinds whose cards go back to review (send_check, CARD_STATUS_NOT_VERIFY) if the field is sent. true means all of `kinds`. */
  readonly review?: true | readonly FieldKinds[];
  /** May only change from false to true. The reverse is 40135. */
  readonly onlyOn?: true;
  /** For a field of list entries: every entry must have it. */
  readonly inEachEntry?: true;
  /** The value that clears the field or, for a field of list entries, the whole list. Absent if it cannot be cleared. */
  readonly clear?: '' | '0' | readonly [];
  /** Sentences of the description about updates, between `meaning` and the review. */
  readonly hint?: string;
  /** Defaults to the document about the kind of card, see SOURCES in card.fields.ts. */
  readonly source?: string;
}

/** The condition of a requirement. */
export type Condition =
  /** Another field has this value. */
  | { readonly path: string; readonly is: string | true }
  /** The object, or at least one entry of the list (`[]`), is sent. Each entry needs the field. */
  | { readonly sent: string }
  /** The card is of this kind. For a field of list entries: the list needs at least one entry. */
  | { readonly kind: WireCardType };

/** Whether card/create requires the field: always, never, or if the condition is met and none of the fields in `unless` is sent. */
export type Requirement = boolean | { readonly when: Condition; readonly unless?: readonly string[] };

/** A field as card/create accepts it. A row without this column cannot be set when a card is created. */
export interface CreateColumn extends Column {
  /** Defaults to all ten kinds that can be created. */
  readonly kinds?: readonly CreateKinds[];
  /** Defaults to false. A missing required field is 41011. */
  readonly required?: Requirement;
  /** The value that the platform assumes if the field is missing. Absent if it is not known. */
  readonly default?: boolean | number;
  /** card/update rejects the field (47001) for all of `kinds`, or for all except the given one. */
  readonly createOnly?: true | { readonly except: 'member' | 'voucher' };
  /** Absent if the field is documented. */
  readonly mark?: 'observed';
}

/**
 * One field of a card: a row of the table, with a column for each call that sends it. card/get returns the field at the same path.
 * The row's limits, `meaning` and `input` apply to both calls. A column overrides them for its own call.
 */
export interface CardField extends FieldLimits {
  /** Path below the payload; `[]` after a list means each of its entries. */
  readonly path: string;
  /** The meaning of the field, with which its descriptions in the schema begin. Absent if no input offers the field. */
  readonly meaning?: string;
  /** Path in the inputs of updateCard and createCard; `[]` after a list means each of its entries. */
  readonly input?: string;
  readonly update?: UpdateColumn;
  readonly create?: CreateColumn;
}

/** Hosts of pictures uploaded to the platform. */
export const PICTURE_HOSTS = ['mmbiz.qpic.cn', 'mmbiz.qlogo.cn'] as const;

/**
 * Returns the two rows of a page in a mini program. Public projects send both in card/update; that they need no review and that an empty
 * text clears them is assumed.
 * @param prefix precedes `app_brand_` in the paths
 * @param input the path of the page in the input
 */
export function miniProgram(
  prefix: string,
  input: string,
  { kinds, ...columns }: { readonly kinds: UpdateColumn['kinds']; readonly create: CreateColumn },
): CardField[] {
  const update: UpdateColumn = { kinds, clear: '', source: 'observed', note: 'review and clear are assumed' };
  return [
    {
      path: `${prefix}app_brand_user_name`,
      type: 'string',
      maxUtf8Bytes: 128,
      meaning: 'Original id of the mini program, followed by `@app`. The mini program must be linked to the account.',
      input: `${input}.userName`,
      update,
      ...columns,
    },
    {
      path: `${prefix}app_brand_pass`,
      type: 'string',
      maxUtf8Bytes: 128,
      meaning: 'Path of the page in the mini program.',
      input: `${input}.path`,
      update,
      ...columns,
    },
  ];
}
