import { Deadline } from '../../deadline.js';
import { Readings } from '../cache/in-flight-reads.js';
import type { Held, HeldAnswers } from '../cache/memory-cache.js';
import type { CacheTimes } from '../endpoint.js';
import { isTransient, PlatformError } from '../errors.js';
import { type Call, keyOf, type Reply, type Rule, type Send } from '../interceptor.js';
import type { CacheResult, Observer } from '../observer.js';

/** By how much the clocks of replicas may differ, milliseconds. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Milliseconds since an answer came. One from further ahead than clocks differ came before the clock was set back, nobody
 * knows when: it counts as too old for anything.
 */
export function ageOf(answeredAt: number, now: number): number {
  const age = now - answeredAt;
  return age < -CLOCK_SKEW_MS ? Number.POSITIVE_INFINITY : age;
}

export interface AnswerCacheOptions {
  readonly held: HeldAnswers;
  /** Milliseconds for asking again in the background. */
  readonly refreshMs: number;
  /**
   * Whether changes that others make are heard of here. While not, nothing is shown as if it came now: what is held
   * answers only where the platform cannot.
   */
  readonly isUpToDate: () => boolean;
  readonly observer?: Observer | undefined;
  /** Unix milliseconds. */
  readonly now?: () => number;
}

/** Answers of all accounts together: they share the bytes, and a key names its account. */
export class AnswerCache {
  readonly #options: AnswerCacheOptions;
  readonly #now: () => number;
  readonly #readings = new Readings();
  readonly #refreshing = new Set<string>();
  /** Answers that were shown though they may be out of date, with the time when they came, Unix milliseconds. */
  readonly #stale = new WeakMap<object, number>();

  constructor(options: AnswerCacheOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /**
   * Answers from what is held, by the times that stand in the contract; the answer is shared, never copied. A fresh call
   * always asks, and what it hears is held.
   */
  readonly rule: Rule = (next) => (call) => {
    const times = call.endpoint.cache;
    if (times === undefined) return next(call);
    const key = keyOf(call);
    const held = call.fresh || !this.#options.isUpToDate() ? undefined : this.#options.held.get(key);
    if (held === undefined) return this.#ask(next, call, key, times);
    const age = this.#ageOf(held);
    if (held.notFound !== undefined) {
      if (age >= times.notFound) return this.#ask(next, call, key, times);
      this.#tell(call, 'hit');
      return Promise.reject(held.notFound);
    }
    if (held.reply === undefined || age >= times.fresh + times.staleWhileRevalidate) {
      return this.#ask(next, call, key, times);
    }
    if (age >= times.fresh) this.#refresh(next, call, key, times);
    this.#tell(call, age < times.fresh ? 'hit' : 'stale');
    return Promise.resolve(this.#shown(held.reply, times));
  };

  /** Seconds since the platform gave this answer, if it was shown though it may be out of date. */
  ageOf(answer: object): number | undefined {
    const answeredAt = this.#stale.get(answer);
    return answeredAt === undefined ? undefined : Math.floor((this.#now() - answeredAt) / 1000);
  }

  /** Forgets what is held, and what reads under way will bring. */
  invalidate(key: string): void {
    this.#readings.void(key);
    this.#options.held.delete(key);
  }

  invalidateAll(): void {
    this.#readings.voidAll();
    this.#options.held.clear();
  }

  /** @param isRefresh nobody waits for it */
  async #ask(next: Send, call: Call, key: string, times: CacheTimes, isRefresh = false): Promise<Reply> {
    const reading = this.#readings.begin(key);
    try {
      const reply = await next(call);
      if (!isRefresh) this.#tell(call, 'miss');
      const { turn } = reading;
      if (!reading.isVoid) this.#hold(key, { reply, notFound: undefined, answeredAt: reply.answeredAt, turn });
      return this.#shown(reply, times);
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      if (error.kind === 'notFound' && !reading.isVoid) {
        this.#hold(key, { reply: undefined, notFound: error, answeredAt: this.#now(), turn: reading.turn });
      }
      const held = call.fresh || !saysNothing(error) ? undefined : this.#options.held.get(key);
      const isShown = held?.reply !== undefined && this.#ageOf(held) < times.fresh + times.staleIfError;
      if (!isRefresh) this.#tell(call, isShown ? 'stale' : 'miss');
      if (!isShown) throw error;
      return this.#asStale(held.reply);
    } finally {
      this.#readings.end(key, reading);
    }
  }

  /** Asks again in the background, once at a time for each key. Nobody waits for it, so nobody is told how it failed. */
  #refresh(next: Send, call: Call, key: string, times: CacheTimes): void {
    if (this.#refreshing.has(key)) return;
    this.#refreshing.add(key);
    const deadline = new Deadline(this.#options.refreshMs);
    this.#ask(next, { ...call, deadline, stats: undefined, asker: undefined, isRefresh: true }, key, times, true)
      .catch(() => undefined)
      .finally(() => {
        deadline.close();
        this.#refreshing.delete(key);
      });
  }

  /** A fresh read asks no cache. */
  #tell({ endpoint, stats, fresh }: Call, result: CacheResult): void {
    if (fresh) return;
    if (stats !== undefined && result !== 'miss') stats.fromCache += 1;
    this.#options.observer?.cacheAnswered('memory', endpoint.path, result);
  }

  #hold(key: string, held: Held): void {
    const before = this.#options.held.peek(key);
    if (before === undefined || before.turn < held.turn) this.#options.held.set(key, held);
  }

  #shown(reply: Reply, { fresh }: CacheTimes): Reply {
    return this.#now() - reply.answeredAt < fresh * 1000 ? reply : this.#asStale(reply);
  }

  /** Remembers of an answer that it is shown though it may be out of date. */
  #asStale(reply: Reply): Reply {
    this.#stale.set(reply.answer, reply.answeredAt);
    return reply;
  }

  /** Seconds. */
  #ageOf({ answeredAt }: Held): number {
    return ageOf(answeredAt, this.#now()) / 1000;
  }
}

/** Failures that say nothing about the thing that was asked for: then an old answer is better than none. */
export function saysNothing(error: PlatformError): boolean {
  const { kind } = error;
  return isTransient(error) || kind === 'quota' || kind === 'timeout' || kind === 'overloaded';
}
