import { inLaterTurn } from '../../turns.js';

/** Bytes of a response that are completed in one turn of the event loop, at most about: some milliseconds of work. */
const TURN_BYTES = 64 * 1024;

/**
 * Measures one response while it is executed: stops one that exceeds its limit, and gives the event loop a turn whenever a part of a
 * large one is completed.
 *
 * Bytes are a lower bound: characters of texts, four for any other leaf, names and punctuation. The exact number is known once the
 * response is written.
 */
export class ResponseMeter {
  readonly #limit: number;
  #waiting: (() => void)[] | undefined;
  #bytes = 0;
  #turnEndsAt = TURN_BYTES;
  #isExceeded = false;
  /** Called once, when the limit is exceeded. */
  onExceeded: (() => void) | undefined;

  /** @param limit bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** So far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Nothing is completed any more: the response will not be sent. */
  get isExceeded(): boolean {
    return this.#isExceeded;
  }

  /** Whether what comes next should wait for a turn of the event loop. */
  get isTurnOver(): boolean {
    return this.#bytes > this.#turnEndsAt;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.#limit || this.#isExceeded) return;
    this.#isExceeded = true;
    this.onExceeded?.();
  }

  /** Runs in a later turn of the event loop, in the order of the calls. */
  later<T>(run: () => T): Promise<Awaited<T>> {
    return new Promise((resolve, reject) => {
      const start = () => {
        try {
          resolve(run() as Awaited<T>);
        } catch (error) {
          reject(error);
        }
      };
      this.#waiting ??= [];
      if (this.#waiting.push(start) === 1) inLaterTurn(() => this.#nextTurn());
    });
  }

  #nextTurn(): void {
    const waiting = this.#waiting ?? [];
    this.#turnEndsAt = this.#bytes + TURN_BYTES;
    let started = 0;
    // What is started may queue more: it waits behind the others.
    while (started < waiting.length && !this.isTurnOver) {
      waiting[started]?.();
      started += 1;
    }
    waiting.splice(0, started);
    if (waiting.length > 0) inLaterTurn(() => this.#nextTurn());
  }
}
