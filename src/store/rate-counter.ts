import { createHash } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { RATE_PREFIX, rateKey } from './keys.js';
import type { SharedScripts } from './store.js';

/** What is left of a rate after it was counted. */
export interface Counted {
  readonly limit: number;
  /** Counted so far in this minute, also past the limit. */
  readonly count: number;
  /** Milliseconds until the minute is over. */
  readonly endsInMs: number;
}

const MINUTE_SECONDS = 60;

/** Counts what happens in a minute, by name: in this process, or in Redis for all replicas; alone again while Redis is away. */
export class Rate {
  readonly limit: number;
  readonly #name: string;
  readonly #limiter: RateLimiterMemory | RateLimiterRedis;

  /** @param name of what is counted, apart from all else in Redis */
  constructor(name: string, limit: number, scripts: SharedScripts | undefined) {
    this.limit = limit;
    this.#name = name;
    const options = { keyPrefix: RATE_PREFIX, points: limit, duration: MINUTE_SECONDS };
    const alone = new RateLimiterMemory(options);
    this.#limiter =
      scripts === undefined
        ? alone
        : new RateLimiterRedis({
            ...options,
            storeClient: scripts,
            useRedisPackage: true,
            rejectIfRedisNotReady: true,
            insuranceLimiter: alone,
          });
  }

  /**
   * Counts one more, or `times` more; 0 only looks. Never rejects for the limit: whoever counts decides.
   * @param parts name who or what is counted; Redis sees their hash alone
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
      // Over the limit, it rejects with what it counted.
      if (error instanceof RateLimiterRes) return error;
      throw error;
    }
  }
}

/** Whole seconds until the minute is over, 1 at the least. */
export const secondsLeft = ({ endsInMs }: Counted) => Math.max(1, Math.ceil(endsInMs / 1000));

function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
