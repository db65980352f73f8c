import type { WireCardType } from '../card.wire.js';

/** Which kinds of card a field of card/update belongs to: member cards, all others, the five vouchers, or one kind alone. */
export type FieldKinds = 'member' | 'coupon' | 'voucher' | WireCardType;

/** Which kinds of card a field of card/create belongs to: all ten that can be created, some groups of them, or single kinds. */
export type CreateKinds = '*' | 'member' | 'voucher' | WireCardType;

/** The JSON type of a field and the values that it accepts. */
export interface FieldLimits {
  readonly type: 'string' | 'int' | 'bool' | 'unixSeconds' | 'enum' | 'enum[]' | 'int[]' | 'string[]';
  /** UTF-8 bytes; of a list, those of all its entries joined with commas (assumed). */
  readonly maxUtf8Bytes?: number;
  /** Characters, where the documents count those. */
  readonly maxCharacters?: number;
  /** Smallest and largest integer; of a list, its shortest and longest length. */
  readonly min?: number;
  readonly max?: number;
  /** Of a field of list entries: the maximum number of entries in its list. */
  readonly maxEntries?: number;
  /** The only texts that are accepted. */
  readonly values?: readonly string[];
  /** A colour: a name of COLORS or #RRGGBB; another name is 40076. */
  readonly color?: true;
  /** A URL of one of these hosts; another is 40141 (assumed). */
  readonly hosts?: readonly string[];
}

/** What a column sets for one call. It overrides what the row sets for every call. */
interface Column extends Omit<Partial<FieldLimits>, 'type'> {
  /** Overrides the row's `meaning`. */
  readonly meaning?: string;
  /** Overrides the row's `input`; null: the call's input does not offer the field. */
  readonly input?: string | null;
  readonly note?: string;
}

/** What card/update accepts. */
export interface UpdateColumn extends Column {
  readonly kinds: readonly FieldKinds[];
  /** The kinds whose cards go back under review (send_check, CARD_STATUS_NOT_VERIFY) if the field is sent; true: all of `kinds`. */
  readonly review?: true | readonly FieldKinds[];
  /** May change from false to true only; back is 40135. */
  readonly onlyOn?: true;
  /** Of a field of list entries: no entry goes without it. */
  readonly inEachEntry?: true;
  /** The value that empties the field (of a list entry's field: the list as a whole). Absent: it cannot be emptied. */
  readonly clear?: '' | '0' | readonly [];
  /** What the description says about an update, between meaning and review. */
  readonly hint?: string;
  /** Absent: the document about the kind of card, see SOURCES in card.fields.ts. */
  readonly source?: string;
}

/** What a requirement depends on. */
export type Condition =
  /** Another field has this value. */
  | { readonly path: string; readonly is: string | true }
  /** The object, or at least one entry of the list (`[]`), is sent. Each entry needs the field. */
  | { readonly sent: string }
  /** The card is of this kind. Of a field of list entries: the list needs at least one entry. */
  | { readonly kind: WireCardType };

/** Whether card/create requires the field: always, never, or if the condition holds and none of the fields in `unless` is sent. */
export type Requirement = boolean | { readonly when: Condition; readonly unless?: readonly string[] };

/** What card/create accepts. Absent: the field cannot be set when a card is created. */
export interface CreateColumn extends Column {
  /** Absent: all ten kinds that can be created. */
  readonly kinds?: readonly CreateKinds[];
  /** Absent: not required. A required field that is missing is 41011. */
  readonly required?: Requirement;
  /** The value that the platform assumes if the field is missing, where it is known. */
  readonly default?: boolean | number;
  /** card/update rejects the field (47001): for all of `kinds`, or for all but these. */
  readonly createOnly?: true | { readonly except: 'member' | 'voucher' };
  /** Absent: documented. */
  readonly mark?: 'observed';
}

/**
 * One field of a card: a row of the table, with a column for each call that sends it. card/get returns the field at the same path.
 * Limits, `meaning` and `input` of the row apply to both calls; a column overrides them for its own.
 */
export interface CardField extends FieldLimits {
  /** Path below the payload; `[]` after a list stands for each of its entries. */
  readonly path: string;
  /** What the field is, as descriptions in the schema start. Absent: no input offers it. */
  readonly meaning?: string;
  /** Place in the inputs of updateCard and createCard; `[]` after a list stands for each of its entries. */
  readonly input?: string;
  readonly update?: UpdateColumn;
  readonly create?: CreateColumn;
}

/** Hosts of pictures that were uploaded to the platform. */
export const PICTURE_HOSTS = ['mmbiz.qpic.cn', 'mmbiz.qlogo.cn'] as const;

/**
 * Returns the two rows of a page of a mini program, as card/create accepts them. `prefix` is what stands before `app_brand_` in the
 * paths, `input` the input of the page.
 */
export function miniProgram(prefix: string, input: string, create: CreateColumn): CardField[] {
  return [
    {
      path: `${prefix}app_brand_user_name`,
      type: 'string',
      maxUtf8Bytes: 128,
      meaning: 'Original id of the mini program with `@app` after it. It must be bound to the account.',
      input: `${input}.userName`,
      create,
    },
    {
      path: `${prefix}app_brand_pass`,
      type: 'string',
      maxUtf8Bytes: 128,
      meaning: 'Page of the mini program.',
      input: `${input}.path`,
      create,
    },
  ];
}
