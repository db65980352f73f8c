import type { Caller } from '../config/caller.js';
import type { SubscriptionLimits } from '../config/config.js';
import type { Account } from '../platform/client.js';
import { type HttpRefusal, retryLater } from './http-refusal.js';

/** How soon a client may retry, seconds. */
const RETRY_AFTER_SECONDS = 10;

/** Limits the open subscriptions of each caller, of each account and of this process. */
export class SubscriptionSlots {
  readonly #limits: SubscriptionLimits;
  readonly #callers = new Map<string, number>();
  readonly #accounts = new Map<string, number>();
  #all = 0;

  constructor(limits: SubscriptionLimits) {
    this.#limits = limits;
  }

  /**
   * Occupies a slot.
   * @returns a function that releases it
   * @throws {HttpRefusal} 429 TOO_MANY_SUBSCRIPTIONS
   */
  admit({ name }: Caller, { baseUrl, appid }: Account): () => void {
    const { perCaller, perAccount, perProcess } = this.#limits;
    const account = JSON.stringify([baseUrl, appid]);
    if ((this.#callers.get(name) ?? 0) >= perCaller) throw tooMany(perCaller, 'per caller');
    if ((this.#accounts.get(account) ?? 0) >= perAccount) throw tooMany(perAccount, 'to this account');
    if (this.#all >= perProcess) throw tooMany(perProcess, 'on this server');
    add(this.#callers, name, 1);
    add(this.#accounts, account, 1);
    this.#all += 1;
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      add(this.#callers, name, -1);
      add(this.#accounts, account, -1);
      this.#all -= 1;
    };
  }
}

function add(counts: Map<string, number>, key: string, change: number): void {
  const count = (counts.get(key) ?? 0) + change;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

/** Rejects a subscription, or the connection for one, because as many are open as allowed. */
export function tooMany(limit: number, scope: string, things = 'subscriptions'): HttpRefusal {
  const message = `At most ${limit} ${things} ${scope} may be open. Close one, or retry later`;
  return retryLater(429, 'TOO_MANY_SUBSCRIPTIONS', message, RETRY_AFTER_SECONDS, { extensions: { limit } });
}
