import type { CardFields } from './card-fields.js';

export const SORT_KEYS = ['CREATED_AT', 'UPDATED_AT', 'TITLE', 'STOCK', 'ENDS_AT'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export const DIRECTIONS = ['ASCENDING', 'DESCENDING'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export interface Sort {
  readonly by: SortKey;
  readonly direction: Direction;
}

/** A value by which cards are sorted. Cards without one come last in both directions. */
export type SortValue = number | string | null;

/** A place in an order: the value of a card, and its id, which decides between equal values. */
export interface Place {
  readonly value: SortValue;
  readonly id: string;
}

/** The fields of a card that orders use. */
export interface Sortable extends Pick<CardFields, 'quantity' | 'endsAt' | 'createdAt' | 'updatedAt'> {
  readonly id: string;
  /** Folded. */
  readonly sortTitle: string;
}

const VALUES: Readonly<Record<SortKey, (card: Sortable) => SortValue>> = {
  CREATED_AT: ({ createdAt }) => createdAt,
  UPDATED_AT: ({ updatedAt }) => updatedAt,
  TITLE: ({ sortTitle }) => sortTitle,
  STOCK: ({ quantity }) => quantity,
  ENDS_AT: ({ endsAt }) => endsAt,
};

/** Cards in one order. Its methods take logarithmic time, except for moving the entries behind a changed one. */
export class CardOrder<Card extends Sortable> {
  readonly cards: Card[];
  readonly #valueOf: (card: Card) => SortValue;
  readonly #sign: 1 | -1;

  constructor({ by, direction }: Sort, cards: Iterable<Card>) {
    this.#valueOf = VALUES[by];
    this.#sign = direction === 'ASCENDING' ? 1 : -1;
    this.cards = [...cards].sort((one, other) => this.#compare(this.placeOf(one), this.placeOf(other)));
  }

  placeOf(card: Card): Place {
    return { value: this.#valueOf(card), id: card.id };
  }

  add(card: Card): void {
    this.cards.splice(this.after(this.placeOf(card)), 0, card);
  }

  /** Removes a card whose values have not changed since it was added. */
  remove(card: Card): void {
    const index = this.after(this.placeOf(card)) - 1;
    if (this.cards[index] === card) this.cards.splice(index, 1);
  }

  /** Returns the index of the first card after a place, whether or not a card still has it. */
  after(place: Place): number {
    let low = 0;
    let high = this.cards.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const card = this.cards[middle] as Card;
      if (this.#compare(this.placeOf(card), place) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(one: Place, other: Place): number {
    if (one.value === other.value) return this.#sign * compare(one.id, other.id);
    if (one.value === null) return 1;
    if (other.value === null) return -1;
    return this.#sign * compare(one.value, other.value);
  }
}

/** Compares numbers, or texts by their UTF-16 code units: the same in every replica, unlike a collation. */
function compare<Value extends number | string>(one: Value, other: Value): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
