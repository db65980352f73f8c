import { RECORD_VERSION, type SharedTokenKeys } from '../../store/keys.js';
import { type Lease, takeLease } from '../../store/lease.js';
import type { RecordStore } from '../../store/store.js';
import { isRecord } from '../is-record.js';
import { type Concealed, Seal } from './seal.js';

/** A token that replicas share: the access token of an account, or the ticket of its card signatures. */
export interface SharedToken {
  readonly value: string;
  /** The time after which a fetch returns a new token, Unix milliseconds. */
  readonly renewFrom: number;
  /** The time after which it is not used, Unix milliseconds. */
  readonly goodUntil: number;
}

/** The record as it was read, so that only this version of it is replaced. */
export interface ReadToken {
  readonly raw: string | undefined;
  /** Also undefined if it was encrypted with another secret. */
  readonly token: SharedToken | undefined;
}

/**
 * The record of a token of one account, shared by all replicas. Others may be able to read the store, so the token is
 * encrypted with a key derived from the account's secret.
 */
export class SharedRecord {
  readonly #records: RecordStore;
  readonly #keys: SharedTokenKeys;
  readonly #seal: Seal;

  constructor(records: RecordStore, keys: SharedTokenKeys, secret: Concealed) {
    this.#records = records;
    this.#keys = keys;
    this.#seal = new Seal(secret, keys.place);
  }

  /** @throws {StoreUnavailable} */
  async read(): Promise<ReadToken> {
    const raw = await this.#records.get(this.#keys.record);
    const text = raw === undefined ? undefined : this.#seal.open(raw);
    return { raw, token: text === undefined ? undefined : readToken(text) };
  }

  /**
   * Replaces the record that was read. Returns false if another replica has replaced it since.
   * @throws {StoreUnavailable}
   */
  replace({ raw }: ReadToken, token: SharedToken): Promise<boolean> {
    const ttlMs = token.goodUntil - Date.now();
    const text = JSON.stringify({ ...token, v: RECORD_VERSION });
    return this.#records.compareAndSet(this.#keys.record, raw, this.#seal.close(text), ttlMs);
  }

  /**
   * Tries to take the lease for fetching a token, which one replica at a time can have.
   * @throws {StoreUnavailable}
   */
  takeLease(ttlMs: number): Promise<Lease | undefined> {
    return takeLease(this.#records, this.#keys.lease, ttlMs);
  }
}

function readToken(json: string): SharedToken | undefined {
  const record = parse(json);
  if (isOfAnotherVersion(record)) return undefined;
  const { value, renewFrom, goodUntil } = record;
  return typeof value === 'string' && typeof renewFrom === 'number' && typeof goodUntil === 'number'
    ? { value, renewFrom, goodUntil }
    : undefined;
}

/** UNTIL 0.3.0: version 0.1.0 writes records without a version, and reads those of this version. */
export const isOfAnotherVersion = ({ v }: Record<string, unknown>) => v !== undefined && v !== RECORD_VERSION;

/** Returns an empty object for a text that is not a JSON object: this version did not write it. */
export function parse(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
