import type { CardTable } from './card-table.js';

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

/** NaN: none. */
type Value = number | string;

const VALUES: Readonly<Record<SortKey, (table: CardTable) => readonly Value[]>> = {
  CREATED_AT: ({ createdAt }) => createdAt,
  UPDATED_AT: ({ updatedAt }) => updatedAt,
  TITLE: ({ sortTitles }) => sortTitles,
  STOCK: ({ quantities }) => quantities,
  ENDS_AT: ({ endsAt }) => endsAt,
};

/** The slots of cards in one order. Its methods take logarithmic time, except for moving the slots behind a changed one. */
export class CardOrder {
  readonly slots: number[];
  readonly #values: readonly Value[];
  readonly #ids: readonly string[];
  readonly #sign: 1 | -1;

  constructor({ by, direction }: Sort, table: CardTable, slots: Iterable<number>) {
    this.#values = VALUES[by](table);
    this.#ids = table.ids;
    this.#sign = direction === 'ASCENDING' ? 1 : -1;
    this.slots = [...slots].sort((one, other) => this.#compare(one, this.#values[other] as Value, this.#idOf(other)));
  }

  placeOf(slot: number): Place {
    const value = this.#values[slot] as Value;
    return { value: Number.isNaN(value) ? null : value, id: this.#idOf(slot) };
  }

  add(slot: number): void {
    this.slots.splice(this.after(this.placeOf(slot)), 0, slot);
  }

  /** Removes a card whose values have not changed since it was added. */
  remove(slot: number): void {
    const index = this.after(this.placeOf(slot)) - 1;
    if (this.slots[index] === slot) this.slots.splice(index, 1);
  }

  /** Returns the index of the first card after a place, whether or not a card still has it. */
  after({ value, id }: Place): number {
    let low = 0;
    let high = this.slots.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(this.slots[middle] as number, value ?? Number.NaN, id) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #idOf(slot: number): string {
    return this.#ids[slot] as string;
  }

  #compare(slot: number, value: Value, id: string): number {
    const own = this.#values[slot] as Value;
    const [isOwnNone, isNone] = [Number.isNaN(own), Number.isNaN(value)];
    if (own === value || (isOwnNone && isNone)) return this.#sign * compare(this.#idOf(slot), id);
    if (isOwnNone) return 1;
    if (isNone) return -1;
    return this.#sign * compare(own, value);
  }
}

/** Compares numbers, or texts by their UTF-16 code units: the same in every replica, unlike a collation. */
function compare(one: Value, other: Value): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
