import { type CardFields, DELETED } from './card-fields.js';
import { CardTexts } from './card-texts.js';
import { wordsOf } from './fold.js';

export interface SearchFilter {
  readonly text?: string | undefined;
  readonly types?: readonly string[] | undefined;
  /** Undefined: every status but that of deleted cards. */
  readonly statuses?: readonly string[] | undefined;
  readonly codeModes?: readonly string[] | undefined;
  readonly stockAtMost?: number | undefined;
  /** Unix milliseconds. */
  readonly endsBefore?: number | undefined;
}

/** The texts of a card in the form in which they are compared. */
export interface CardText {
  /** Title, brandName and id, folded. */
  readonly text: string;
  /** The part of the folded title by which cards are sorted. */
  readonly sortTitle: string;
}

/**
 * The fields of cards, one array per field, by slot. A filter reads few arrays from start to end, which takes much less time than reading an
 * object per card. Numbers that a card does not have are NaN, so that arrays of numbers are stored without an object per number.
 */
export class CardTable {
  readonly ids: string[] = [];
  readonly sortTitles: string[] = [];
  readonly quantities: number[] = [];
  readonly endsAt: number[] = [];
  readonly createdAt: number[] = [];
  readonly updatedAt: number[] = [];
  readonly #types: (string | null)[] = [];
  readonly #statuses: (string | null)[] = [];
  readonly #codeModes: (string | null)[] = [];
  readonly #texts = new CardTexts();
  /** Slots without a card. */
  readonly #free: number[] = [];

  /** Returns the slot of a new card. */
  take(): number {
    return this.#free.pop() ?? this.ids.length;
  }

  set(slot: number, id: string, fields: CardFields, { text, sortTitle }: CardText): void {
    this.ids[slot] = id;
    this.sortTitles[slot] = sortTitle;
    this.quantities[slot] = fields.quantity ?? Number.NaN;
    this.endsAt[slot] = fields.endsAt ?? Number.NaN;
    this.createdAt[slot] = fields.createdAt ?? Number.NaN;
    this.updatedAt[slot] = fields.updatedAt ?? Number.NaN;
    this.#types[slot] = fields.type;
    this.#statuses[slot] = fields.status;
    this.#codeModes[slot] = fields.codeMode;
    this.#texts.set(slot, text);
  }

  /** Frees a slot. It is in no order until it is used again, and what `match` returns for it is not defined. */
  free(slot: number): void {
    this.ids[slot] = '';
    this.sortTitles[slot] = '';
    this.#texts.set(slot, '');
    this.#free.push(slot);
  }

  isDeleted(slot: number): boolean {
    return this.#statuses[slot] === DELETED;
  }

  markDeleted(slot: number): void {
    this.#statuses[slot] = DELETED;
  }

  /** Returns 1 for each slot whose card matches, and 0 for the others. */
  match({ text, types, statuses, codeModes, stockAtMost, endsBefore }: SearchFilter): Uint8Array {
    const marks = new Uint8Array(this.ids.length).fill(1);
    if (statuses === undefined) clear(marks, this.#statuses, (status) => status === DELETED);
    else keepListed(marks, this.#statuses, statuses);
    if (types !== undefined) keepListed(marks, this.#types, types);
    if (codeModes !== undefined) keepListed(marks, this.#codeModes, codeModes);
    // A comparison with NaN is false.
    if (stockAtMost !== undefined) clear(marks, this.quantities, (quantity) => !(quantity <= stockAtMost));
    if (endsBefore !== undefined) clear(marks, this.endsAt, (endsAt) => !(endsAt < endsBefore));
    this.#texts.match(wordsOf(text ?? ''), marks);
    return marks;
  }
}

function keepListed(marks: Uint8Array, column: readonly (string | null)[], values: readonly string[]): void {
  const listed = new Set<string | null>(values);
  clear(marks, column, (value) => !listed.has(value));
}

function clear<Value>(marks: Uint8Array, column: readonly Value[], isCleared: (value: Value) => boolean): void {
  for (let slot = 0; slot < column.length; slot += 1) if (isCleared(column[slot] as Value)) marks[slot] = 0;
}
