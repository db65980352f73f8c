import { setTimeout as sleep } from 'node:timers/promises';
import { type RecordStore, StoreUnavailable } from './store.js';

/** Retries before a record counts as unavailable, within about 100 ms if the store fails immediately. */
const RETRIES = 3;

/** Pause before the first retry, milliseconds. Doubled before each further one. */
const FIRST_PAUSE_MS = 10;

/**
 * Records whose operations are retried after short failures of the store. A change whose confirmation was lost is read back.
 * Therefore each value must be unique, for example because it is encrypted or random.
 */
export class RetriedRecords implements RecordStore {
  readonly #records: RecordStore;

  constructor(records: RecordStore) {
    this.#records = records;
  }

  get(key: string): Promise<string | undefined> {
    return retried(() => this.#records.get(key));
  }

  async compareAndSet(
    key: string,
    expected: string | undefined,
    value: string | undefined,
    ttlMs: number,
  ): Promise<boolean> {
    let isRetry = false;
    return retried(async () => {
      if (isRetry && (await this.#records.get(key)) === value) return true;
      isRetry = true;
      return this.#records.compareAndSet(key, expected, value, ttlMs);
    });
  }

  close(): Promise<void> {
    return this.#records.close();
  }
}

async function retried<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || tries === RETRIES) throw error;
      await sleep(FIRST_PAUSE_MS * 2 ** tries);
    }
  }
}
