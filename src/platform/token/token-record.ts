import { RECORD_VERSION, type TokenKeys } from '../../store/keys.js';
import { type Lease, takeLease } from '../../store/lease.js';
import type { RecordStore } from '../../store/store.js';
import { chinaDayAt, DAY_MS } from '../china-time.js';
import { isRecord } from '../is-record.js';
import { type Concealed, Seal } from './seal.js';

/** A token as replicas share it. */
export interface SharedToken {
  readonly value: string;
  /** From then on a new one is worth asking for. Unix milliseconds. */
  readonly renewFrom: number;
  /** From then on no call leaves with it. Unix milliseconds. */
  readonly goodUntil: number;
}

/** What the record held when it was read: for replacing that and nothing newer. */
export interface ReadToken {
  readonly raw: string | undefined;
  /** Undefined also for what cannot be read, since it was sealed with another secret. */
  readonly token: SharedToken | undefined;
}

/** force_refresh: at most so many a day, and so many milliseconds apart (documented). That the day is one of UTC+8 is assumed. */
const FORCED_A_DAY = 20;
const FORCED_APART_MS = 30_000;

/** What was forced on a day. */
interface Forced {
  /** Days since 1970 in UTC+8. */
  readonly day: number;
  readonly times: number;
  /** Unix milliseconds. */
  readonly lastAt: number;
}

/**
 * The record of one account's token, shared by all replicas. Whatever of it reaches the store may be read by others:
 * the token is sealed with what the token is fetched with.
 */
export class TokenRecord {
  readonly #records: RecordStore;
  readonly #keys: TokenKeys;
  readonly #seal: Seal;
  /** As far as this process knows: what counts while the store is away. */
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
   * Stores a token in place of what was read. Answers false when somebody else has stored another one since.
   * @throws {StoreUnavailable}
   */
  replace({ raw }: ReadToken, token: SharedToken): Promise<boolean> {
    const ttlMs = token.goodUntil - Date.now();
    const text = JSON.stringify({ ...token, v: RECORD_VERSION });
    return this.#records.compareAndSet(this.#keys.record, raw, this.#seal.close(text), ttlMs);
  }

  /**
   * The right to fetch a token, for one replica at a time.
   * @throws {StoreUnavailable}
   */
  takeLease(ttlMs: number): Promise<Lease | undefined> {
    return takeLease(this.#records, this.#keys.lease, ttlMs);
  }

  /** Counts one force_refresh, if one may be made now: all replicas together, or this one alone while the store is away. */
  async mayForce(): Promise<boolean> {
    const key = this.#keys.forced;
    const raw = await this.#records.get(key).catch(() => undefined);
    if (raw !== undefined && isOfAnotherVersion(parse(raw))) return false; // what it counted is not known
    const now = Date.now();
    const day = chinaDayAt(now);
    const existing = [this.#forced, raw === undefined ? undefined : readForced(raw)].filter((one) => one !== undefined);
    const times = Math.max(...existing.map((one) => (one.day === day ? one.times : 0)));
    // One from the future was made before the clock was set back: it would forbid the next for as long.
    const lastAt = Math.max(...existing.map((one) => (one.lastAt > now ? Number.NEGATIVE_INFINITY : one.lastAt)));
    if (times >= FORCED_A_DAY || now - lastAt < FORCED_APART_MS) return false;
    this.#forced = { day, times: times + 1, lastAt: now };
    const text = JSON.stringify({ ...this.#forced, v: RECORD_VERSION });
    // Where it fails because another replica was faster, that one forces; where the store is away, this one counts alone.
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

/** UNTIL 0.3.0: 0.1.0 wrote records without a version, and reads those of this one. */
const isOfAnotherVersion = ({ v }: Record<string, unknown>) => v !== undefined && v !== RECORD_VERSION;

/** What is no JSON object was not written by this version: it holds nothing. */
function parse(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
