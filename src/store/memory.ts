import type { RecordStore, Store } from './store.js';

interface StoredRecord {
  readonly value: string;
  /** Expiry, by `performance.now()`, milliseconds. */
  readonly endsAt: number;
}

/** Below this number of records, expired ones are not searched for. */
const SWEEP_FROM = 1000;

/** Creates a store that ends with the process. For tests and for the emulator, whose own state is in memory too. */
export function createMemoryStore(): Store {
  const records = new MemoryRecords();
  return { kind: 'memory', records, check: async () => undefined, close: () => records.close() };
}

/** Records in memory. Expired ones are deleted whenever the number of records has doubled since the last sweep. */
class MemoryRecords implements RecordStore {
  readonly #records = new Map<string, StoredRecord>();
  #sweepAt = SWEEP_FROM;

  async get(key: string): Promise<string | undefined> {
    return this.#read(key);
  }

  async compareAndSet(
    key: string,
    expected: string | undefined,
    value: string | undefined,
    ttlMs: number,
  ): Promise<boolean> {
    if (this.#read(key) !== expected) return false;
    if (value === undefined) {
      this.#records.delete(key);
      return true;
    }
    this.#records.set(key, { value, endsAt: performance.now() + ttlMs });
    if (this.#records.size >= this.#sweepAt) this.#sweep();
    return true;
  }

  async close(): Promise<void> {
    this.#records.clear();
  }

  #read(key: string): string | undefined {
    const record = this.#records.get(key);
    if (record === undefined || record.endsAt > performance.now()) return record?.value;
    this.#records.delete(key);
    return undefined;
  }

  #sweep(): void {
    const now = performance.now();
    for (const [key, { endsAt }] of this.#records) if (endsAt <= now) this.#records.delete(key);
    this.#sweepAt = Math.max(SWEEP_FROM, 2 * this.#records.size);
  }
}
