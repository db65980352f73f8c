import { Accounts } from '../admission/accounts.js';
import type { Config } from '../config/config.js';
import { SCOPES } from '../config/scopes.js';
import { createEventLog, type EventLog } from '../events/event-log.js';
import { createSchema } from '../graph/schema/schema.js';
import { contextOf } from '../http/request-context.js';
import type { Log } from '../log.js';
import { LogThrottle } from '../logging/log-throttle.js';
import { type Account, PlatformClient } from '../platform/client.js';
import { OutageLog } from '../platform/outage-log.js';
import { RollBacks } from '../store/roll-backs.js';
import { RequestStats } from '../telemetry/request-stats.js';
import { LoggedAccounts } from '../webhooks/log-sink.js';
import type { PushAccount } from '../webhooks/push-keys.js';
import { openEvents, openStore } from './open-state.js';
import { Pace } from './pace.js';
import { ExportSession } from './session.js';

/** Minimum interval between two equal lines of the log, milliseconds. */
const LINE_MS = 1000;

export interface OpenSessionOptions {
  readonly config: Pick<
    Config,
    'state' | 'events' | 'requestTimeoutMs' | 'upstreamConcurrency' | 'upstreamQueue' | 'coalesce'
  >;
  /** The account to export. */
  readonly account: Account & PushAccount;
  /** Whether the export reads the event log. */
  readonly needsEvents: boolean;
  readonly callsPerMinute: number;
  readonly notify: (text: string) => void;
  readonly log: Log;
}

export interface OpenSession {
  readonly session: ExportSession;
  close(): Promise<void>;
}

/**
 * Creates the graph for one account, without a server. Responses are not cached: an export reads each object once, and as it is now.
 * @throws {ExportStopped} if the state of the server cannot be read
 */
export async function openSession(options: OpenSessionOptions): Promise<OpenSession> {
  const { config, account, log } = options;
  const store = await openStore(config.state, log);
  const platform = new PlatformClient({
    accounts: [account],
    timeoutMs: config.requestTimeoutMs,
    queue: { concurrency: config.upstreamConcurrency, waiting: config.upstreamQueue },
    coalesce: config.coalesce,
    records: store.records,
    outages: new OutageLog(log),
  });
  const rollBacks = new RollBacks(store.records);
  let events: EventLog | undefined;
  const close = async () => {
    await events?.close();
    await platform.close();
    rollBacks.close();
    await store.close();
  };
  try {
    if (options.needsEvents) events = await logOf(account, await openEvents(store, config, log), log);
  } catch (error) {
    await close();
    throw error;
  }
  const parts = { store, events, rollBacks, lostThrottle: new LogThrottle(LINE_MS), log };
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

/** Opens the log for reading: the intake of messages runs in a server. */
async function logOf(account: Account & PushAccount, backend: Awaited<ReturnType<typeof openEvents>>, log: Log) {
  const accounts = new LoggedAccounts([account]);
  return createEventLog({ backend, keysOf: (name) => accounts.keysOf(name), onCacheStale: () => {}, log });
}
