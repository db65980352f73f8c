import { randomUUID } from 'node:crypto';
import { card } from '../platform/endpoints/card.js';
import { accountKey, keyOfAll, readKeyOf } from '../platform/interceptor.js';
import { isRecord } from '../platform/is-record.js';
import { type AccountName, EVICTED_CHANNEL } from '../store/keys.js';
import { type Store, StoreUnavailable } from '../store/store.js';

/**
 * Minimum interval between two evictions of a card whose stock changes, milliseconds. Less than a second, so that the stock is at most a
 * second old although timers are late.
 */
export const STOCK_INTERVAL_MS = 900;

/** Assumed maximum time in which the announcement of an eviction arrives, milliseconds. */
const MAX_LAG_MS = 100;

/** Maximum random part of the interval after an eviction by another replica, milliseconds, so that one of the replicas is the next. */
const JITTER_MS = 50;

/** Maximum number of cards with an interval. Those beyond it are evicted at each event. */
const MAX_INTERVALS = 10_000;

/** Maximum length of a card id. The platform's have 28 characters. No card with a longer one is cached. */
const MAX_CARD_ID = 256;

/** The time after an eviction of a card in which its stock does not evict it again. */
interface Interval {
  readonly timer: NodeJS.Timeout;
  /** The last event that the next eviction is for, by `performance.now()`. Undefined: none is needed. */
  eventAt: number | undefined;
}

export interface CardEvictionsOptions {
  /** Evicts cached responses in every replica, and returns whether the shared cache has confirmed it. */
  readonly invalidate: (key: string) => Promise<boolean>;
  /** Through which replicas announce their evictions, if they share a cache. */
  readonly store: Pick<Store, 'scripts' | 'channels'>;
}

const PUBLISH = `return redis.call('PUBLISH', ARGV[1], ARGV[2])`;

/**
 * Evicts cached cards. The other data that events concern is not cached, and the cached days of statistics are past ones, which no event
 * changes.
 */
export class CardEvictions {
  readonly #invalidate: CardEvictionsOptions['invalidate'];
  readonly #store: CardEvictionsOptions['store'];
  /** Identifies the announcements of this process. */
  readonly #id = randomUUID();
  readonly #intervals = new Map<string, Interval>();
  #isClosed = false;

  constructor({ invalidate, store }: CardEvictionsOptions) {
    this.#invalidate = invalidate;
    this.#store = store;
    store.channels?.subscribe(EVICTED_CHANNEL, (message) => this.#heard(message));
  }

  /**
   * Evicts a card.
   * @throws {StoreUnavailable} if it is unknown whether other replicas still use the cached response
   */
  async card(account: AccountName, cardId: string): Promise<void> {
    if (cardId.length <= MAX_CARD_ID) await this.#evict(readKeyOf(account, card.get, { card_id: cardId }));
  }

  /**
   * Evicts a card whose stock has changed, unless it was evicted within the interval. It is then evicted again at the end of the interval.
   * @throws {StoreUnavailable} if it is unknown whether other replicas still use the cached response
   */
  async stock(account: AccountName, cardId: string): Promise<void> {
    if (cardId.length > MAX_CARD_ID) return;
    const key = readKeyOf(account, card.get, { card_id: cardId });
    const interval = this.#intervals.get(key);
    if (interval === undefined || this.#isClosed) await this.#evict(key);
    else interval.eventAt = performance.now();
  }

  /**
   * Evicts all cards of an account.
   * @throws {StoreUnavailable} if it is unknown whether other replicas still use the cached responses
   */
  async all(account: AccountName): Promise<void> {
    await this.#confirm(keyOfAll({ account: accountKey(account), endpoint: card.get }));
  }

  /** Evicts the cards whose eviction is pending. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const pending: string[] = [];
    for (const [key, { timer, eventAt }] of this.#intervals) {
      clearTimeout(timer);
      if (eventAt !== undefined) pending.push(key);
    }
    this.#intervals.clear();
    await Promise.all(pending.map((key) => this.#invalidate(key)));
  }

  async #evict(key: string): Promise<void> {
    const startedAt = performance.now();
    this.#begin(key, STOCK_INTERVAL_MS);
    try {
      await this.#confirm(key);
      this.#announce(key, startedAt);
    } catch (error) {
      const interval = this.#intervals.get(key);
      if (interval !== undefined && interval.eventAt === undefined) this.#end(key, interval);
      throw error;
    }
  }

  async #confirm(key: string): Promise<void> {
    if (!(await this.#invalidate(key))) throw new StoreUnavailable('cached cards could not be evicted in all replicas');
  }

  /**
   * Begins an interval, or begins the existing one again.
   * @param eventAt the last event that the next eviction is for, by `performance.now()`
   */
  #begin(key: string, ms: number, eventAt?: number): void {
    const existing = this.#intervals.get(key);
    if (existing !== undefined) this.#end(key, existing);
    if (this.#isClosed || this.#intervals.size >= MAX_INTERVALS) return;
    const timer = setTimeout(() => this.#elapsed(key), ms).unref();
    this.#intervals.set(key, { timer, eventAt });
  }

  #end(key: string, { timer }: Interval): void {
    clearTimeout(timer);
    this.#intervals.delete(key);
  }

  #elapsed(key: string): void {
    const interval = this.#intervals.get(key);
    this.#intervals.delete(key);
    const eventAt = interval?.eventAt;
    if (eventAt !== undefined) this.#evict(key).catch(() => this.#begin(key, STOCK_INTERVAL_MS, eventAt));
  }

  /** A lost announcement causes another eviction. */
  #announce(key: string, startedAt: number): void {
    const message = JSON.stringify({ id: this.#id, elapsedMs: Math.ceil(performance.now() - startedAt), key });
    this.#store.scripts?.eval(PUBLISH, { keys: [], arguments: [EVICTED_CHANNEL, message] }).catch(() => undefined);
  }

  /** Receives the eviction of a card by any replica. It covers the events that had arrived here before it began. */
  #heard(message: string | undefined): void {
    const { id, elapsedMs, key } = readAnnouncement(message) ?? {};
    if (id === this.#id || typeof key !== 'string' || typeof elapsedMs !== 'number') return;
    const beganAgo = elapsedMs + MAX_LAG_MS;
    const eventAt = this.#intervals.get(key)?.eventAt;
    const isPending = eventAt !== undefined && eventAt > performance.now() - beganAgo;
    this.#begin(key, STOCK_INTERVAL_MS - beganAgo - Math.random() * JITTER_MS, isPending ? eventAt : undefined);
  }
}

/** Returns undefined for a message of another version. */
function readAnnouncement(message = ''): Readonly<Record<string, unknown>> | undefined {
  try {
    const announcement = JSON.parse(message);
    return isRecord(announcement) ? announcement : undefined;
  } catch {
    return undefined;
  }
}
