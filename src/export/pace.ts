import { setTimeout as sleep } from 'node:timers/promises';

const MINUTE_MS = 60_000;

/** Maximum number of calls that start together. */
const MAX_BATCH = 10;

/** Spreads calls evenly over each minute. Unused time is not made up for. */
export class Pace {
  readonly #intervalMs: number;
  readonly #now: () => number;
  /** Number of calls that may start together: those of a second, at most `MAX_BATCH`. */
  readonly batch: number;
  /** When the next call may start, by `now`. */
  #nextAt = 0;

  /**
   * @param perMinute 1 or more
   * @param now monotonic milliseconds
   */
  constructor(perMinute: number, now: () => number = () => performance.now()) {
    this.#intervalMs = MINUTE_MS / perMinute;
    this.batch = Math.min(MAX_BATCH, Math.max(1, Math.floor(perMinute / 60)));
    this.#now = now;
  }

  /** Reserves the time for some calls that start together. Resolves when they may start. */
  async take(calls: number): Promise<void> {
    const startsAt = Math.max(this.#nextAt, this.#now());
    this.#nextAt = startsAt + calls * this.#intervalMs;
    const waitMs = startsAt - this.#now();
    if (waitMs > 0) await sleep(waitMs);
  }
}
