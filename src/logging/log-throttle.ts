/** Maximum number of tracked keys. A line whose key was evicted may be repeated early. */
const MAX_KEYS = 100;

/** Limits repeated log lines: at most one per key and interval. */
export class LogThrottle {
  readonly #intervalMs: number;
  readonly #now: () => number;
  /** By key, oldest first. */
  readonly #logged = new Map<string, { readonly at: number; suppressed: number }>();

  /**
   * @param intervalMs milliseconds between two lines with the same key
   * @param now a monotonic clock, milliseconds: a wall clock that is set back would suppress lines for that long
   */
  constructor(intervalMs: number, now: () => number = () => performance.now()) {
    this.#intervalMs = intervalMs;
    this.#now = now;
  }

  /** Returns whether a line may be logged now. If so, the caller must log it: the next one has to wait. */
  allows(key = ''): boolean {
    return this.admit(key) !== undefined;
  }

  /** Returns the number of lines suppressed since the last one with this key, or undefined if this one must be suppressed too. */
  admit(key = ''): number | undefined {
    const now = this.#now();
    const last = this.#logged.get(key);
    if (last !== undefined && now - last.at < this.#intervalMs) {
      last.suppressed += 1;
      return undefined;
    }
    this.#logged.delete(key);
    const [oldest] = this.#logged.keys();
    if (oldest !== undefined && this.#logged.size === MAX_KEYS) this.#logged.delete(oldest);
    this.#logged.set(key, { at: now, suppressed: 0 });
    return last?.suppressed ?? 0;
  }
}
