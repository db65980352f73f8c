/** How many are let in for each that is answered, while there is no room. */
const LET_IN_FOR_ANSWERED = 2;

/** The share that is refused at the most: of the others it is found out whether a cache answers them. */
const MOST_REFUSED = 0.9;

/** How fast what was counted is forgotten: after so many milliseconds it counts for about a third. */
const MEMORY_MS = 1000;

/** Of one account, lately: each counts for less the longer it is ago. */
interface Counts {
  asked: number;
  /** Those of them that were not refused for want of room. */
  answered: number;
  /** When both were right. Milliseconds of a monotonic clock. */
  at: number;
}

/**
 * Refuses requests at the door while the platform is asked for more than it can do: to be let in and refused by the queue
 * in the end costs several times as much, and of five times what it can do, that alone would use the process up.
 *
 * Whether a request needs the platform is not known at the door: a cache may answer it. So twice as many are let in as are
 * answered. As long as caches answer half of what is asked, all are let in, and the queue refuses what it must.
 * (Adaptive throttling, from the chapter on handling overload in Google's Site Reliability Engineering.)
 */
export class Throttle {
  readonly #counts = new Map<string, Counts>();
  readonly #random: () => number;
  readonly #now: () => number;

  constructor(random: () => number = Math.random, now: () => number = () => performance.now()) {
    this.#random = random;
    this.#now = now;
  }

  /**
   * Counts a request, and says whether to refuse it.
   * @param hasRoom there is room for the calls of a new request
   */
  refuses(appid: string, hasRoom: boolean): boolean {
    const counts = this.#lately(appid);
    counts.asked += 1;
    const share = Math.min(MOST_REFUSED, 1 - (LET_IN_FOR_ANSWERED * counts.answered) / counts.asked);
    return !hasRoom && this.#random() < share;
  }

  /** A request that was let in was not refused for want of room. */
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
