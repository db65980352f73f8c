import type { ReadFields } from './card-fields.js';
import { CardOrder, type Place, type Sort } from './card-order.js';
import { CardTable, type SearchFilter } from './card-table.js';
import { fold, foldAll } from './fold.js';

/**
 * Memory of an entry in addition to its texts and its card, bytes. Measured: 420 to 630, depending on how many orders searches use. `npm run
 * faults:search` measures it.
 */
const ENTRY_OVERHEAD_BYTES = 500;

/** Maximum size of one card as JSON, bytes. A larger card is not indexed. */
const MAX_CARD_BYTES = 262_144;

/** Maximum number of changed cards without an entry that are recorded. */
const MAX_CHANGED = 1000;

/** Maximum length of the part of a folded title by which cards are sorted, UTF-16 code units. It is part of cursors. */
const MAX_SORT_TITLE = 64;

/** When a response of card/get was requested. */
export interface ReadStart {
  /** Position among all reads and changes of the index, as returned by `begin`. */
  readonly turn: number;
  /** Unix milliseconds. The card is at least as recent as this. */
  readonly readAt: number;
}

export interface SearchPage {
  readonly sort: Sort;
  readonly first: number;
  /** The place after which the page begins. Undefined: at the first card. */
  readonly after?: Place | undefined;
}

/** A card as it was when the search was executed. */
export interface FoundCard {
  readonly id: string;
  readonly place: Place;
  /** The card object of card/get, as JSON. */
  readonly json: Buffer;
}

export interface SearchResult {
  readonly cards: readonly FoundCard[];
  /** Number of matching cards on all pages. */
  readonly totalCount: number;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

interface Entry {
  readonly slot: number;
  readonly json: Buffer;
  readonly bytes: number;
  readonly turn: number;
  readonly readAt: number;
  /** The turn of the last change after which the card was not read; 0: there is none. */
  staleTurn: number;
}

/**
 * The cards of one account, in memory. A search first determines all matches, then the page in the order of the cards. Text is searched by a linear scan, which finds every substring in any script: see docs/search.md for
 * the comparison with search libraries.
 */
export class CardIndex {
  readonly #readFields: ReadFields;
  /** In the order in which the cards were read. */
  readonly #entries = new Map<string, Entry>();
  readonly #table = new CardTable();
  readonly #orders = new Map<string, CardOrder>();
  /** The turns of the last changes of cards that have no entry, such as those being read for the first time, by card id. */
  readonly #changed = new Map<string, number>();
  /** As last determined; undefined if it has to be determined again. */
  #oldestReadAt: number | undefined;
  #turn = 0;
  #bytes = 0;

  constructor(readFields: ReadFields) {
    this.#readFields = readFields;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Memory, bytes, computed from the lengths of texts and cards. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Unix milliseconds when the card was read that was read longest ago. Undefined: there are no cards. */
  get oldestReadAt(): number | undefined {
    if (this.#oldestReadAt === undefined) {
      for (const { readAt } of this.#entries.values()) {
        if (this.#oldestReadAt === undefined || readAt < this.#oldestReadAt) this.#oldestReadAt = readAt;
      }
    }
    return this.#oldestReadAt;
  }

  /** Returns the ids of the cards, those that were read longest ago first. */
  ids(): IterableIterator<string> {
    return this.#entries.keys();
  }

  has(cardId: string): boolean {
    return this.#entries.has(cardId);
  }

  /** Returns whether a card has an entry that must be read again. */
  isStale(cardId: string): boolean {
    return (this.#entries.get(cardId)?.staleTurn ?? 0) > 0;
  }

  isDeleted(cardId: string): boolean {
    const entry = this.#entries.get(cardId);
    return entry !== undefined && this.#table.isDeleted(entry.slot);
  }

  /** Returns when an entry was read, Unix milliseconds; undefined if there is none. */
  readAt(cardId: string): number | undefined {
    return this.#entries.get(cardId)?.readAt;
  }

  /** Returns the start of a read that is sent now. */
  begin(now = Date.now()): ReadStart {
    this.#turn += 1;
    return { turn: this.#turn, readAt: now };
  }

  /**
   * Stores a card, unless the entry is from a later read. It is stale if the card was changed or removed after the read was sent.
   * @param answer the response of card/get
   * @returns whether the entry is now this one, and up to date
   */
  put(cardId: string, answer: Readonly<Record<string, unknown>>, { turn, readAt }: ReadStart): boolean {
    const fields = this.#readFields(cardId, answer);
    const existing = this.#entries.get(cardId);
    if (fields === undefined || (existing !== undefined && turn < existing.turn)) return false;
    const changedTurn = existing?.staleTurn ?? this.#changed.get(cardId) ?? 0;
    const staleTurn = turn < changedTurn ? changedTurn : 0;
    const json = JSON.stringify(answer.card);
    const size = Buffer.byteLength(json);
    if (size > MAX_CARD_BYTES) return false;
    const text = foldAll([fields.title, fields.brandName, cardId]);
    // Not from the pool of Buffer: a small part of a pooled slab would keep the whole slab.
    const stored = Buffer.allocUnsafeSlow(size);
    stored.write(json);
    this.#changed.delete(cardId);
    const sortTitle = fold((fields.title ?? '').slice(0, MAX_SORT_TITLE)).slice(0, MAX_SORT_TITLE);
    const slot = existing?.slot ?? this.#table.take();
    if (existing !== undefined) this.#drop(cardId, existing);
    this.#table.set(slot, cardId, fields, { text, sortTitle });
    const bytes = size + 2 * (text.length + sortTitle.length) + ENTRY_OVERHEAD_BYTES;
    this.#add(cardId, { slot, json: stored, bytes, turn, readAt, staleTurn });
    return staleTurn === 0;
  }

  /** Marks a card as changed. Reads that were sent earlier do not make it current. */
  markStale(cardId: string): void {
    const entry = this.#entries.get(cardId);
    const { turn } = this.begin();
    if (entry === undefined) this.#recordChange(cardId, turn);
    else entry.staleTurn = turn;
  }

  /** Records that a card was deleted. Only a search for deleted cards finds it from now on. */
  markDeleted(cardId: string): void {
    const entry = this.#entries.get(cardId);
    if (entry === undefined) return;
    this.markStale(cardId);
    this.#table.markDeleted(entry.slot);
  }

  /**
   * Removes a card that does not exist, unless its entry is from a later read.
   * @returns whether there was an entry
   */
  remove(cardId: string, { turn }: ReadStart): boolean {
    const entry = this.#entries.get(cardId);
    if (entry === undefined || turn < entry.turn) return false;
    this.#recordChange(cardId, this.begin().turn);
    this.#drop(cardId, entry);
    this.#table.free(entry.slot);
    return true;
  }

  /** Returns the card object of card/get as JSON; undefined if the card has no entry. */
  json(cardId: string): Buffer | undefined {
    return this.#entries.get(cardId)?.json;
  }

  /** Restores the order of `ids` after cards were stored that were read at any earlier time. */
  sortByAge(): void {
    const entries = [...this.#entries].sort(([, one], [, other]) => one.readAt - other.readAt);
    this.#entries.clear();
    for (const [id, entry] of entries) this.#entries.set(id, entry);
  }

  /** Finds cards. Takes time in proportion to the number of cards: see docs/search.md. */
  search(filter: SearchFilter, { sort, first, after }: SearchPage): SearchResult {
    const marks = this.#table.match(filter);
    const order = this.#orderOf(sort);
    const start = after === undefined ? 0 : order.after(after);
    const found: number[] = [];
    let before = 0;
    let total = 0;
    order.slots.forEach((slot, index) => {
      if (marks[slot] === 0) return;
      total += 1;
      if (index < start) before += 1;
      else if (found.length < first) found.push(slot);
    });
    return {
      cards: found.map((slot) => this.#foundCard(order.placeOf(slot))),
      totalCount: total,
      hasNextPage: before + found.length < total,
      hasPreviousPage: before > 0,
    };
  }

  #recordChange(cardId: string, turn: number): void {
    this.#changed.delete(cardId);
    this.#changed.set(cardId, turn);
    if (this.#changed.size <= MAX_CHANGED) return;
    for (const oldest of this.#changed.keys()) {
      this.#changed.delete(oldest);
      break;
    }
  }

  #foundCard(place: Place): FoundCard {
    const { json } = this.#entries.get(place.id) as Entry;
    return { id: place.id, place, json };
  }

  #add(cardId: string, entry: Entry): void {
    this.#entries.set(cardId, entry);
    for (const order of this.#orders.values()) order.add(entry.slot);
    this.#bytes += entry.bytes;
    if (this.#oldestReadAt !== undefined && entry.readAt < this.#oldestReadAt) this.#oldestReadAt = entry.readAt;
  }

  /** Removes an entry while the table still has its card. */
  #drop(cardId: string, { slot, bytes, readAt }: Entry): void {
    for (const order of this.#orders.values()) order.remove(slot);
    this.#entries.delete(cardId);
    this.#bytes -= bytes;
    if (readAt === this.#oldestReadAt) this.#oldestReadAt = undefined;
  }

  *#slots(): Iterable<number> {
    for (const { slot } of this.#entries.values()) yield slot;
  }

  #orderOf(sort: Sort): CardOrder {
    const key = `${sort.by} ${sort.direction}`;
    const order = this.#orders.get(key) ?? new CardOrder(sort, this.#table, this.#slots());
    this.#orders.set(key, order);
    return order;
  }
}
