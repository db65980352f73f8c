import { Accounts } from '../admission/accounts.js';
import { ThirdPartyPlatform } from '../component/third-party-platform.js';
import type { Config } from '../config/config.js';
import { SCOPES } from '../config/scopes.js';
import { createEventLog, type EventLog } from '../events/event-log.js';
import { createSchema } from '../graph/schema/schema.js';
import { contextOf } from '../http/request-context.js';
import { accountOfMerchant } from '../http/third-party.js';
import type { Log } from '../log.js';
import { LogThrottle } from '../logging/log-throttle.js';
import { type Account, PlatformClient } from '../platform/client.js';
import { OutageLog } from '../platform/outage-log.js';
import { connected } from '../store/connected.js';
import type { AccountName } from '../store/keys.js';
import { RollBacks } from '../store/roll-backs.js';
import { type Store, StoreUnavailable } from '../store/store.js';
import { RequestStats } from '../telemetry/request-stats.js';
import { LoggedAccounts } from '../webhooks/log-sink.js';
import type { PushAccount } from '../webhooks/push-keys.js';
import { openEvents, openStore } from './open-state.js';
import { Pace } from './pace.js';
import { ExportSession } from './session.js';
import { ExportStopped } from './stopped.js';

/** Minimum interval between two equal lines of the log, milliseconds. */
const LINE_MS = 1000;

export interface OpenSessionOptions {
  readonly config: Pick<
    Config,
    'state' | 'events' | 'component' | 'requestTimeoutMs' | 'upstreamConcurrency' | 'upstreamQueue' | 'coalesce'
  >;
  /** The account to export. Without a token: a merchant of the third-party platform. */
  readonly account: ExportedAccount;
  /** Whether the export reads the event log. */
  readonly needsEvents: boolean;
  readonly callsPerMinute: number;
  readonly notify: (text: string) => void;
  readonly log: Log;
}

/** An export reads the platform, not an index. */
const NO_SEARCH = {
  search: () => Promise.reject(new Error('an export does not search')),
};

export type ExportedAccount = (Account & PushAccount) | (AccountName & { readonly token?: undefined });

export interface OpenSession {
  readonly session: ExportSession;
  close(): Promise<void>;
}

/**
 * Creates the graph for one account, without a server. Responses are not cached: an export reads each object once, and as it is now.
 * @throws {ExportStopped} if the state of the server cannot be read
 */
export async function openSession(options: OpenSessionOptions): Promise<OpenSession> {
  const { config, log } = options;
  const store = await openStore(config.state, log);
  const outages = new OutageLog(log);
  const { account, thirdParty } = await resolve(options, store, outages).catch(async (error) => {
    await store.close();
    throw error;
  });
  const platform = new PlatformClient({
    accounts: [account],
    timeoutMs: config.requestTimeoutMs,
    queue: { concurrency: config.upstreamConcurrency, waiting: config.upstreamQueue },
    coalesce: config.coalesce,
    records: store.records,
    outages,
  });
  const rollBacks = new RollBacks(store.records);
  let events: EventLog | undefined;
  const close = async () => {
    await events?.close();
    await platform.close();
    await thirdParty?.close();
    rollBacks.close();
    await store.close();
  };
  try {
    if (options.needsEvents) events = await logOf(account, await openEvents(store, config, log), log);
  } catch (error) {
    await close();
    throw error;
  }
  const parts = {
    store,
    events,
    rollBacks,
    cardIndexes: { of: () => NO_SEARCH },
    lostThrottle: new LogThrottle(LINE_MS),
    log,
  };
  const caller = { name: 'export', scopes: new Set(SCOPES), appids: [account.appid] };
  const session = new ExportSession({
    schema: createSchema(),
    contextOf: (deadline) => {
      const requestStats = new RequestStats();
      return contextOf(
        { ...parts, requestTimeoutMs: config.requestTimeoutMs },
        {
          account,
          accounts: new Accounts([account]),
          caller,
          isRouter: false,
          deadline,
          platform: platform.bind(account, deadline, requestStats),
        },
        { requestId: 'export', traceId: undefined, requestStats },
      );
    },
    timeoutMs: config.requestTimeoutMs,
    pace: new Pace(options.callsPerMinute),
    notify: options.notify,
  });
  return { session, close };
}

/**
 * Returns the account with the source of its token.
 * @throws {ExportStopped} if it is not a merchant of the third-party platform
 */
async function resolve({ account, config }: OpenSessionOptions, store: Store, outages: OutageLog) {
  if (account.token !== undefined) return { account, thirdParty: undefined };
  const { component, requestTimeoutMs: timeoutMs } = config;
  if (component === undefined) throw new ExportStopped('the account is not configured');
  const thirdParty = new ThirdPartyPlatform({ component, store, timeoutMs, outages });
  try {
    await connected(store);
    await thirdParty.merchants.refresh();
  } catch (error) {
    if (error instanceof StoreUnavailable) throw new ExportStopped('the store with the merchants cannot be read');
    throw error;
  }
  const merchant = thirdParty.merchants.get(account.appid);
  if (merchant !== undefined && merchant.status !== 'UNAUTHORIZED') {
    return { account: accountOfMerchant(merchant, component, thirdParty), thirdParty };
  }
  await thirdParty.close();
  throw new ExportStopped('the account is neither configured nor that of a merchant that has authorized this server');
}

/** Opens the log for reading: the intake of messages runs in a server. */
async function logOf(account: Account & PushAccount, backend: Awaited<ReturnType<typeof openEvents>>, log: Log) {
  const accounts = new LoggedAccounts([account]);
  return createEventLog({ backend, keysOf: (name) => accounts.keysOf(name), onCacheStale: () => {}, log });
}
