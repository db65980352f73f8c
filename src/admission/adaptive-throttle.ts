/** Requests admitted per answered one while the queue is full. */
const LET_IN_FOR_ANSWERED = 2;

/** Maximum rejection probability. The requests that remain show whether a cache answers them. */
const MOST_REFUSED = 0.9;

/** Time constant of the moving average, milliseconds. */
const MEMORY_MS = 1000;

/** Exponentially decayed counts of one account. */
interface Counts {
  asked: number;
  /** Requests of these that were not refused for lack of room. */
  answered: number;
  /** Time to which both have decayed, milliseconds of a monotonic clock. */
  at: number;
}

/**
 * Rejects requests early while the platform is overloaded. A request that the queue rejects later costs several times as much; at five
 * times the platform's capacity, these alone would saturate the process.
 *
 * A request may need no upstream call, because a cache answers it. Therefore twice as many requests are admitted as are answered. While
 * caches answer half of them, all are admitted, and only the queue rejects.
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
   * Counts a request and returns whether to refuse it.
   * @param hasCapacity whether the queue has capacity for the calls of a new request
   */
  refuses(appid: string, hasCapacity: boolean): boolean {
    const counts = this.#lately(appid);
    counts.asked += 1;
    const share = Math.min(MOST_REFUSED, 1 - (LET_IN_FOR_ANSWERED * counts.answered) / counts.asked);
    return !hasCapacity && this.#random() < share;
  }

  /** Counts an admitted request that was not refused for lack of room. */
  answered(appid: string): void {
    this.#lately(appid).answered += 1;
  }

  #lately(appid: string): Counts {
    const now = this.#now();
    const counts = this.#counts.get(appid) ?? { asked: 0, answered: 0, at: now };
    const share = Math.exp((counts.at - now) / MEMORY_MS);
    counts.asked *= share;
    counts.answered *= share;
    counts.at = now;
    this.#counts.set(appid, counts);
    return counts;
  }
}
