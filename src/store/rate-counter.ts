import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { hashOf, RATE_PREFIX, rateKey } from './keys.js';
import type { SharedScripts } from './store.js';

/** The state of a rate after counting. */
export interface Counted {
  readonly limit: number;
  /** Count in this minute. May exceed the limit. */
  readonly count: number;
  /** Milliseconds until the minute is over. */
  readonly endsInMs: number;
}

const MINUTE_SECONDS = 60;

/** Counts events per minute and key. Counts in Redis for all replicas, or in this process without Redis or while it is unavailable. */
export class Rate {
  readonly limit: number;
  readonly #name: string;
  readonly #limiter: RateLimiterMemory | RateLimiterRedis;

  /** @param name of the counter, unique in Redis */
  constructor(name: string, limit: number, scripts: SharedScripts | undefined) {
    this.limit = limit;
    this.#name = name;
    const options = { keyPrefix: RATE_PREFIX, points: limit, duration: MINUTE_SECONDS };
    const local = new RateLimiterMemory(options);
    this.#limiter =
      scripts === undefined
        ? local
        : new RateLimiterRedis({
            ...options,
            storeClient: scripts,
            useRedisPackage: true,
            rejectIfRedisNotReady: true,
            insuranceLimiter: local,
          });
  }

  /**
   * Adds `times` to the count; 0 only reads it. Never rejects because of the limit, which the caller enforces.
   * @param parts of the key. Redis receives only their hash.
   */
  async count(parts: readonly string[], times = 1): Promise<Counted> {
    const { consumedPoints: count, msBeforeNext: endsInMs } = await this.#consume(
      rateKey(this.#name, hashOf(parts)),
      times,
    );
    return { limit: this.limit, count, endsInMs };
  }

  async #consume(key: string, times: number): Promise<RateLimiterRes> {
    try {
      return await this.#limiter.consume(key, times);
    } catch (error) {
      // Over the limit, it rejects with the count.
      if (error instanceof RateLimiterRes) return error;
      throw error;
    }
  }
}

/** Returns the full seconds until the minute is over, at least 1. */
export const secondsLeft = ({ endsInMs }: Counted) => Math.max(1, Math.ceil(endsInMs / 1000));
