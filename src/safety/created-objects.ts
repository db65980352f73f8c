import { type AccountName, createdKey } from '../store/keys.js';
import type { RecordStore } from '../store/store.js';
import { RETENTION_MS } from './intent.js';

/**
 * The objects that the writes of one mutation created, and the idempotency key that each belongs to. Needed where nothing in a request
 * identifies the object that it creates: an object found after a lost response may be the outcome of another key.
 */
export class CreatedObjects {
  readonly #records: RecordStore;
  readonly #account: AccountName;
  readonly #mutation: string;
  readonly #owner: string;

  /** @param owner identifies the idempotency key across replicas */
  constructor(records: RecordStore, account: AccountName, mutation: string, owner: string) {
    this.#records = records;
    this.#account = account;
    this.#mutation = mutation;
    this.#owner = owner;
  }

  /** @throws {StoreUnavailable} */
  async belongsToAnother(id: string): Promise<boolean> {
    const owner = await this.#records.get(this.#keyOf(id));
    return owner !== undefined && owner !== this.#owner;
  }

  /**
   * Claims an object for the key. Returns false if it belongs to another.
   * @throws {StoreUnavailable} it is unknown whether it was claimed
   */
  async claim(id: string): Promise<boolean> {
    const isNew = await this.#records.compareAndSet(this.#keyOf(id), undefined, this.#owner, RETENTION_MS);
    return isNew || !(await this.belongsToAnother(id));
  }

  #keyOf(id: string): string {
    return createdKey(this.#account, this.#mutation, id);
  }
}
