/** Requests admitted per served request while the queue is full. */
const ADMITTED_PER_SERVED = 2;

/** Maximum rejection probability. The requests that are still admitted show whether a cache can serve them. */
const MAX_REJECTION = 0.9;

/** Time constant of the moving average, milliseconds. */
const TIME_CONSTANT_MS = 1000;

/** Exponentially decayed counts of one account. */
interface Counts {
  requests: number;
  /** Requests of these that were not rejected for lack of capacity. */
  served: number;
  /** Time to which both have decayed, milliseconds of a monotonic clock. */
  at: number;
}

/**
 * Rejects requests early while the platform is overloaded. A request that the queue rejects later costs several times as much; at five
 * times the capacity of the platform, these would saturate the process.
 *
 * A request may need no upstream call, because a cache can serve it. Therefore twice as many requests are admitted as are served. While
 * caches serve half of them, all are admitted, and only the queue rejects.
 * (Adaptive throttling, from the chapter on handling overload in Google's Site Reliability Engineering.)
 */
export class AdaptiveThrottle {
  readonly #counts = new Map<string, Counts>();
  readonly #random: () => number;
  readonly #now: () => number;

  constructor(random: () => number = Math.random, now: () => number = () => performance.now()) {
    this.#random = random;
    this.#now = now;
  }

  /**
   * Counts a request and returns whether to reject it.
   * @param hasCapacity whether the queue has capacity for the calls of a new request
   */
  rejects(appid: string, hasCapacity: boolean): boolean {
    const counts = this.#decayed(appid);
    counts.requests += 1;
    const probability = Math.min(MAX_REJECTION, 1 - (ADMITTED_PER_SERVED * counts.served) / counts.requests);
    return !hasCapacity && this.#random() < probability;
  }

  /** Counts an admitted request that was not rejected for lack of capacity. */
  served(appid: string): void {
    this.#decayed(appid).served += 1;
  }

  #decayed(appid: string): Counts {
    const now = this.#now();
    const counts = this.#counts.get(appid) ?? { requests: 0, served: 0, at: now };
    const factor = Math.exp((counts.at - now) / TIME_CONSTANT_MS);
    counts.requests *= factor;
    counts.served *= factor;
    counts.at = now;
    this.#counts.set(appid, counts);
    return counts;
  }
}
