import { type AccountName, lastSentKey } from '../store/keys.js';
import { type RecordStore, StoreUnavailable } from '../store/store.js';
import { RETENTION_MS } from './intent.js';
import type { SafeWrite } from './safe-write.js';

/** Attempts to record a write as the last one of its lock. Under the lease nothing else changes that record. */
const MARK_ATTEMPTS = 3;

type Ordered = Pick<SafeWrite<unknown, unknown, unknown>, 'lock' | 'order'>;

/** The last write that was sent under each lock, for writes that have an order. */
export class LastSent {
  readonly #records: RecordStore;
  readonly #account: AccountName;

  constructor(records: RecordStore, account: AccountName) {
    this.#records = records;
    this.#account = account;
  }

  /**
   * Records the write as the last one of its lock, if it has an order.
   * @param owner identifies the idempotency key across replicas, or the attempt of a write without one
   * @throws {StoreUnavailable}
   */
  async mark({ lock, order }: Ordered, owner: string): Promise<void> {
    if (lock === undefined || order === undefined) return;
    const key = lastSentKey(this.#account, lock);
    for (let attempt = 0; attempt < MARK_ATTEMPTS; attempt += 1) {
      if (await this.#records.compareAndSet(key, await this.#records.get(key), owner, RETENTION_MS)) return;
    }
    throw new StoreUnavailable('the last write of this object changed in between');
  }

  /** Returns whether no other write of the lock has been sent since; true for a write that has no order. */
  async mayBe({ lock, order }: Ordered, owner: string): Promise<boolean> {
    if (lock === undefined || order === undefined) return true;
    try {
      return (await this.#records.get(lastSentKey(this.#account, lock))) === owner;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      return false;
    }
  }
}
