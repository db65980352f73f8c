import type { OperationLimits } from '../../src/config/config.js';
import { loadConfig } from '../../src/config/load-config.js';
import { Secret } from '../../src/config/secret.js';
import { type EmulatorOptions, startEmulator } from '../../src/emulator/server.js';
import { DEMO_APPID, DEMO_SECRET } from '../../src/emulator/state/accounts.js';
import { type RunningServer, type ServerOptions, startServer } from '../../src/http/server.js';
import { createLog } from '../../src/log.js';
import type { Account } from '../../src/platform/client.js';
import { createMemoryStore } from '../../src/store/memory.js';
import { auditTo } from './audit-to.js';
import { EmulatorControl } from './emulator-control.js';
import { GraphClient } from './graph-client.js';

/** A graph over HTTP in front of the emulator. Both run in this process, on free ports. */
export interface Stack {
  readonly graph: GraphClient;
  readonly emulator: EmulatorControl;
  /** Resets the emulator, and the graph's record of exhausted quotas and failed calls. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Maximum number of attempts for a call that may be retried. */
export const TRIES = 3;

/** The default limits and rates. */
export const {
  limits: LIMITS,
  index: INDEX,
  rates: RATES,
  events: EVENTS,
  subscriptions: SUBSCRIPTIONS,
} = loadConfig({});

/** Limits for tests that send in one request what callers must split into several. */
export const WIDE_LIMITS: OperationLimits = {
  ...LIMITS,
  aliases: 10_000,
  tokens: 100_000,
  rootFields: 1000,
  mutations: 1000,
  irreversible: 1000,
  cost: 1_000_000,
  fields: 100_000_000,
};

export interface StackOptions {
  readonly server?: Partial<ServerOptions>;
  readonly emulator?: EmulatorOptions;
  /** Whether the console can send control calls, as with the embedded emulator. Default: false. */
  readonly embedsEmulator?: boolean;
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const emulator = await startEmulator(options.emulator);
  const embedded = options.embedsEmulator ? { emulatorUrl: emulator.url } : {};
  const server = await startGraph(emulator.url, { ...options.server, ...embedded });
  const control = new EmulatorControl(emulator.url);
  return {
    graph: new GraphClient(server.url),
    emulator: control,
    async reset() {
      forget(server, emulator.url, options.server);
      await control.reset();
    },
    async close() {
      await server.close();
      await emulator.close();
    },
  };
}

/** Starts only the graph, with the given base URL as its platform. */
export function startGraph(platformUrl: string, options: Partial<ServerOptions> = {}): Promise<RunningServer> {
  return startServer({
    host: '127.0.0.1',
    port: 0,
    production: false,
    allowedHosts: [],
    corsOrigins: [],
    requestTimeoutMs: 10_000,
    upstreamConcurrency: 64,
    upstreamQueue: 2000,
    coalesce: true,
    fastPath: process.env.GRAPHQL_FAST_PATH !== 'off',
    federatedTraces: false,
    limits: LIMITS,
    index: INDEX,
    subscriptions: SUBSCRIPTIONS,
    events: EVENTS,
    responseWriteTimeoutMs: 30_000,
    rates: RATES,
    // Most tests change the emulator directly and count calls. The tests of the cache enable it.
    cacheMaxBytes: 0,
    auth: { mode: 'none' },
    // Everything runs in one process, which tests may keep busy.
    overload: { eventLoopDelayMs: 0, heapPercent: 0 },
    routerSecret: undefined,
    federationScopes: false,
    federationSubscriptions: true,
    metrics: true,
    traces: undefined,
    accounts: [accountOf(platformUrl)],
    store: createMemoryStore(),
    build: { version: '1.2.3', node: '20.0.0' },
    audit: { trail: auditTo(() => undefined), key: new Secret('a key for tests only, 32 characters long') },
    log: createLog({ level: 'silent' }),
    ...options,
  });
}

/** Discards the state of the accounts. The server treats an account that is removed and added again as a new one. */
export function forget(server: RunningServer, platformUrl: string, options: Partial<ServerOptions> = {}): void {
  const { auth = { mode: 'none' }, routerSecret, accounts = [accountOf(platformUrl)] } = options;
  server.replaceAccess({ auth, routerSecret, accounts: [] });
  server.replaceAccess({ auth, routerSecret, accounts });
}

/** Returns the configuration of the demo account, or of an account that a control call added. */
export function accountOf(baseUrl: string, appid = DEMO_APPID, secret = DEMO_SECRET): Account {
  return { appid, baseUrl, token: { mode: 'stable', secret: { reveal: () => secret } } };
}
