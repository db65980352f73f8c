import { setTimeout as sleep } from 'node:timers/promises';
import { isRecord } from '../platform/is-record.js';
import { type Concealed, Seal } from '../platform/token/seal.js';
import { RECORD_VERSION } from '../store/keys.js';
import { type RecordStore, StoreUnavailable } from '../store/store.js';

/** A record as it was read, so that only this version of it is replaced. */
export interface ReadRecord {
  readonly raw: string | undefined;
  /** Also undefined if it was encrypted with another secret or has another version. */
  readonly value: Readonly<Record<string, unknown>> | undefined;
}

/** Attempts to change a record that other replicas change at the same time. */
const MAX_ATTEMPTS = 50;

/** Maximum pause between two attempts, milliseconds. */
const MAX_PAUSE_MS = 20;

/** JSON records of a third-party platform, encrypted with a key derived from its secret and bound to their keys. */
export class SealedRecords {
  readonly #records: RecordStore;
  readonly #seal: Seal;

  /** @param records whose operations are retried after short failures */
  constructor(records: RecordStore, secret: Concealed) {
    this.#records = records;
    this.#seal = new Seal(secret, 'component', 'cardgraph component record');
  }

  /** @throws {StoreUnavailable} */
  async read(key: string): Promise<ReadRecord> {
    const raw = await this.#records.get(key);
    const text = raw === undefined ? undefined : this.#seal.open(raw, key);
    return { raw, value: text === undefined ? undefined : parse(text) };
  }

  /**
   * Replaces the record that was read. Returns false if it has changed since.
   * @throws {StoreUnavailable}
   */
  replace(key: string, { raw }: ReadRecord, value: object, ttlMs: number): Promise<boolean> {
    const text = JSON.stringify({ ...value, v: RECORD_VERSION });
    return this.#records.compareAndSet(key, raw, this.#seal.close(text, key), ttlMs);
  }

  /**
   * Changes a record, again if another replica changes it at the same time.
   * @param change returns the new value, or undefined to leave the record as it is
   * @returns whether it was changed
   * @throws {StoreUnavailable} also if other replicas change it all the time
   */
  change(key: string, ttlMs: number, change: (value: ReadRecord['value']) => object | undefined): Promise<boolean> {
    return changed(async () => {
      const read = await this.read(key);
      const value = change(read.value);
      if (value === undefined) return false;
      return (await this.replace(key, read, value, ttlMs)) || undefined;
    });
  }
}

/**
 * Repeats an attempt until it has a result.
 * @throws {StoreUnavailable} after too many attempts
 */
export async function changed<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < MAX_ATTEMPTS; tries += 1) {
    const result = await attempt();
    if (result !== undefined) return result;
    await sleep(Math.random() * MAX_PAUSE_MS);
  }
  throw new StoreUnavailable('a record is changed by other replicas all the time');
}

/** Returns undefined for another version. */
function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && value.v === RECORD_VERSION ? value : undefined;
  } catch {
    return undefined;
  }
}
