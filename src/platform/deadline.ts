/** Why a deadline ended: its time was over, or the caller went away. */
export type DeadlineEnd = 'timeout' | 'cancelled';

/**
 * The one timer of a request, from HTTP to the platform. Calls ask to be told when it ends; a list of a hundred cards
 * costs a hundred entries of a set, not a hundred timers or listeners of an AbortSignal.
 */
export class Deadline {
  /** Unix milliseconds. */
  readonly endsAt: number;
  #ended: DeadlineEnd | undefined;
  readonly #controller = new AbortController();
  readonly #listeners = new Set<(end: DeadlineEnd) => void>();
  readonly #timer: NodeJS.Timeout;

  /** @param milliseconds from now */
  constructor(milliseconds: number) {
    this.endsAt = Date.now() + milliseconds;
    this.#timer = setTimeout(() => this.#end('timeout'), milliseconds);
  }

  /** How it ended; undefined while it runs. */
  get ended(): DeadlineEnd | undefined {
    return this.#ended;
  }

  /** Aborted when the deadline ends. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The caller went away. */
  cancel(): void {
    this.#end('cancelled');
  }

  /** The request was answered: the timer is given back. */
  close(): void {
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  /** Tells the listener once, when the deadline ends. */
  onEnd(listener: (end: DeadlineEnd) => void): void {
    this.#listeners.add(listener);
  }

  offEnd(listener: (end: DeadlineEnd) => void): void {
    this.#listeners.delete(listener);
  }

  #end(end: DeadlineEnd): void {
    if (this.#ended !== undefined) return;
    this.#ended = end;
    clearTimeout(this.#timer);
    for (const listener of this.#listeners) listener(end);
    this.#listeners.clear();
    this.#controller.abort();
  }
}
