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

/** A graph over HTTP with the emulator behind it, both in this process, both on free ports. */
export interface Stack {
  readonly graph: GraphClient;
  readonly emulator: EmulatorControl;
  /** The emulator as at its start, and a graph that knows of no quota that was used up and no call that failed. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** How often a call that may be repeated is sent at the most, if it fails each time. */
export const TRIES = 3;

/** As shipped. */
export const { limits: LIMITS, rates: RATES } = loadConfig({});

/** For tests that ask in one request what callers must ask in many. */
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
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const emulator = await startEmulator(options.emulator);
  const server = await startGraph(emulator.url, options.server);
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

/** The graph alone, over whatever stands in the platform's place at this base URL. */
export function startGraph(platformUrl: string, options: Partial<ServerOptions> = {}): Promise<RunningServer> {
  return startServer({
    host: '127.0.0.1',
    port: 0,
    production: false,
    allowedHosts: [],
    corsOrigins: [],
    requestTimeoutMs: 5000,
    upstreamConcurrency: 64,
    upstreamQueue: 2000,
    coalesce: true,
    fastPath: process.env.GRAPHQL_FAST_PATH !== 'off',
    limits: LIMITS,
    responseWriteTimeoutMs: 30_000,
    rates: RATES,
    // Most tests change the emulator behind the server's back and count calls. Those of the cache turn it on.
    cacheMaxBytes: 0,
    auth: { mode: 'none' },
    // Everything runs in one process here, and tests may keep it busy.
    overload: { eventLoopDelayMs: 0, heapPercent: 0 },
    routerSecret: undefined,
    federationScopes: false,
    metrics: true,
    traces: undefined,
    accounts: [accountOf(platformUrl)],
    store: createMemoryStore(),
    audit: { trail: auditTo(() => undefined), key: new Secret('a key for tests alone, of 32 characters') },
    log: createLog({ level: 'silent' }),
    ...options,
  });
}

/** An account that is taken away and given again is a new one to the server: of the old one it knows nothing. */
export function forget(server: RunningServer, platformUrl: string, options: Partial<ServerOptions> = {}): void {
  const { auth = { mode: 'none' }, routerSecret, accounts = [accountOf(platformUrl)] } = options;
  server.replaceAccess({ auth, routerSecret, accounts: [] });
  server.replaceAccess({ auth, routerSecret, accounts });
}

/** The emulator's own account, or another one that was made with a control call. */
export function accountOf(baseUrl: string, appid = DEMO_APPID, secret = DEMO_SECRET): Account {
  return { appid, baseUrl, token: { mode: 'stable', secret: { reveal: () => secret } } };
}
