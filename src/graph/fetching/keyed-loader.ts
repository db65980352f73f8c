import { setImmediate as turn } from 'node:timers/promises';
import DataLoader from 'dataloader';
import { isNotFound } from '../../platform/errors.js';

/** How much the loaders of one request are fetching now. */
export class Fetches {
  #running = 0;
  /** Who waits until nothing is being fetched. */
  readonly #waiting = new Set<() => void>();

  begin(): void {
    this.#running += 1;
  }

  end(): void {
    this.#running -= 1;
    if (this.#running === 0) for (const wake of this.#waiting) wake();
  }

  /**
   * Resolves when nothing is being fetched and what arrived has led to nothing more, or after so many milliseconds: one
   * slow call must not hold up the rest.
   */
  async whenIdle(patienceMs: number): Promise<void> {
    const givesUpAt = performance.now() + patienceMs;
    do {
      if (this.#running > 0) await this.#noneWithin(givesUpAt - performance.now());
      // An answer that has just come may ask for the next thing in this turn.
      await turn();
    } while (this.#running > 0 && performance.now() < givesUpAt);
  }

  #noneWithin(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds).unref();
      this.#waiting.add(wake);
    });
  }
}

/**
 * Things of one request by key, null for what the platform does not know: each is fetched once, by a call of its own. The platform has
 * no call for several cards, codes or members; so there are no batches, and each resolves as its own answer arrives.
 */
export class KeyedLoader<Key, Value> {
  readonly #loader: DataLoader<Key, Value | null, string>;

  constructor(fetch: (key: Key) => Promise<Value>, cacheKeyFn: (key: Key) => string, fetches: Fetches) {
    const load = async (keys: readonly Key[]): Promise<(Value | Error | null)[]> => {
      fetches.begin();
      try {
        return [await fetch(keys[0] as Key)];
      } catch (error) {
        if (isNotFound(error)) return [null];
        // A loader takes a failure as a value.
        return [error instanceof Error ? error : new Error(String(error))];
      } finally {
        fetches.end();
      }
    };
    this.#loader = new DataLoader(load, { batch: false, cacheKeyFn });
  }

  load(key: Key): Promise<Value | null> {
    return this.#loader.load(key);
  }

  /** Forgets what was fetched: it has changed. */
  clear(key: Key): this {
    this.#loader.clear(key);
    return this;
  }

  /** Forgets everything that was fetched: any of it may have changed. */
  clearAll(): void {
    this.#loader.clearAll();
  }
}
