import { setImmediate as turn } from 'node:timers/promises';
import DataLoader from 'dataloader';
import { isNotFound } from '../../platform/errors.js';

/** Counts the in-flight fetches of all loaders of one request. */
export class Fetches {
  #running = 0;
  /** Callbacks of the callers that wait until no fetch is in flight. */
  readonly #waiting = new Set<() => void>();

  begin(): void {
    this.#running += 1;
  }

  end(): void {
    this.#running -= 1;
    if (this.#running === 0) for (const wake of this.#waiting) wake();
  }

  /**
   * Resolves when no fetch is in flight and completed fetches have started no further ones, or after `patienceMs`, so that one slow
   * call does not delay the others.
   */
  async whenIdle(patienceMs: number): Promise<void> {
    const endsAt = performance.now() + patienceMs;
    do {
      if (this.#running > 0) await this.#noneWithin(endsAt - performance.now());
      // A fetch that has just completed may start the next one within this turn.
      await turn();
    } while (this.#running > 0 && performance.now() < endsAt);
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

const RESOLVED = Promise.resolve();

/** Fetches without waiting for further keys, because a fetch has only one. DataLoader would schedule a tick for each. */
function soon(fetch: () => void): void {
  void RESOLVED.then(fetch);
}

/**
 * Loads the objects of one request by key. An unknown object is null. Each object is fetched once, by a separate call, because the
 * platform has no call for several cards, codes or members. Each resolves as soon as its response arrives.
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
        // DataLoader expects failures as values.
        return [error instanceof Error ? error : new Error(String(error))];
      } finally {
        fetches.end();
      }
    };
    this.#loader = new DataLoader(load, { batch: false, cacheKeyFn, batchScheduleFn: soon });
  }

  load(key: Key): Promise<Value | null> {
    return this.#loader.load(key);
  }

  /** Evicts a key whose object has changed. */
  clear(key: Key): this {
    this.#loader.clear(key);
    return this;
  }

  /** Evicts every key: any of the objects may have changed. */
  clearAll(): void {
    this.#loader.clearAll();
  }
}
