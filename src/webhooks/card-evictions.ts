import { card } from '../platform/endpoints/card.js';
import { accountKey, keyOfAll, readKeyOf } from '../platform/interceptor.js';
import { type AccountName, evictedKey } from '../store/keys.js';
import { type SharedScripts, StoreUnavailable } from '../store/store.js';

/**
 * Minimum interval between two evictions of a card whose stock changes, over all replicas, milliseconds. Less than a second, so that the
 * stock is at most a second old although timers are late.
 */
export const STOCK_INTERVAL_MS = 900;

/** Maximum number of cards with an interval. Those beyond it are evicted at each event. */
const MAX_INTERVALS = 10_000;

/** Maximum length of a card id. The platform's have 28 characters. No card with a longer one is cached. */
const MAX_CARD_ID = 256;

/** The time after an eviction of a card in which a change of its stock does not evict it again. */
interface Interval {
  readonly timer: NodeJS.Timeout;
  /** The last event that the next eviction is for, by `performance.now()`. Undefined: none is needed. */
  eventAt: number | undefined;
}

export interface CardEvictionsOptions {
  /** Evicts cached responses in every replica, and returns whether the shared cache has confirmed it. */
  readonly invalidate: (key: string) => Promise<boolean>;
  /** Through which replicas agree on their evictions. Undefined: they share no cache. */
  readonly scripts: SharedScripts | undefined;
}

/** Begins an interval of the key, and returns 0, or returns the milliseconds until the present interval ends. */
const BEGIN_INTERVAL = `
local left = redis.call('PTTL', KEYS[1])
if left > 0 then return left end
redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])
return 0`;

/**
 * Evicts cached cards. The other data that events concern is not cached, and the cached days of statistics are past ones, which no event
 * changes.
 */
export class CardEvictions {
  readonly #invalidate: CardEvictionsOptions['invalidate'];
  readonly #scripts: SharedScripts | undefined;
  readonly #intervals = new Map<string, Interval>();
  #isClosed = false;

  constructor({ invalidate, scripts }: CardEvictionsOptions) {
    this.#invalidate = invalidate;
    this.#scripts = scripts;
  }

  /**
   * Evicts a card.
   * @throws {StoreUnavailable} if it is unknown whether other replicas still use the cached response
   */
  async card(account: AccountName, cardId: string): Promise<void> {
    if (cardId.length <= MAX_CARD_ID) await this.#evict(keyOfCard(account, cardId));
  }

  /**
   * Evicts a card whose stock has changed, unless a replica has evicted it within the interval. It is then evicted at the end of the
   * interval.
   * @throws {StoreUnavailable} if it is unknown whether other replicas still use the cached response
   */
  async stock(account: AccountName, cardId: string): Promise<void> {
    if (cardId.length > MAX_CARD_ID) return;
    const key = keyOfCard(account, cardId);
    const interval = this.#intervals.get(key);
    if (interval === undefined) await this.#evictOnce(key, performance.now());
    else interval.eventAt = performance.now();
  }

  /**
   * Evicts all cards of an account.
   * @throws {StoreUnavailable} if it is unknown whether other replicas still use the cached responses
   */
  async all(account: AccountName): Promise<void> {
    await this.#evict(keyOfAll({ account: accountKey(account), endpoint: card.get }));
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
    if (!(await this.#invalidate(key))) throw new StoreUnavailable('cached cards could not be evicted in all replicas');
  }

  /** Evicts a card unless a replica has done so after the event and within the interval. */
  async #evictOnce(key: string, eventAt: number): Promise<void> {
    const askedAt = performance.now();
    const leftMs = await this.#beginShared(key);
    if (leftMs === 0) {
      this.#begin(key, STOCK_INTERVAL_MS);
      return this.#evict(key);
    }
    // The other replica has evicted the card at this time or later, and its interval may have begun before the eviction was complete.
    const isCovered = eventAt < askedAt - (STOCK_INTERVAL_MS - leftMs);
    this.#begin(key, leftMs, isCovered ? undefined : eventAt);
  }

  /** Begins the interval of all replicas, and returns 0, or returns the milliseconds until the present one ends. */
  async #beginShared(key: string): Promise<number> {
    if (this.#scripts === undefined) return 0;
    const options = { keys: [evictedKey(key)], arguments: [String(STOCK_INTERVAL_MS)] };
    return Number(await this.#scripts.eval(BEGIN_INTERVAL, options));
  }

  /** @param eventAt the last event that the next eviction is for, by `performance.now()` */
  #begin(key: string, ms: number, eventAt?: number): void {
    if (this.#isClosed || this.#intervals.size >= MAX_INTERVALS) return;
    const existing = this.#intervals.get(key);
    clearTimeout(existing?.timer);
    const timer = setTimeout(() => this.#elapsed(key), ms).unref();
    // An event may have begun an interval while this one was waiting for the store.
    this.#intervals.set(key, { timer, eventAt: existing?.eventAt ?? eventAt });
  }

  #elapsed(key: string): void {
    const eventAt = this.#intervals.get(key)?.eventAt;
    this.#intervals.delete(key);
    if (eventAt === undefined) return;
    this.#evictOnce(key, eventAt).catch(() => this.#begin(key, STOCK_INTERVAL_MS, eventAt));
  }
}

const keyOfCard = (account: AccountName, cardId: string): string => readKeyOf(account, card.get, { card_id: cardId });
