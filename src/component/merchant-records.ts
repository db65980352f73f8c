import { safeInt, texts } from '../platform/wire.js';
import { type AccountName, componentKeys, merchantKeys } from '../store/keys.js';
import { type Lease, takeLease } from '../store/lease.js';
import { type RecordStore, StoreUnavailable } from '../store/store.js';
import { type MerchantRecord, readMerchant } from './merchant-record.js';
import { changed, type ReadRecord, type SealedRecords } from './sealed-records.js';

/** Maximum number of merchants. */
export const MAX_MERCHANTS = 10_000;

/** Lifetime of a record without an end, milliseconds: ten years. */
const NO_END_MS = 10 * 365 * 86_400_000;

/** Number of changes that are listed one by one. A replica that has missed more reads all records. */
const LISTED_CHANGES = 64;

/** Time for which the index that was read counts as current, milliseconds. */
const INDEX_RECENT_MS = 5000;

/** Maximum number of changes that wait until the store is available. */
const MAX_UNSAVED = 10_000;

/** The record of a merchant as it was read, so that only this version of it is replaced. */
export interface ReadMerchant extends ReadRecord {
  readonly merchant: MerchantRecord | undefined;
}

/** Returns the next version of a record, or undefined to leave it as it is. */
export type Change = (merchant: MerchantRecord | undefined) => MerchantRecord | undefined;

/** Which records have changed since a number of changes. */
export interface Changes {
  readonly total: number;
  /** Undefined: all may have changed. */
  readonly appids: readonly string[] | undefined;
}

/** There are as many merchants as can be stored. */
export class TooManyMerchants extends Error {
  override readonly name = 'TooManyMerchants';

  constructor() {
    super(`More than ${MAX_MERCHANTS} merchants have authorized the third-party platform`);
  }
}

/**
 * The records of the merchants, shared by all replicas. Each is changed by compare-and-set on the version that was read. Records are never
 * deleted, so that an absent one means that the store was emptied.
 */
export class MerchantRecords {
  readonly #records: SealedRecords;
  readonly #store: RecordStore;
  readonly #component: AccountName;
  readonly #keys: ReturnType<typeof componentKeys>;
  /** The newest version of each record that this process has. Used while the store is unavailable. */
  readonly #cached = new Map<string, MerchantRecord>();
  /** The merchants in the index, as last read. */
  #indexed: ReadonlySet<string> = new Set<string>();
  /** When the index was last read, by `performance.now()`. */
  #indexedAt = Number.NEGATIVE_INFINITY;
  /** Oldest first. */
  readonly #unsaved = new Set<{ readonly appid: string; readonly change: Change }>();
  #changed = new Set<string>();
  #announcing: Promise<void> | undefined;

  /** Called with each new version of a record. */
  onRead: ((merchant: MerchantRecord) => void) | undefined;
  /** Called after changes were announced in the store. */
  onAnnounced: (() => void) | undefined;

  /** @param store for claims, which are not encrypted */
  constructor(records: SealedRecords, store: RecordStore, component: AccountName) {
    this.#records = records;
    this.#store = store;
    this.#component = component;
    this.#keys = componentKeys(component);
  }

  /** The AppIDs of the records that this process has. */
  get cachedAppids(): readonly string[] {
    return [...this.#cached.keys()];
  }

  /** Returns the newest version that this process has. */
  cached(appid: string): MerchantRecord | undefined {
    return this.#cached.get(appid);
  }

  /** Returns when each merchant that this process has authorized, Unix milliseconds by AppID. */
  authorizationTimes(): ReadonlyMap<string, number> {
    return new Map([...this.#cached].map(([appid, { authorizedAt }]) => [appid, authorizedAt]));
  }

  /** @throws {StoreUnavailable} */
  async read(appid: string): Promise<ReadMerchant> {
    const read = await this.#records.read(merchantKeys(this.#component, appid).record);
    const merchant = readMerchant(read.value);
    if (merchant !== undefined) this.#remember(merchant);
    return { ...read, merchant };
  }

  /**
   * Replaces the record that was read. Returns the new version, or undefined if it has changed since.
   * @throws {StoreUnavailable}
   * @throws {TooManyMerchants}
   */
  async replace(read: ReadMerchant, next: MerchantRecord): Promise<MerchantRecord | undefined> {
    const { appid } = next;
    // The index first: a record that it lacks would never be found again.
    if (read.merchant === undefined && !(await this.addToIndex([appid])).has(appid)) throw new TooManyMerchants();
    const stored = this.#nextVersion(next);
    const { record: key } = merchantKeys(this.#component, appid);
    if (!(await this.#records.replace(key, read, stored, NO_END_MS))) return undefined;
    this.#remember(stored);
    this.#announce(appid);
    return stored;
  }

  /**
   * Changes a record, again if another replica changes it at the same time. Returns the record as it is then.
   * @throws {StoreUnavailable}
   * @throws {TooManyMerchants}
   */
  change(appid: string, change: Change): Promise<MerchantRecord | undefined> {
    return changed(async () => {
      const read = await this.read(appid);
      const next = change(read.merchant);
      if (next === undefined) return { result: read.merchant };
      const result = await this.replace(read, next);
      return result === undefined ? undefined : { result };
    }).then(({ result }) => result);
  }

  /**
   * Changes a record. While the store is unavailable, changes the cached version, and the stored one as soon as the store is available.
   * @throws {TooManyMerchants}
   */
  async changeSooner(appid: string, change: Change): Promise<MerchantRecord | undefined> {
    try {
      return await this.change(appid, change);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      this.saveLater(appid, change);
      return this.#cached.get(appid);
    }
  }

  /** Applies a change to the cached version, and to the stored one as soon as the store is available. */
  saveLater(appid: string, change: Change): void {
    const next = change(this.#cached.get(appid));
    if (next !== undefined) this.#remember(this.#nextVersion(next));
    const [oldest] = this.#unsaved;
    if (oldest !== undefined && this.#unsaved.size === MAX_UNSAVED) this.#unsaved.delete(oldest);
    this.#unsaved.add({ appid, change });
  }

  /**
   * Stores the changes that could not be stored.
   * @throws {StoreUnavailable}
   */
  async saveUnsaved(): Promise<void> {
    for (const unsaved of this.#unsaved) {
      const { appid, change } = unsaved;
      // An emptied store has no record: the cached one includes the change.
      await this.change(appid, (merchant) =>
        merchant === undefined ? this.#cached.get(appid) : change(merchant),
      ).catch((error) => {
        if (!(error instanceof TooManyMerchants)) throw error; // it can never be stored
      });
      this.#unsaved.delete(unsaved);
    }
  }

  /**
   * Returns the AppIDs of all merchants. They may include some without a record.
   * @throws {StoreUnavailable}
   */
  async index(): Promise<readonly string[]> {
    const { value } = await this.#records.read(this.#keys.merchants);
    const appids = appidsIn(value);
    this.#rememberIndex(new Set(appids));
    return appids;
  }

  /**
   * Adds merchants until there are `MAX_MERCHANTS`. Returns all of the index.
   * @throws {StoreUnavailable}
   */
  async addToIndex(appids: readonly string[]): Promise<ReadonlySet<string>> {
    const isRecent = performance.now() - this.#indexedAt < INDEX_RECENT_MS;
    let indexed = this.#indexed;
    if (isRecent && appids.every((appid) => indexed.has(appid))) return indexed;
    await this.#records.change(this.#keys.merchants, NO_END_MS, (value) => {
      const before = appidsIn(value);
      const all = [...new Set([...before, ...appids])].slice(0, MAX_MERCHANTS);
      indexed = new Set(all);
      return all.length === before.length ? undefined : { appids: all };
    });
    this.#rememberIndex(indexed);
    return indexed;
  }

  /**
   * Returns whether the store contains all merchants of the platform's list. A store that was emptied does not.
   * @throws {StoreUnavailable}
   */
  async isComplete(): Promise<boolean> {
    return (await this.#records.read(this.#keys.complete)).value !== undefined;
  }

  /** @throws {StoreUnavailable} */
  async markComplete(): Promise<void> {
    await this.#records.change(this.#keys.complete, NO_END_MS, () => ({}));
  }

  /**
   * Returns the changes since a number of changes.
   * @throws {StoreUnavailable}
   */
  async changesSince(total: number): Promise<Changes> {
    const { value } = await this.#records.read(this.#keys.changes);
    const now = safeInt(value?.total) ?? 0;
    const appids = texts(value?.appids);
    const missed = now - total;
    return {
      total: now,
      appids: missed >= 0 && missed <= appids.length ? appids.slice(appids.length - missed) : undefined,
    };
  }

  /**
   * Claims a task for all replicas. Returns undefined if one has claimed it within the time. Release it if the task failed.
   * @throws {StoreUnavailable}
   */
  claim(key: string, ttlMs: number): Promise<Lease | undefined> {
    return takeLease(this.#store, key, ttlMs);
  }

  /** Resolves when the changes so far were announced. */
  async announced(): Promise<void> {
    await this.#announcing;
  }

  #rememberIndex(indexed: ReadonlySet<string>): void {
    this.#indexed = indexed;
    this.#indexedAt = performance.now();
  }

  #nextVersion(merchant: MerchantRecord): MerchantRecord {
    const cached = this.#cached.get(merchant.appid)?.generation ?? 0;
    return { ...merchant, generation: Math.max(merchant.generation + 1, cached + 1, Date.now()) };
  }

  #remember(merchant: MerchantRecord): void {
    const cached = this.#cached.get(merchant.appid);
    if (cached !== undefined && cached.generation >= merchant.generation) return;
    this.#cached.set(merchant.appid, merchant);
    this.onRead?.(merchant);
  }

  /** Announces a change to the other replicas. Changes during an announcement are announced together. */
  #announce(appid: string): void {
    this.#changed.add(appid);
    this.#announcing ??= this.#announceAll().finally(() => {
      this.#announcing = undefined;
    });
  }

  async #announceAll(): Promise<void> {
    while (this.#changed.size > 0) {
      const appids = [...this.#changed];
      this.#changed = new Set();
      try {
        await this.#records.change(this.#keys.changes, NO_END_MS, (value) => ({
          total: (safeInt(value?.total) ?? 0) + appids.length,
          appids: [...texts(value?.appids), ...appids].slice(-LISTED_CHANGES),
        }));
        this.onAnnounced?.();
      } catch (error) {
        // The other replicas read all records from time to time.
        if (!(error instanceof StoreUnavailable)) throw error;
      }
    }
  }
}

function appidsIn(value: ReadRecord['value']): string[] {
  return texts(value?.appids);
}

/** Returns a change that applies only while the record has this refresh token. */
export function ifStillHas(refreshToken: string, change: (merchant: MerchantRecord) => MerchantRecord): Change {
  return (merchant) => (merchant?.refreshToken === refreshToken ? change(merchant) : undefined);
}
