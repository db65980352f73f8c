import { ThirdPartyPlatform } from '../../src/component/third-party-platform.js';
import { Deadline } from '../../src/deadline.js';
import { createLog } from '../../src/log.js';
import { PlatformClient } from '../../src/platform/client.js';
import { card } from '../../src/platform/endpoints/card.js';
import { OutageLog } from '../../src/platform/outage-log.js';
import { type RecordStore, type Store, StoreUnavailable } from '../../src/store/store.js';
import { COMPONENT, type ComponentReceiver } from './component-receiver.js';

/** Records that can be made unavailable, and whose changes can be delayed. */
export class InterruptedRecords implements RecordStore {
  readonly #records: RecordStore;
  isAvailable = true;
  /** Called before each change. */
  beforeChange: ((key: string) => Promise<void>) | undefined;
  /** The keys that were changed, oldest first. */
  readonly changed: string[] = [];

  constructor(records: RecordStore) {
    this.#records = records;
  }

  async get(key: string): Promise<string | undefined> {
    this.#check();
    return this.#records.get(key);
  }

  async compareAndSet(
    key: string,
    expected: string | undefined,
    value: string | undefined,
    ttlMs: number,
  ): Promise<boolean> {
    this.#check();
    await this.beforeChange?.(key);
    const isChanged = await this.#records.compareAndSet(key, expected, value, ttlMs);
    if (isChanged) this.changed.push(key);
    return isChanged;
  }

  async close(): Promise<void> {}

  #check(): void {
    if (!this.isAvailable) throw new StoreUnavailable('interrupted by the test');
  }
}

/** One replica of a third-party platform, with a client that calls for its merchants. */
export class ThirdPartyReplica {
  readonly platform: ThirdPartyPlatform;
  readonly records: InterruptedRecords;
  /** Its log lines. */
  readonly lines: string[] = [];
  readonly #client: PlatformClient;
  #accounts: ReadonlySet<string> = new Set();
  readonly #baseUrl: string;
  readonly #timeoutMs: number;

  constructor(baseUrl: string, store: Store, timeoutMs = 10_000) {
    this.#baseUrl = baseUrl;
    this.#timeoutMs = timeoutMs;
    this.records = new InterruptedRecords(store.records);
    const log = createLog({ level: 'trace', destination: { write: (line) => void this.lines.push(line) } });
    const outages = new OutageLog(log);
    const { appid, secret } = COMPONENT;
    const component = { appid, baseUrl, secret: { reveal: () => secret } };
    const { channels, scripts } = store;
    const shared = { records: this.records, ...(channels && { channels }), ...(scripts && { scripts }) };
    this.platform = new ThirdPartyPlatform({ component, store: shared, timeoutMs, outages });
    this.#client = new PlatformClient({
      ...{ accounts: [], timeoutMs, queue: { concurrency: 100, waiting: 1000 }, coalesce: false },
      ...{ records: this.records, outages },
    });
    this.platform.merchants.onChange(() => this.#updateAccounts());
  }

  async start(): Promise<this> {
    await this.platform.start();
    return this;
  }

  async close(): Promise<void> {
    await this.platform.close();
    await this.#client.close();
  }

  /** Reads a card of a merchant. */
  async readCard(appid: string): Promise<unknown> {
    const deadline = new Deadline(this.#timeoutMs);
    try {
      if (!this.#accounts.has(appid)) this.#updateAccounts();
      const account = { appid, baseUrl: this.#baseUrl, token: this.platform.tokenMode };
      return await this.#client.bind(account, deadline).call(card.get, { card_id: 'pDEMO-groupon-0001' });
    } finally {
      deadline.close();
    }
  }

  /** Passes a notice to this replica as the intake does. */
  async receive(notice: Readonly<Record<string, string>>): Promise<void> {
    const createdAt = Number(notice.CreateTime) * 1000;
    const { InfoType, AuthorizerAppid: appid = '', AuthorizationCode: code = '', PreAuthCode: preAuthCode } = notice;
    if (InfoType === 'component_verify_ticket') {
      await this.platform.receiveTicket({ ticket: notice.ComponentVerifyTicket ?? '', createdAt });
    } else if (InfoType === 'unauthorized') {
      await this.platform.receiveRevocation({ appid, createdAt });
    } else {
      const codeExpiresAt = Number(notice.AuthorizationCodeExpiredTime) * 1000;
      await this.platform.receiveAuthorization({ appid, code, codeExpiresAt, preAuthCode, createdAt });
    }
  }

  statusOf(appid: string): string | undefined {
    return this.platform.merchants.get(appid)?.status;
  }

  #updateAccounts(): void {
    const { all } = this.platform.merchants;
    this.#accounts = new Set(all.map(({ appid }) => appid));
    this.#client.replaceAccounts(
      all.map(({ appid }) => ({ appid, baseUrl: this.#baseUrl, token: this.platform.tokenMode })),
    );
  }
}

/** Waits for the next notice of a type to a receiver. */
export async function nextNotice(
  receiver: ComponentReceiver,
  infoType: string,
  after: number,
): Promise<Readonly<Record<string, string>>> {
  for (const end = performance.now() + 5000; performance.now() < end; ) {
    const notice = receiver.notices(infoType)[after];
    if (notice !== undefined) return notice;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`No notice of type ${infoType}`);
}
