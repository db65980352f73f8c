import { setTimeout as sleep } from 'node:timers/promises';
import type { Merchant, Merchants } from './merchant.js';
import { type MerchantRecord, toMerchant } from './merchant-record.js';
import { MAX_MERCHANTS, type MerchantRecords } from './merchant-records.js';

/** Records that are read at a time. */
const CONCURRENT_READS = 32;

/** Time between two reads of all records, milliseconds. Replicas may have missed a change. */
const REFRESH_MS = 60_000;

/**
 * Changes within this time are reported together: a base and a part for each merchant, milliseconds. The listeners handle all merchants, so
 * that one report for each change would occupy the process while many change.
 */
const REPORT_MS = 10;
const REPORT_MS_PER_MERCHANT = 0.1;

/** The merchants that this process has, without their secrets. */
export class MerchantDirectory implements Merchants {
  readonly #records: MerchantRecords;
  readonly #merchants = new Map<string, Merchant>();
  #all: readonly Merchant[] | undefined;
  readonly #listeners: (() => void)[] = [];
  #isReporting = false;
  /** Number of announced changes that this process has read. Undefined: it has read no record yet. */
  #changes: number | undefined;
  #refreshedAt = Number.NEGATIVE_INFINITY;

  /** Called when the store lacks records that this process has. */
  onEmptied: (() => void) | undefined;

  constructor(records: MerchantRecords) {
    this.#records = records;
    records.onRead = (record) => this.#update(record);
  }

  get all(): readonly Merchant[] {
    this.#all ??= [...this.#merchants.values()];
    return this.#all;
  }

  get(appid: string): Merchant | undefined {
    return this.#merchants.get(appid);
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async refresh(): Promise<void> {
    const { total } = await this.#records.changesSince(0);
    const appids = await this.#records.index();
    await this.#restoreMissing(appids);
    await this.#readAll(appids);
    this.#changes = total;
    this.#refreshedAt = performance.now();
  }

  /**
   * Reads the records that have changed.
   * @throws {StoreUnavailable}
   */
  async poll(): Promise<void> {
    if (this.#changes === undefined || performance.now() - this.#refreshedAt >= REFRESH_MS) return this.refresh();
    const { total, appids } = await this.#records.changesSince(this.#changes);
    if (total === this.#changes) return;
    if (appids === undefined) return this.refresh();
    await this.#readAll([...new Set(appids)]);
    this.#changes = total;
  }

  /** Restores the records that this process has and an emptied store has not. */
  async #restoreMissing(appids: readonly string[]): Promise<void> {
    const indexed = new Set(appids);
    const missing = this.#records.cachedAppids.filter((appid) => !indexed.has(appid));
    if (missing.length === 0 || appids.length === MAX_MERCHANTS) return;
    this.onEmptied?.();
    await this.#records.addToIndex(missing);
    await inParallel(missing, (appid) =>
      this.#records.change(appid, (merchant) => (merchant === undefined ? this.#records.cached(appid) : undefined)),
    );
  }

  #readAll(appids: readonly string[]): Promise<void> {
    return inParallel(appids, (appid) => this.#records.read(appid));
  }

  #update(record: MerchantRecord): void {
    const merchant = toMerchant(record);
    const before = this.#merchants.get(merchant.appid);
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(merchant)) return;
    this.#merchants.set(merchant.appid, merchant);
    this.#all = undefined;
    this.#report();
  }

  /** Calls the listeners once for all changes of a short time. */
  #report(): void {
    if (this.#isReporting) return;
    this.#isReporting = true;
    const ms = REPORT_MS + REPORT_MS_PER_MERCHANT * this.#merchants.size;
    sleep(ms, undefined, { ref: false }).then(() => {
      this.#isReporting = false;
      for (const listener of this.#listeners) listener();
    });
  }
}

/** Runs a task for each item, a limited number at a time. */
export async function inParallel<Item>(items: readonly Item[], run: (item: Item) => Promise<unknown>): Promise<void> {
  const remaining = items.values();
  const work = async () => {
    for (const item of remaining) await run(item);
  };
  await Promise.all(Array.from({ length: CONCURRENT_READS }, work));
}
