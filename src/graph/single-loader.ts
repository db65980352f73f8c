import { setImmediate as turn } from 'node:timers/promises';

/** What the loaders of one request are fetching now. */
export class Fetches {
  readonly #running = new Set<Promise<unknown>>();

  track<T>(fetching: Promise<T>): Promise<T> {
    const done = () => this.#running.delete(fetching);
    this.#running.add(fetching);
    fetching.then(done, done);
    return fetching;
  }

  /**
   * Resolves when nothing is being fetched and what arrived has led to nothing more, or after so many milliseconds: one
   * slow call must not hold up the rest.
   */
  async whenIdle(patienceMs: number): Promise<void> {
    const givesUpAt = Date.now() + patienceMs;
    do {
      if (this.#running.size > 0) {
        const patience = new Promise((resolve) => setTimeout(resolve, givesUpAt - Date.now()).unref());
        await Promise.race([Promise.allSettled(this.#running), patience]);
      }
      // An answer that has just come may ask for the next thing in this turn.
      await turn();
    } while (this.#running.size > 0 && Date.now() < givesUpAt);
  }
}

/**
 * Things of one request by key: each is fetched once, by a call of its own. The platform has no call for several cards,
 * codes or members; so there are no batches, and each resolves as its own answer arrives.
 */
export class SingleLoader<Key, Value> {
  readonly #fetch: (key: Key) => Promise<Value>;
  readonly #nameOf: (key: Key) => string;
  readonly #fetches: Fetches;
  /** What was fetched or is being fetched, failures as well. */
  readonly #known = new Map<string, Promise<Value>>();

  /** @param nameOf equal for equal keys */
  constructor(fetch: (key: Key) => Promise<Value>, nameOf: (key: Key) => string, fetches: Fetches) {
    this.#fetch = fetch;
    this.#nameOf = nameOf;
    this.#fetches = fetches;
  }

  load(key: Key): Promise<Value> {
    const name = this.#nameOf(key);
    let value = this.#known.get(name);
    if (value === undefined) {
      value = this.#fetches.track(this.#begin(key));
      this.#known.set(name, value);
    }
    return value;
  }

  #begin(key: Key): Promise<Value> {
    try {
      return this.#fetch(key);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Forgets what was fetched: it has changed. */
  clear(key: Key): this {
    this.#known.delete(this.#nameOf(key));
    return this;
  }

  /** Forgets everything that was fetched: any of it may have changed. */
  clearAll(): void {
    this.#known.clear();
  }
}
