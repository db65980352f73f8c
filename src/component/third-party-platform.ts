import { setTimeout as sleep } from 'node:timers/promises';
import type { Deadline } from '../deadline.js';
import { TICKET_INTERVAL_SECONDS } from '../platform/endpoints/component.js';
import { PlatformError } from '../platform/errors.js';
import type { AccountState, Observer } from '../platform/observer.js';
import type { OutageLog } from '../platform/outage-log.js';
import type { TokenMode } from '../platform/token/fetch-token.js';
import { componentKeys, MERCHANTS_CHANNEL, withdrawalKey } from '../store/keys.js';
import { RetriedRecords } from '../store/retried-records.js';
import { type Store, StoreUnavailable } from '../store/store.js';
import { Authorizations, isUsedCode } from './authorizations.js';
import { ComponentClient, type ComponentIdentity } from './component-client.js';
import type { Merchant, Merchants } from './merchant.js';
import { MerchantDetails } from './merchant-details.js';
import { inParallel, MerchantDirectory } from './merchant-directory.js';
import { newMerchant, revoked, toMerchant } from './merchant-record.js';
import { MerchantRecords, TooManyMerchants } from './merchant-records.js';
import { MerchantTokens } from './merchant-tokens.js';
import type {
  AuthorizationNotification,
  NotificationSink,
  RevocationNotification,
  TicketNotification,
} from './notifications.js';
import { RECEIVED_MS, type Received, ReceivedNotifications } from './received.js';
import { Recovery } from './recovery.js';
import { SealedRecords } from './sealed-records.js';
import { Tickets } from './tickets.js';

export type { ComponentIdentity } from './component-client.js';

export interface ThirdPartyPlatformOptions {
  readonly component: ComponentIdentity;
  readonly store: Pick<Store, 'records' | 'channels' | 'scripts'>;
  /** Timeout of a call, milliseconds. */
  readonly timeoutMs: number;
  readonly outages: OutageLog;
  readonly observer?: Observer | undefined;
}

/** Interval of the maintenance, milliseconds. */
const MAINTENANCE_MS = 1000;

/** Interval at which notifications that remain to be handled are read, milliseconds. */
const RECEIVED_INTERVAL_MS = 2000;

/** Age of a notification that every replica handles, milliseconds. The one that received it handles it immediately. */
const OVERDUE_MS = 5000;

/** Minimum interval of the attempts to recover all merchants, over all replicas, milliseconds. */
const RECOVERY_INTERVAL_MS = 10_000;

/** Merchants whose details are read in one run of the maintenance. */
const MAX_DETAILS = 50;

const PUBLISH = `return redis.call('PUBLISH', ARGV[1], ARGV[2])`;

/**
 * The third-party platform that this deployment is: receives notifications, exchanges authorization codes, and issues the access tokens of
 * the merchants. All replicas share its records.
 */
export class ThirdPartyPlatform implements NotificationSink {
  readonly #options: ThirdPartyPlatformOptions;
  readonly #client: ComponentClient;
  readonly #tickets: Tickets;
  readonly #records: MerchantRecords;
  readonly #received: ReceivedNotifications;
  readonly #directory: MerchantDirectory;
  readonly #recovery: Recovery;
  readonly #authorizations: Authorizations;
  readonly #details: MerchantDetails;
  /** How the access tokens of merchants are obtained. */
  readonly tokenMode: TokenMode;
  /** Notifications that this process is handling. */
  readonly #handling = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #maintenance: Promise<void> | undefined;
  #isMaintenanceDue = false;
  #receivedReadAt = Number.NEGATIVE_INFINITY;
  #pushRequestedAt = Number.NEGATIVE_INFINITY;
  /** Whether to check that the store contains all merchants. */
  #isRecoveryDue = true;
  #isClosed = false;

  constructor(options: ThirdPartyPlatformOptions) {
    this.#options = options;
    const { component, store, timeoutMs, outages, observer } = options;
    const records = new RetriedRecords(store.records);
    const sealed = new SealedRecords(records, component.secret);
    this.#tickets = new Tickets(sealed, component);
    this.#received = new ReceivedNotifications(sealed, component);
    this.#records = new MerchantRecords(sealed, records, component);
    this.#directory = new MerchantDirectory(this.#records);
    this.#client = new ComponentClient({
      component,
      records: store.records,
      tickets: this.#tickets,
      timeoutMs,
      outages,
      observer,
    });
    this.#recovery = new Recovery(this.#client, this.#records);
    const shared = { component, client: this.#client, records: this.#records, recovery: this.#recovery, outages };
    this.#authorizations = new Authorizations({ ...shared, sealed, store: records, timeoutMs });
    this.#details = new MerchantDetails(shared);
    this.tokenMode = { mode: 'component', issuer: new MerchantTokens(shared), secret: component.secret };
    this.#records.onAnnounced = () => this.#publish();
    this.#directory.onEmptied = () => {
      this.#isRecoveryDue = true;
    };
  }

  get merchants(): Merchants {
    return this.#directory;
  }

  /** The state of the calls of the third-party platform itself. */
  get state(): AccountState {
    return this.#client.state();
  }

  /** Reads the records and starts the maintenance. While the store is unavailable, they are read later. */
  async start(): Promise<void> {
    await this.#directory.refresh().catch(ignoreUnavailable);
    this.#timer = setInterval(() => this.#maintain(), MAINTENANCE_MS).unref();
    this.#options.store.channels?.subscribe(MERCHANTS_CHANNEL, () => this.#maintain());
    this.#maintain();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#maintenance;
    // Otherwise a refresh token that was just received could not be stored, and its lease would remain.
    const timeout = sleep(this.#options.timeoutMs, undefined, { ref: false });
    await Promise.race([Promise.all(this.#handling.values()), timeout]);
    await this.#records.announced();
    await this.#client.close();
  }

  /**
   * Exchanges an authorization code, once over all replicas.
   * @throws {PlatformError}
   * @throws {StoreUnavailable} and the code was not exchanged
   */
  async exchange(code: string): Promise<Merchant> {
    const merchant = await this.#authorizations.exchange(code);
    this.#maintain();
    return toMerchant(merchant);
  }

  /** @throws {PlatformError} */
  createPreAuthCode(deadline: Deadline): Promise<{ value: string; expiresInSeconds: number }> {
    return this.#client.createPreAuthCode(deadline);
  }

  /** Returns when the newest ticket was created, Unix milliseconds. Undefined: there is none. */
  async newestTicketAt(): Promise<number | undefined> {
    const [newest] = await this.#tickets.read();
    return newest?.createdAt;
  }

  /** @throws {PlatformError} */
  startTicketPush(deadline: Deadline): Promise<'started' | 'running'> {
    return this.#client.startTicketPush(deadline);
  }

  async receiveTicket(ticket: TicketNotification): Promise<void> {
    await this.#tickets.add(ticket);
    this.#isRecoveryDue = true;
    this.#maintain();
  }

  async receiveAuthorization({ appid, code, createdAt }: AuthorizationNotification): Promise<void> {
    const received = { appid, code, createdAt, receivedAt: Date.now() };
    await this.#received.add(received);
    this.#handle(received);
  }

  async receiveRevocation({ appid, createdAt }: RevocationNotification): Promise<void> {
    let isLate = false;
    await this.#records.change(appid, (stored) => {
      const merchant = stored ?? newMerchant(appid);
      isLate = createdAt <= merchant.authorizedAt;
      if (isLate || merchant.status === 'UNAUTHORIZED') return undefined;
      return revoked(merchant, createdAt);
    });
    if (!isLate) return;
    // The merchant may have authorized anew since. A recorded notification could be sent again and again, and would cost a call each time.
    const { component } = this.#options;
    const claim = await this.#records.claim(withdrawalKey(component, appid, createdAt), RECEIVED_MS);
    if (claim === undefined) return;
    const received = { appid, createdAt, receivedAt: Date.now() };
    await this.#received.add(received).catch(async (error) => {
      await claim.release();
      throw error;
    });
    this.#handle(received);
  }

  /** Runs the maintenance in the background. A run in flight is followed by another one. */
  #maintain(): void {
    this.#isMaintenanceDue = true;
    if (this.#isClosed || this.#maintenance !== undefined) return;
    this.#isMaintenanceDue = false;
    this.#maintenance = this.#runMaintenance().finally(() => {
      this.#maintenance = undefined;
      if (this.#isMaintenanceDue) this.#maintain();
    });
  }

  async #runMaintenance(): Promise<void> {
    const tasks = [
      () => this.#directory.poll(),
      () => this.#records.saveUnsaved(),
      () => this.#handleReceived(),
      () => this.#recoverIfIncomplete(),
      () => this.#readDetails(),
    ];
    for (const task of tasks) await task().catch((error) => this.#report(error));
  }

  async #handleReceived(): Promise<void> {
    if (performance.now() - this.#receivedReadAt < RECEIVED_INTERVAL_MS) return;
    this.#receivedReadAt = performance.now();
    const isOverdue = ({ receivedAt }: Received) => Math.abs(Date.now() - receivedAt) > OVERDUE_MS;
    for (const received of await this.#received.read()) if (isOverdue(received)) this.#handle(received);
  }

  /** Handles a notification in the background. If that fails, it is handled again later. */
  #handle(received: Received): void {
    const { appid, code, createdAt, receivedAt } = received;
    const id = JSON.stringify([appid, code, createdAt]);
    if (this.#isClosed || this.#handling.has(id)) return;
    const run = async () => {
      if (code === undefined) await this.#details.read(appid);
      else await this.#authorizations.exchange(code, { appid, createdAt });
    };
    const handling = run()
      .catch((error) => {
        this.#report(error, appid);
        if (!isFinal(error) && Date.now() - receivedAt < RECEIVED_MS) throw error;
      })
      .then(() => this.#received.remove(received))
      .then(() => this.#maintain())
      .catch(() => undefined) // reported above
      .finally(() => void this.#handling.delete(id));
    this.#handling.set(id, handling);
  }

  /** Reads the list of merchants into a store that was emptied or is new. */
  async #recoverIfIncomplete(): Promise<void> {
    if (!this.#isRecoveryDue) return;
    if ((await this.#tickets.read()).length === 0) return this.#requestTickets();
    if (!(await this.#records.isComplete())) {
      const claim = await this.#records.claim(componentKeys(this.#options.component).recovery, RECOVERY_INTERVAL_MS);
      if (claim === undefined) return;
      await this.#recovery.run();
      await this.#records.markComplete();
    }
    this.#isRecoveryDue = false;
  }

  /** Without a ticket, for example after the store was emptied, no call succeeds until the next one is pushed. */
  async #requestTickets(): Promise<void> {
    if (performance.now() - this.#pushRequestedAt < TICKET_INTERVAL_SECONDS * 1000) return;
    this.#pushRequestedAt = performance.now();
    await this.#client.inBackground((deadline) => this.#client.startTicketPush(deadline));
  }

  async #readDetails(): Promise<void> {
    const missing = this.#records.cachedAppids.filter((appid) => {
      const merchant = this.#records.cached(appid);
      return merchant?.needsDetails === true && merchant.status !== 'UNAUTHORIZED';
    });
    await inParallel(missing.slice(0, MAX_DETAILS), (appid) =>
      this.#details.readMissing(appid).catch((error) => this.#report(error, appid)),
    );
  }

  #publish(): void {
    const { scripts } = this.#options.store;
    const { changes } = componentKeys(this.#options.component);
    scripts?.eval(PUBLISH, { keys: [changes], arguments: [MERCHANTS_CHANNEL, ''] }).catch(() => undefined); // polled anyway
  }

  /** Logs a failure in the background. The store logs its own failures. */
  #report(error: unknown, appid = this.#options.component.appid): void {
    if (error instanceof StoreUnavailable || this.#isClosed) return;
    const log = this.#options.outages.tokenLog(appid);
    if (error instanceof PlatformError) {
      const { kind, endpoint, errcode, rid } = error;
      log.warn({ appid, kind, endpoint, errcode, rid }, error.message);
    } else {
      log.error({ appid, err: error }, 'Unexpected error');
    }
  }
}

/** Returns whether a repetition fails in the same way. */
function isFinal(error: unknown): boolean {
  return isUsedCode(error) || error instanceof TooManyMerchants;
}

function ignoreUnavailable(error: unknown): void {
  if (!(error instanceof StoreUnavailable)) throw error;
}
