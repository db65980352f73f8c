import { RECORD_VERSION, type TokenKeys } from '../../store/keys.js';
import { type Lease, takeLease } from '../../store/lease.js';
import type { RecordStore } from '../../store/store.js';
import { chinaDayAt, DAY_MS } from '../china-time.js';
import { isRecord } from '../is-record.js';
import { type Concealed, Seal } from './seal.js';

/** A token that replicas share. */
export interface SharedToken {
  readonly value: string;
  /** The time after which a fetch returns a new token, Unix milliseconds. */
  readonly renewFrom: number;
  /** The time after which it is not used for calls, Unix milliseconds. */
  readonly goodUntil: number;
}

/** The record as it was read, so that only this version of it is replaced. */
export interface ReadToken {
  readonly raw: string | undefined;
  /** Also undefined if it was encrypted with another secret. */
  readonly token: SharedToken | undefined;
}

/** Documented limit of `force_refresh` per day, and its minimum interval in milliseconds. The time zone of the day, UTC+8, is assumed. */
const FORCED_A_DAY = 20;
const FORCED_APART_MS = 30_000;

/** Forced refreshes of a day. */
interface Forced {
  /** Days since 1970 in UTC+8. */
  readonly day: number;
  readonly times: number;
  /** Unix milliseconds. */
  readonly lastAt: number;
}

/**
 * The record of one account's token, shared by all replicas. Others may be able to read the store, so the token is
 * encrypted with a key derived from the account's secret.
 */
export class TokenRecord {
  readonly #records: RecordStore;
  readonly #keys: TokenKeys;
  readonly #seal: Seal;
  /** Forced refreshes by this process. Used while the store is unavailable. */
  #forced: Forced = { day: 0, times: 0, lastAt: Number.NEGATIVE_INFINITY };

  constructor(records: RecordStore, keys: TokenKeys, secret: Concealed) {
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

  /** Counts a `force_refresh` if one is allowed now. Counts for all replicas, or for this one while the store is unavailable. */
  async mayForce(): Promise<boolean> {
    const key = this.#keys.forced;
    const raw = await this.#records.get(key).catch(() => undefined);
    if (raw !== undefined && isOfAnotherVersion(parse(raw))) return false; // its count is unknown
    const now = Date.now();
    const day = chinaDayAt(now);
    const existing = [this.#forced, raw === undefined ? undefined : readForced(raw)].filter((one) => one !== undefined);
    const times = Math.max(...existing.map((one) => (one.day === day ? one.times : 0)));
    // A time in the future was recorded before the clock was set back. It would block the next refresh until then.
    const lastAt = Math.max(...existing.map((one) => (one.lastAt > now ? Number.NEGATIVE_INFINITY : one.lastAt)));
    if (times >= FORCED_A_DAY || now - lastAt < FORCED_APART_MS) return false;
    this.#forced = { day, times: times + 1, lastAt: now };
    const text = JSON.stringify({ ...this.#forced, v: RECORD_VERSION });
    // False if another replica was faster: that one forces the refresh. If the store is unavailable, only the local count applies.
    return this.#records.compareAndSet(key, raw, text, 2 * DAY_MS).catch(() => true);
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

function readForced(json: string): Forced | undefined {
  const { day, times, lastAt } = parse(json);
  return typeof day === 'number' && typeof times === 'number' && typeof lastAt === 'number'
    ? { day, times, lastAt }
    : undefined;
}

/** UNTIL 0.3.0: version 0.1.0 writes records without a version, and reads those of this version. */
const isOfAnotherVersion = ({ v }: Record<string, unknown>) => v !== undefined && v !== RECORD_VERSION;

/** Returns an empty object for a text that is not a JSON object: this version did not write it. */
function parse(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
