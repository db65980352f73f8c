const MINUTE_MS = 60_000;

/** Share of the calls of a minute that may be made at once after an idle time. */
const BURST = 0.1;

/** Tolerance for rounding errors, milliseconds. */
const ROUNDING_MS = 0.001;

/** Limits calls so that no minute has more than a given number of them. After an idle time, a tenth of them may be made at once. */
export class CallPace {
  readonly #burst: number;
  readonly #intervalMs: number;
  readonly #now: () => number;
  /** Time at which all calls that were taken would have been made one after the other, by `now`. */
  #spentUntil: number;

  /** @param now milliseconds of a monotonic clock */
  constructor(perMinute: number, now: () => number = () => performance.now()) {
    this.#burst = Math.max(1, Math.floor(perMinute * BURST));
    this.#intervalMs = MINUTE_MS / Math.max(1, perMinute - this.#burst);
    this.#now = now;
    this.#spentUntil = now();
  }

  /** Milliseconds until the next call may be made; 0 if it may be made now. */
  get waitMs(): number {
    const waitMs = this.#spentUntil - (this.#burst - 1) * this.#intervalMs - this.#now();
    return waitMs > ROUNDING_MS ? waitMs : 0;
  }

  /** Counts a call. */
  take(): void {
    this.#spentUntil = Math.max(this.#spentUntil, this.#now()) + this.#intervalMs;
  }
}
