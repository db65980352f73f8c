import { RECORD_VERSION, type TokenKeys } from '../../store/keys.js';
import type { RecordStore } from '../../store/store.js';
import { chinaDayAt, DAY_MS } from '../china-time.js';
import type { Concealed } from './seal.js';
import { isOfAnotherVersion, parse, SharedRecord } from './shared-record.js';

export type { ReadToken, SharedToken } from './shared-record.js';

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

/** The record of one account's access token, with a count of its forced refreshes. */
export class TokenRecord extends SharedRecord {
  readonly #records: RecordStore;
  readonly #keys: TokenKeys;
  /** Forced refreshes by this process. Used while the store is unavailable. */
  #forced: Forced = { day: 0, times: 0, lastAt: Number.NEGATIVE_INFINITY };

  constructor(records: RecordStore, keys: TokenKeys, secret: Concealed) {
    super(records, keys, secret);
    this.#records = records;
    this.#keys = keys;
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

function readForced(json: string): Forced | undefined {
  const { day, times, lastAt } = parse(json);
  return typeof day === 'number' && typeof times === 'number' && typeof lastAt === 'number'
    ? { day, times, lastAt }
    : undefined;
}
