import type { Deadline } from '../../deadline.js';
import { inLaterTurn } from '../../turns.js';

/** Approximate maximum of bytes that are completed in one turn of the event loop: some milliseconds of work. */
const TURN_BYTES = 64 * 1024;

/**
 * Measures one response while it is executed. Stops the execution if the response exceeds its limit, and yields to the event loop
 * whenever a part of a large response is completed.
 *
 * Bytes are a lower bound: the characters of strings, four for any other leaf, names and punctuation. The exact number is known once the
 * response is serialized.
 */
export class ResponseMeter {
  readonly #limit: number;
  readonly #deadline: Pick<Deadline, 'cancel'> | undefined;
  #waiting: (() => void)[] | undefined;
  #bytes = 0;
  #turnEndsAt = TURN_BYTES;
  #isExceeded = false;

  /**
   * @param limit bytes
   * @param deadline is cancelled when the limit is exceeded, because no further upstream reads are needed. Not a callback: one that refers
   *   to the request's context kept the context of every request that had waited alive until the next major garbage collection, and each
   *   minor one copied them
   */
  constructor(limit: number, deadline?: Pick<Deadline, 'cancel'>) {
    this.#limit = limit;
    this.#deadline = deadline;
  }

  /** Bytes so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether the limit is exceeded. Nothing more is completed then, because the response will not be sent. */
  get isExceeded(): boolean {
    return this.#isExceeded;
  }

  /** Whether the next step should wait for another turn of the event loop. */
  get isTurnOver(): boolean {
    return this.#bytes > this.#turnEndsAt;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.#limit || this.#isExceeded) return;
    this.#isExceeded = true;
    this.#deadline?.cancel();
  }

  /** Runs a function in a later turn of the event loop, in the order of the calls. */
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
    // A started function may add more, at the end of the queue.
    while (started < waiting.length && !this.isTurnOver) {
      waiting[started]?.();
      started += 1;
    }
    waiting.splice(0, started);
    if (waiting.length > 0) inLaterTurn(() => this.#nextTurn());
  }
}
