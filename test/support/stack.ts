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

/** A graph over HTTP with the emulator behind it, both in this process and on free ports. */
export interface Stack {
  readonly graph: GraphClient;
  readonly emulator: EmulatorControl;
  /** Resets the emulator to its initial state, and the graph to one without used-up quotas and failed calls. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Maximum number of attempts for a call that may be repeated and fails each time. */
export const TRIES = 3;

/** The defaults. */
export const { limits: LIMITS, rates: RATES } = loadConfig({});

/** For tests that request more at once than callers may. */
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

/** Starts only the graph, with the platform at this base URL. */
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
    // Most tests change the emulator without the server and count calls. Tests of the cache enable it.
    cacheMaxBytes: 0,
    auth: { mode: 'none' },
    // All components share this process, and tests may keep it busy.
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

/** Removes and adds an account. The server has no state of the previous one. */
export function forget(server: RunningServer, platformUrl: string, options: Partial<ServerOptions> = {}): void {
  const { auth = { mode: 'none' }, routerSecret, accounts = [accountOf(platformUrl)] } = options;
  server.replaceAccess({ auth, routerSecret, accounts: [] });
  server.replaceAccess({ auth, routerSecret, accounts });
}

/** Returns the emulator's own account, or another one that was added by a control call. */
export function accountOf(baseUrl: string, appid = DEMO_APPID, secret = DEMO_SECRET): Account {
  return { appid, baseUrl, token: { mode: 'stable', secret: { reveal: () => secret } } };
}
