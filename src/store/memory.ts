import type { RecordStore, Store } from './store.js';

interface Held {
  readonly value: string;
  /** By performance.now(), milliseconds. */
  readonly endsAt: number;
}

/** So few records are not worth a search for expired ones. */
const SWEEP_FROM = 1000;

/** State that ends with the process: for the emulator, whose own state ends with it too, and for tests. */
export function createMemoryStore(): Store {
  const records = new MemoryRecords();
  return { records, close: () => records.close() };
}

/** Records in this process. Expired ones are forgotten whenever twice as many are held as the last search left. */
class MemoryRecords implements RecordStore {
  readonly #held = new Map<string, Held>();
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
      this.#held.delete(key);
      return true;
    }
    this.#held.set(key, { value, endsAt: performance.now() + ttlMs });
    if (this.#held.size >= this.#sweepAt) this.#sweep();
    return true;
  }

  async close(): Promise<void> {
    this.#held.clear();
  }

  #read(key: string): string | undefined {
    const held = this.#held.get(key);
    if (held === undefined || held.endsAt > performance.now()) return held?.value;
    this.#held.delete(key);
    return undefined;
  }

  #sweep(): void {
    const now = performance.now();
    for (const [key, { endsAt }] of this.#held) if (endsAt <= now) this.#held.delete(key);
    this.#sweepAt = Math.max(SWEEP_FROM, 2 * this.#held.size);
  }
}
