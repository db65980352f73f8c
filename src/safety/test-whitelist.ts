import { createHmac } from 'node:crypto';
import type { Account } from '../platform/client.js';
import { isRecord } from '../platform/is-record.js';
import { ownSecretOf } from '../platform/token/fetch-token.js';
import { list, safeInt } from '../platform/wire.js';
import { RECORD_VERSION, whitelistKey } from '../store/keys.js';
import { type RecordStore, StoreUnavailable } from '../store/store.js';

/** Retention of the record, milliseconds: a year. The platform keeps the list until it is replaced. */
const RETENTION_MS = 365 * 24 * 3_600_000;

/** Maximum number of attempts to replace a record that other replicas replace at the same time. */
const MAX_TRIES = 5;

/** Bytes of a hash. */
const HASH_BYTES = 16;

/** The people on a test white list, as hashes. */
interface People {
  readonly size: number;
  readonly openids: readonly string[];
}

/**
 * The last known test white list of an account, shared by all replicas, because the platform has no call that returns it. It holds no
 * personal data: the number of people, and keyed hashes of the openids. The key is derived from the account's secret, so that nobody who
 * can only read the store can test whether a user is on the list.
 */
export class TestWhitelist {
  readonly #records: RecordStore;
  readonly #account: Account;

  constructor(records: RecordStore, account: Account) {
    this.#records = records;
    this.#account = account;
  }

  /**
   * Records the list after it was replaced. Does nothing if the store is unreachable, because the list was replaced nevertheless.
   * @param size number of people on the list, including those without an openid
   */
  async replace(size: number, openids: readonly string[]): Promise<void> {
    const key = whitelistKey(this.#account);
    const people: People = { size, openids: openids.map((openid) => this.#hashOf(openid)) };
    const text = JSON.stringify({ v: RECORD_VERSION, ...people });
    try {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        if (await this.#records.compareAndSet(key, await this.#records.get(key), text, RETENTION_MS)) return;
      }
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
    }
  }

  /**
   * Returns whether a card under review can be claimed. People who were named by WeChat id cannot be compared with an openid, so that any
   * openid may be theirs.
   * @param openid the only user who can claim the card; absent: any user can
   * @returns `unknown` if the store is unreachable
   */
  async mayClaim(openid: string | undefined): Promise<boolean | 'unknown'> {
    let text: string | undefined;
    try {
      text = await this.#records.get(whitelistKey(this.#account));
    } catch (error) {
      if (error instanceof StoreUnavailable) return 'unknown';
      throw error;
    }
    const people = text === undefined ? undefined : parse(text);
    if (people === undefined || people.size === 0) return false;
    if (openid === undefined || people.size > people.openids.length) return true;
    return people.openids.includes(this.#hashOf(openid));
  }

  #hashOf(openid: string): string {
    const { appid, baseUrl, token } = this.#account;
    const text = JSON.stringify(['test white list', baseUrl, appid, openid]);
    return createHmac('sha256', ownSecretOf(token).reveal())
      .update(text)
      .digest()
      .subarray(0, HASH_BYTES)
      .toString('base64url');
  }
}

/** Returns undefined for a record that this version did not write. */
function parse(text: string): People | undefined {
  try {
    const record: unknown = JSON.parse(text);
    if (!isRecord(record) || record.v !== RECORD_VERSION) return undefined;
    const size = safeInt(record.size);
    const openids = list(record.openids).filter((hash) => typeof hash === 'string');
    return size === null ? undefined : { size, openids };
  } catch {
    return undefined;
  }
}
