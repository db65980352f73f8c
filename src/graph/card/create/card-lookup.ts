import type { Platform } from '../../../platform/client.js';
import { card } from '../../../platform/endpoints/card.js';
import { BATCHGET_MAX_COUNT, type WireCardType } from '../../../platform/endpoints/card.wire.js';
import { nullIfNotFound } from '../../../platform/errors.js';
import { int, texts } from '../../../platform/wire.js';
import { CLOCK_SKEW_MS } from '../../../safety/in-doubt.js';
import { FRESH, readCard } from '../card.loader.js';
import type { Card } from '../card.type.js';
import type { NewCardPayload } from './creation.types.js';
import { showsCreation } from './creation-shown.js';

/** The created card, as it was sent. */
export interface SoughtCard {
  readonly type: WireCardType;
  /** The object under the type key of the request. */
  readonly payload: NewCardPayload;
  readonly brandName: string;
  readonly title: string;
}

/** Maximum number of candidates. */
const MAX_CANDIDATES = 20;

/** Maximum number of cards that one search reads at a time, so that it leaves the account's queue to other requests. */
const CONCURRENT_READS = 10;

/** How long after its creation a card is searched, milliseconds. Claims of other keys are retained for longer. */
const SEARCHED_FOR_MS = 24 * 3_600_000;

/**
 * Searches the card that a request created, whose response was lost. Reads the first and the last page of the list, because its order is
 * not documented, and the cards on them.
 */
export class CardLookup {
  readonly #platform: Platform;
  readonly #sought: SoughtCard;
  readonly #startedAt: number;
  /** Ids of cards that are certainly not the sought one. Each read-back of a request adds to them. */
  readonly #others = new Set<string>();
  #candidates: readonly Card[] = [];

  /** @param startedAt when the request started, Unix milliseconds */
  constructor(platform: Platform, sought: SoughtCard, startedAt: number) {
    this.#platform = platform;
    this.#sought = sought;
    this.#startedAt = startedAt;
  }

  /** The cards that the last search found and that look like the sought one, newest first. */
  get candidates(): readonly Card[] {
    return this.#candidates;
  }

  /**
   * Returns the id of the card if exactly one card has every sent field, was created since the request started and is not taken.
   * @param isTaken whether a card is the outcome of another request
   * @throws {PlatformError} if a page or a card on it cannot be read
   */
  async find(isTaken: (id: string) => Promise<boolean>): Promise<string | undefined> {
    this.#candidates = [];
    if (Date.now() - this.#startedAt > SEARCHED_FOR_MS) return undefined;
    const ids = (await this.#listedIds()).filter((id) => !this.#others.has(id));
    const listed = await settledAll(ids, (id) => this.#readCandidate(id));
    const similar = listed.filter((read) => read !== null);
    const taken = await Promise.all(similar.map(({ id }) => isTaken(id)));
    const free = similar.filter((_read, index) => !taken[index]);
    this.#candidates = free.sort((one, other) => createdAt(other) - createdAt(one)).slice(0, MAX_CANDIDATES);
    const { type, payload } = this.#sought;
    const [only, second] = free.filter((read) => this.#isInTime(read) && showsCreation(payload, type, read.raw));
    return second === undefined ? only?.id : undefined;
  }

  async #listedIds(): Promise<string[]> {
    const page = async (offset: number) => {
      const request = { offset, count: BATCHGET_MAX_COUNT };
      const { card_id_list, total_num } = await this.#platform.call(card.batchget, request, FRESH);
      return { ids: texts(card_id_list), total: int(total_num) ?? 0 };
    };
    const { ids, total } = await page(0);
    const last =
      total > BATCHGET_MAX_COUNT ? await page(Math.max(total - BATCHGET_MAX_COUNT, BATCHGET_MAX_COUNT)) : null;
    return [...new Set([...ids, ...(last?.ids ?? [])])];
  }

  /** Returns a card that looks like the sought one, as it is now, or null. A cached response suffices to exclude a card. */
  async #readCandidate(id: string): Promise<Card | null> {
    const known = await nullIfNotFound(readCard(this.#platform, id));
    // A new card may be listed before card/get returns it.
    if (known === null) return null;
    if (!this.#isSimilar(known)) {
      this.#others.add(id);
      return null;
    }
    return nullIfNotFound(readCard(this.#platform, id, FRESH));
  }

  #isSimilar(read: Card): boolean {
    const { type, brandName, title } = this.#sought;
    return (
      read.typeRaw === type &&
      read.brandName === brandName &&
      read.title === title &&
      createdAt(read) >= this.#startedAt - CLOCK_SKEW_MS
    );
  }

  /** The platform's times are whole seconds. */
  #isInTime(read: Card): boolean {
    return createdAt(read) >= Math.floor(this.#startedAt / 1000) * 1000 && createdAt(read) <= Date.now();
  }
}

function createdAt(read: Card): number {
  return read.createdAt?.getTime() ?? 0;
}

/** Reads cards, a few at a time, and then throws the first error. Reads that succeeded are not lost. */
async function settledAll<T>(ids: readonly string[], read: (id: string) => Promise<T>): Promise<T[]> {
  const promises: Promise<T>[] = [];
  for (let start = 0; start < ids.length; start += CONCURRENT_READS) {
    const reads = ids.slice(start, start + CONCURRENT_READS).map(read);
    promises.push(...reads);
    await Promise.allSettled(reads);
  }
  return Promise.all(promises);
}
