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

interface WaitingChange {
  readonly change: (value: ReadRecord['value']) => Readonly<Record<string, unknown>> | undefined;
  readonly resolve: (isChanged: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** Attempts to change a record that other replicas change at the same time. */
const MAX_ATTEMPTS = 50;

/** Maximum pause between two attempts, milliseconds. */
const MAX_PAUSE_MS = 20;

/** JSON records of a third-party platform, encrypted with a key derived from its secret and bound to their keys. */
export class SealedRecords {
  readonly #records: RecordStore;
  readonly #seal: Seal;
  /** By key. An empty list: changes are being applied, and none waits. */
  readonly #waiting = new Map<string, WaitingChange[]>();

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
   * Changes a record, again if another replica changes it at the same time. Changes of this process that wait are applied together.
   * @param change returns the new value, or undefined to leave the record as it is
   * @returns whether it was changed
   * @throws {StoreUnavailable} also if other replicas change it all the time
   */
  change(key: string, ttlMs: number, change: WaitingChange['change']): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(key);
      waiting?.push({ change, resolve, reject });
      if (waiting !== undefined) return;
      this.#waiting.set(key, [{ change, resolve, reject }]);
      this.#changeWaiting(key, ttlMs);
    });
  }

  async #changeWaiting(key: string, ttlMs: number): Promise<void> {
    for (let group = this.#waiting.get(key) ?? []; group.length > 0; group = this.#waiting.get(key) ?? []) {
      this.#waiting.set(key, []);
      try {
        const results = await this.#changeTogether(key, ttlMs, group);
        for (const [n, { resolve }] of group.entries()) resolve(results[n] === true);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#waiting.delete(key);
  }

  /** Returns which changes have changed the record. */
  #changeTogether(key: string, ttlMs: number, group: readonly WaitingChange[]): Promise<readonly boolean[]> {
    return changed(async () => {
      const read = await this.read(key);
      let value = read.value;
      const results = group.map(({ change }) => {
        const next = change(value);
        value = next ?? value;
        return next !== undefined;
      });
      if (value === undefined || !results.includes(true)) return results;
      return (await this.replace(key, read, value, ttlMs)) ? results : undefined;
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
