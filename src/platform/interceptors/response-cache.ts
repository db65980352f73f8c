import { Deadline } from '../../deadline.js';
import { InFlightReads } from '../cache/in-flight-reads.js';
import type { CacheEntry, ResponseCache } from '../cache/memory-cache.js';
import type { CachedRead } from '../cache/read-log.js';
import type { CacheTimes } from '../endpoint.js';
import { isTransient, PlatformError } from '../errors.js';
import {
  type Dispatch,
  type Interceptor,
  isOfAll,
  keyOf,
  keyOfAll,
  type UpstreamCall,
  type UpstreamReply,
} from '../interceptor.js';
import type { CacheResult, CallStats, Observer } from '../observer.js';

/** Maximum clock difference between replicas, milliseconds. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Returns the age of a response, milliseconds. A response that lies further in the future than clocks may differ was
 * received before the clock was set back. Its age is unknown and counts as infinite.
 */
export function ageOf(answeredAt: number, now: number): number {
  const age = now - answeredAt;
  return age < -CLOCK_SKEW_MS ? Number.POSITIVE_INFINITY : age;
}

/** Minimum interval between reads of a key that clients request with `no-cache`, milliseconds. The same in all replicas. */
export const FRESH_INTERVAL_MS = 1000;

/** Maximum number of evictions of whole endpoints that are remembered. Beyond it, everything is evicted. */
const MAX_EVICTED = 1000;

export interface ResponseCacheOptions {
  readonly cache: ResponseCache;
  /** Timeout of a background refresh, milliseconds. */
  readonly refreshMs: number;
  /**
   * Whether this process receives the invalidations of other replicas. While it does not, only fresh reads are presented
   * as current, and entries are served only if the platform cannot respond.
   */
  readonly isUpToDate: () => boolean;
  readonly observer?: Observer | undefined;
  /** Unix milliseconds. */
  readonly now?: () => number;
}

/** Identifies the responses that are evicted together. */
type CachedEndpoint = Pick<UpstreamCall, 'account' | 'endpoint'>;

/** Returns how long an entry is current, seconds. */
function freshFor({ notFound }: CacheEntry, times: CacheTimes | undefined): number {
  return (notFound === undefined ? times?.fresh : times?.notFound) ?? 0;
}

/** Serves cached responses of all accounts, which share one size limit. Keys contain the account. */
export class ResponseCacheInterceptor {
  readonly #options: ResponseCacheOptions;
  readonly #now: () => number;
  readonly #inFlight = new InFlightReads();
  readonly #refreshing = new Set<string>();
  /** The last read that had started when all responses of an endpoint were evicted, by `keyOfAll`. */
  readonly #evicted = new Map<string, number>();
  /** Stale responses that were served, with their fetch time, Unix milliseconds. */
  readonly #stale = new WeakMap<object, number>();

  constructor(options: ResponseCacheOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /**
   * Serves cached responses according to the TTLs in the contract. Responses are shared, never copied. A fresh call always
   * goes to the platform. Its response is cached unless the call excludes that.
   */
  readonly interceptor: Interceptor = (next) => (call) => {
    const times = call.endpoint.cache;
    if (times === undefined || (call.fresh && call.isCached === false)) return next(call);
    const key = keyOf(call);
    if (call.noCache) return this.#withoutCache(next, call, key, times);
    const entry = call.fresh || !this.#options.isUpToDate() ? undefined : this.#entryOf(call, key);
    if (entry === undefined) return this.#fetch(next, call, key, times);
    const age = this.#ageOf(entry);
    const isCurrent = age < freshFor(entry, times);
    if (isCurrent) call.reads?.cached.push({ key, turn: entry.turn, account: call.account, endpoint: call.endpoint });
    if (entry.notFound !== undefined) {
      if (!isCurrent) return this.#fetch(next, call, key, times);
      this.#report(call, 'hit');
      return Promise.reject(entry.notFound);
    }
    if (entry.reply === undefined || age >= times.fresh + times.staleWhileRevalidate) {
      return this.#fetch(next, call, key, times);
    }
    if (!isCurrent) this.#refresh(next, call, key, times);
    this.#report(call, isCurrent ? 'hit' : 'stale');
    return Promise.resolve(this.#markIfStale(entry.reply, times));
  };

  /**
   * Reads cached responses again that a request received.
   * @param stats count the reads
   * @returns whether all of them are still current. If not, nothing is counted
   */
  readsAgain(reads: readonly CachedRead[], stats: CallStats | undefined): boolean {
    if (!this.#options.isUpToDate()) return false;
    for (const read of reads) {
      const { key, turn, endpoint } = read;
      const entry = this.#entryOf(read, key);
      if (entry?.turn !== turn || this.#ageOf(entry) >= freshFor(entry, endpoint.cache)) return false;
    }
    for (const { endpoint } of reads) this.#report({ endpoint, stats, fresh: false }, 'hit');
    return true;
  }

  /** Reads from the platform, at most once a second per key: serves the entry of another read that bypassed the cache and is younger. */
  #withoutCache(next: Dispatch, call: UpstreamCall, key: string, times: CacheTimes): Promise<UpstreamReply> {
    const entry = this.#options.isUpToDate() ? this.#entryOf(call, key) : undefined;
    const age = entry?.isFresh ? this.#now() - entry.answeredAt : Number.POSITIVE_INFINITY;
    // A negative age: the clock was set back.
    if (entry === undefined || age < 0 || age >= FRESH_INTERVAL_MS) return this.#fetch(next, call, key, times);
    this.#report(call, 'hit');
    return entry.reply === undefined ? Promise.reject(entry.notFound) : Promise.resolve(entry.reply);
  }

  /** Returns the seconds since the platform gave this response if it was served stale. */
  ageOf(answer: object): number | undefined {
    const answeredAt = this.#stale.get(answer);
    return answeredAt === undefined ? undefined : Math.floor((this.#now() - answeredAt) / 1000);
  }

  /** Evicts the entry, or all those of a key of `keyOfAll`, and discards the results of in-flight reads. */
  invalidate(key: string): void {
    if (!isOfAll(key)) {
      this.#inFlight.invalidate(key);
      this.#options.cache.delete(key);
    } else if (this.#evicted.size < MAX_EVICTED || this.#evicted.has(key)) {
      this.#evicted.set(key, this.#inFlight.turn);
    } else {
      this.invalidateAll();
    }
  }

  /**
   * Evicts all entries of an account, and discards the results of its in-flight reads.
   * @param account as returned by `accountKey`
   */
  invalidateAccount(account: string): void {
    const prefix = `${account} `;
    this.#inFlight.invalidateAll(prefix);
    for (const key of this.#options.cache.keys()) if (key.startsWith(prefix)) this.#options.cache.delete(key);
  }

  invalidateAll(): void {
    this.#inFlight.invalidateAll();
    this.#options.cache.clear();
    this.#evicted.clear();
  }

  #entryOf(call: CachedEndpoint, key: string): CacheEntry | undefined {
    const entry = this.#options.cache.get(key);
    return entry !== undefined && this.#isEvicted(call, entry.turn) ? undefined : entry;
  }

  /** Returns whether all responses of the endpoint were evicted after a read had started. */
  #isEvicted(call: CachedEndpoint, turn: number): boolean {
    return this.#evicted.size > 0 && turn <= (this.#evicted.get(keyOfAll(call)) ?? 0);
  }

  /** @param isRefresh whether this is a background refresh, which is not reported */
  async #fetch(
    next: Dispatch,
    call: UpstreamCall,
    key: string,
    times: CacheTimes,
    isRefresh = false,
  ): Promise<UpstreamReply> {
    const read = this.#inFlight.start(key);
    const isFresh = call.fresh || call.noCache === true;
    try {
      const reply = await next(call);
      if (!isRefresh) this.#report(call, 'miss');
      const { turn } = read;
      if (!read.isInvalidated && !this.#isEvicted(call, turn))
        this.#store(key, { reply, notFound: undefined, answeredAt: reply.answeredAt, turn, isFresh });
      return this.#markIfStale(reply, times);
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      if (error.kind === 'notFound' && !read.isInvalidated && !this.#isEvicted(call, read.turn)) {
        this.#store(key, { reply: undefined, notFound: error, answeredAt: this.#now(), turn: read.turn, isFresh });
      }
      const entry = isFresh || !allowsStale(error) ? undefined : this.#entryOf(call, key);
      const isServed = entry?.reply !== undefined && this.#ageOf(entry) < times.fresh + times.staleIfError;
      if (!isRefresh) this.#report(call, isServed ? 'stale' : 'miss');
      if (!isServed) throw error;
      // While invalidations may have been missed, even a recent entry may be outdated.
      return this.#options.isUpToDate() ? this.#markIfStale(entry.reply, times) : this.#asStale(entry.reply);
    } finally {
      this.#inFlight.end(key, read);
    }
  }

  /** Refreshes an entry in the background, at most once at a time per key. A failure is ignored because no client waits for it. */
  #refresh(next: Dispatch, call: UpstreamCall, key: string, times: CacheTimes): void {
    if (this.#refreshing.has(key)) return;
    this.#refreshing.add(key);
    const deadline = new Deadline(this.#options.refreshMs);
    this.#fetch(next, { ...call, deadline, stats: undefined, caller: undefined, isRefresh: true }, key, times, true)
      .catch(() => undefined)
      .finally(() => {
        deadline.close();
        this.#refreshing.delete(key);
      });
  }

  /** Counts a cache result. Fresh reads are not counted because they do not use the cache. */
  #report({ endpoint, stats, fresh }: Pick<UpstreamCall, 'endpoint' | 'stats' | 'fresh'>, result: CacheResult): void {
    if (fresh) return;
    if (stats !== undefined && result !== 'miss') stats.fromCache += 1;
    this.#options.observer?.cacheAnswered('memory', endpoint.path, result);
  }

  #store(key: string, entry: CacheEntry): void {
    const existing = this.#options.cache.peek(key);
    if (existing === undefined || existing.turn < entry.turn) this.#options.cache.set(key, entry);
  }

  #markIfStale(reply: UpstreamReply, { fresh }: CacheTimes): UpstreamReply {
    return this.#now() - reply.answeredAt < fresh * 1000 ? reply : this.#asStale(reply);
  }

  /** Marks a response as stale. */
  #asStale(reply: UpstreamReply): UpstreamReply {
    this.#stale.set(reply.answer, reply.answeredAt);
    return reply;
  }

  /** Returns the age in seconds. */
  #ageOf({ answeredAt }: CacheEntry): number {
    return ageOf(answeredAt, this.#now()) / 1000;
  }
}

/** Returns whether a stale response may be served instead of this failure: it does not concern the requested entity. */
export function allowsStale(error: PlatformError): boolean {
  const { kind } = error;
  return isTransient(error) || kind === 'quota' || kind === 'timeout' || kind === 'overloaded';
}
