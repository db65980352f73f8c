import type { Deadline } from '../deadline.js';

/** How long searches of a new index wait for it to be complete, milliseconds. */
const FIRST_WAIT_MS = 1000;

/** Lets the first searches of a new index wait until it is complete. */
export class FirstWait {
  readonly #ended: Promise<void>;
  #end: (() => void) | undefined;

  constructor() {
    this.#ended = new Promise((resolve) => {
      const timer = setTimeout(resolve, FIRST_WAIT_MS).unref();
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ends the wait. Later calls have no effect. */
  end(): void {
    this.#end?.();
  }

  /** Resolves when the wait ends, at most a second after it began, or when the deadline ends. */
  within(deadline: Deadline): Promise<void> {
    return deadline.race(this.#ended, (end) => new Error(end)).catch(() => undefined);
  }
}
