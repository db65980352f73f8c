import type { Caller } from '../config/caller.js';
import type { RateLimits } from '../config/config.js';
import type { Account } from '../platform/client.js';
import { type Counted, Rate, secondsLeft } from '../store/rate-counter.js';
import type { SharedScripts } from '../store/store.js';
import { type HttpRefusal, retryLater } from './http-refusal.js';

/** Headers that report the caller's rate limit and how much of it is left. */
export const RATE_HEADERS = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'] as const;

type RateHeaders = Readonly<Record<(typeof RATE_HEADERS)[number], string>>;

/** Limits the request rate of each caller, and of each account for all callers together. */
export class RequestRates {
  readonly #caller: Rate | undefined;
  readonly #account: Rate | undefined;

  constructor({ callerPerMinute, accountPerMinute }: RateLimits, scripts: SharedScripts | undefined) {
    this.#caller = callerPerMinute === undefined ? undefined : new Rate('caller', callerPerMinute, scripts);
    this.#account = accountPerMinute === undefined ? undefined : new Rate('account', accountPerMinute, scripts);
  }

  /**
   * Counts a request.
   * @returns the headers that report the caller's rate limit; undefined if it has none
   * @throws {HttpRefusal} 429 RATE_LIMITED
   */
  async admit({ name }: Caller, { appid, baseUrl }: Account): Promise<RateHeaders | undefined> {
    const ofCaller = this.#caller && (await this.#caller.count([name]));
    const headers = ofCaller && headersOf(ofCaller);
    if (ofCaller !== undefined && ofCaller.count > ofCaller.limit) throw tooMany('per caller', ofCaller, headers);
    const ofAccount = this.#account && (await this.#account.count([baseUrl, appid]));
    if (ofAccount !== undefined && ofAccount.count > ofAccount.limit)
      throw tooMany('to this account', ofAccount, headers);
    return headers;
  }

  /**
   * Counts an event of a subscription as a request. It is counted even if it has to wait: subscriptions that only read the count first would
   * together exceed the limit.
   * @returns 0, or the milliseconds until the minute of the limit is over
   */
  async admitEvent({ name }: Caller, { appid, baseUrl }: Account): Promise<number> {
    const counted: [rate: Rate | undefined, key: readonly string[]][] = [
      [this.#caller, [name]],
      [this.#account, [baseUrl, appid]],
    ];
    for (const [rate, key] of counted) {
      if (rate === undefined) continue;
      const { count, limit, endsInMs } = await rate.count(key);
      if (count > limit) return Math.max(1, endsInMs);
    }
    return 0;
  }
}

function headersOf(counted: Counted): RateHeaders {
  return {
    'ratelimit-limit': String(counted.limit),
    'ratelimit-remaining': String(Math.max(0, counted.limit - counted.count)),
    'ratelimit-reset': String(secondsLeft(counted)),
  };
}

function tooMany(scope: string, counted: Counted, headers: RateHeaders | undefined): HttpRefusal {
  const seconds = secondsLeft(counted);
  const message = `Rate limit exceeded: at most ${counted.limit} requests ${scope} per minute`;
  return retryLater(429, 'RATE_LIMITED', message, seconds, { headers: { ...headers } });
}
