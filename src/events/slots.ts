import { StoreUnavailable } from '../store/store.js';

interface Waiting {
  readonly run: () => void;
  readonly timer: NodeJS.Timeout;
}

/** Appends that wait for a slot, and their maximum wait in milliseconds: a push must be acknowledged within a second. */
const MAX_WAITING = 2000;
const MAX_WAIT_MS = 700;

/** Limits how many writes are sent to the store at a time, so that a wave of events does not time out in the connection. */
export class Slots {
  readonly #waiting = new Set<Waiting>();
  #free: number;

  constructor(slots: number) {
    this.#free = slots;
  }

  /** @throws {StoreUnavailable} if there is no slot in time; the function was not called */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#take();
    try {
      return await work();
    } finally {
      this.#release();
    }
  }

  async #take(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    if (this.#waiting.size >= MAX_WAITING) throw new StoreUnavailable('too many events wait to be stored');
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(waiting);
        reject(new StoreUnavailable(`an event was not stored within ${MAX_WAIT_MS} ms`));
      }, MAX_WAIT_MS);
      const waiting = { run: resolve, timer };
      this.#waiting.add(waiting);
    });
  }

  #release(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    clearTimeout(next.timer);
    next.run();
  }
}
