/** Maximum number of tracked keys. A line whose key was evicted may be repeated early. */
const MAX_KEYS = 100;

/** Limits repeated log lines: at most one per key and interval. */
export class LogThrottle {
  readonly #intervalMs: number;
  readonly #now: () => number;
  /** By key, oldest first. */
  readonly #loggedAt = new Map<string, number>();

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
    const now = this.#now();
    const loggedAt = this.#loggedAt.get(key);
    if (loggedAt !== undefined && now - loggedAt < this.#intervalMs) return false;
    this.#loggedAt.delete(key);
    const [oldest] = this.#loggedAt.keys();
    if (oldest !== undefined && this.#loggedAt.size === MAX_KEYS) this.#loggedAt.delete(oldest);
    this.#loggedAt.set(key, now);
    return true;
  }
}
