import DataLoader from 'dataloader';

/**
 * Things of one request by key: each is fetched once, by a call of its own. The platform has no call for several cards,
 * codes or members; so there are no batches, and each resolves as its own answer arrives.
 */
export class SingleLoader<Key, Value> {
  readonly #loader: DataLoader<Key, Value, string>;
  readonly #running = new Set<Promise<unknown>>();

  constructor(fetch: (key: Key) => Promise<Value>, cacheKeyFn: (key: Key) => string) {
    const load = async (keys: readonly Key[]): Promise<(Value | Error)[]> => {
      const fetching = fetch(keys[0] as Key);
      this.#running.add(fetching);
      try {
        return [await fetching];
      } catch (error) {
        // A loader takes a failure as a value.
        return [error instanceof Error ? error : new Error(String(error))];
      } finally {
        this.#running.delete(fetching);
      }
    };
    this.#loader = new DataLoader(load, { batch: false, cacheKeyFn });
  }

  load(key: Key): Promise<Value> {
    return this.#loader.load(key);
  }

  /** Forgets what was fetched: it has changed. */
  clear(key: Key): this {
    this.#loader.clear(key);
    return this;
  }

  /** Resolves when nothing is being fetched, or after so many milliseconds: one slow call must not hold up the rest. */
  async whenIdle(patienceMs: number): Promise<void> {
    const givesUpAt = Date.now() + patienceMs;
    while (this.#running.size > 0 && Date.now() < givesUpAt) {
      const patience = new Promise((resolve) => setTimeout(resolve, givesUpAt - Date.now()).unref());
      await Promise.race([Promise.allSettled(this.#running), patience]);
    }
  }
}
