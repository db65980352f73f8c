import type { AuthorizerListEntry } from '../platform/endpoints/component.js';
import { AUTHORIZER_PAGE, component as calls } from '../platform/endpoints/component.js';
import { instant, list, record, safeInt, text } from '../platform/wire.js';
import type { ComponentClient } from './component-client.js';
import { inParallel } from './merchant-directory.js';
import { authorized, isAppid, isNewer, newMerchant } from './merchant-record.js';
import { MAX_MERCHANTS, type MerchantRecords } from './merchant-records.js';

/** Maximum number of pages of one list. */
const MAX_PAGES = 2 * (MAX_MERCHANTS / AUTHORIZER_PAGE);

/** Attempts to read a complete list. Merchants that come and leave meanwhile shift its pages. */
const MAX_PASSES = 2;

/** An authorization in the list of merchants. */
export interface ListedMerchant {
  readonly appid: string;
  /** Empty: the authorization code was never exchanged. */
  readonly refreshToken: string;
  /** Unix milliseconds. */
  readonly authorizedAt: number;
}

export type ListedMerchants = ReadonlyMap<string, ListedMerchant>;

/** Recovers refresh tokens through the platform's list of merchants. */
export class Recovery {
  readonly #client: ComponentClient;
  readonly #records: MerchantRecords;
  /** The run in flight. */
  #running: Promise<ListedMerchants> | undefined;
  /** The run that follows it. */
  #next: Promise<ListedMerchants> | undefined;

  constructor(client: ComponentClient, records: MerchantRecords) {
    this.#client = client;
    this.#records = records;
  }

  /**
   * Reads the list and adds its newer authorizations to the records. Callers share a run that starts after their call, because one in flight
   * may have read the list before. A merchant that the list lacks stays as it is.
   * @throws {PlatformError}
   * @throws {StoreUnavailable}
   */
  run(): Promise<ListedMerchants> {
    if (this.#running === undefined) return this.#start();
    this.#next ??= this.#running.then(
      () => this.#start(),
      () => this.#start(),
    );
    return this.#next;
  }

  #start(): Promise<ListedMerchants> {
    this.#next = undefined;
    this.#running = this.#readList()
      .then(async (listed) => {
        await this.#merge(listed);
        return listed;
      })
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  async #readList(): Promise<ListedMerchants> {
    const listed = new Map<string, ListedMerchant>();
    for (let pass = 0; pass < MAX_PASSES; pass += 1) {
      if (await this.#readPages(listed)) break;
    }
    return listed;
  }

  /** Reads all pages. Returns whether they are certainly complete. */
  async #readPages(listed: Map<string, ListedMerchant>): Promise<boolean> {
    const totals = new Set<number>();
    const appids = new Set<string>();
    let offset = 0;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const request = { offset, count: AUTHORIZER_PAGE };
      // Each page has its own timeout: there may be many.
      const answer = await this.#client.inBackground((deadline) =>
        this.#client.call(calls.getAuthorizerList, request, deadline),
      );
      const entries = list(answer.list);
      for (const merchant of entries.flatMap(listedIn)) {
        appids.add(merchant.appid);
        const before = listed.get(merchant.appid);
        if (before === undefined || before.authorizedAt <= merchant.authorizedAt) listed.set(merchant.appid, merchant);
      }
      const total = safeInt(answer.total_count) ?? 0;
      totals.add(total);
      offset += entries.length;
      if (entries.length === 0 || offset >= total) return totals.size === 1 && appids.size >= total;
    }
    return false;
  }

  async #merge(listed: ListedMerchants): Promise<void> {
    const newer = [...listed.values()].filter(({ appid, authorizedAt }) =>
      isNewer(authorizedAt, this.#records.cached(appid)),
    );
    if (newer.length === 0) return;
    const indexed = await this.#records.addToIndex(newer.map(({ appid }) => appid));
    // Those beyond the maximum number of merchants are not stored.
    const stored = newer.filter(({ appid }) => indexed.has(appid));
    await inParallel(stored, ({ appid, refreshToken, authorizedAt }) =>
      this.#records.change(appid, (merchant) => {
        if (!isNewer(authorizedAt, merchant)) return undefined;
        return authorized(merchant ?? newMerchant(appid), { refreshToken, authorizedAt, permissions: undefined });
      }),
    );
  }
}

function listedIn(item: unknown): ListedMerchant[] {
  const entry = record<AuthorizerListEntry>(item);
  const appid = text(entry.authorizer_appid) ?? '';
  if (!isAppid(appid)) return [];
  const authorizedAt = instant(entry.auth_time)?.getTime() ?? 0;
  return [{ appid, refreshToken: text(entry.refresh_token) ?? '', authorizedAt }];
}
