import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import websocket from '@fastify/websocket';
import fastify from 'fastify';
import { Access, type AccessOptions } from '../admission/access.js';
import { inOrder } from '../admission/accounts.js';
import { checkHosts } from '../admission/host-check.js';
import { LARGE_BODY_BYTES } from '../admission/large-bodies.js';
import { shedLoad, subscriptionShedding } from '../admission/load-shedding.js';
import { PersistedOperations } from '../admission/persisted-operations.js';
import { RequestRates } from '../admission/request-rates.js';
import { SubscriptionSlots } from '../admission/subscription-slots.js';
import type { ComponentConfig, Config, PersistedOperationsConfig } from '../config/config.js';
import { isLoopbackOrigin } from '../config/loopback.js';
import type { LogBackend } from '../events/backend.js';
import { searchFieldsOf } from '../graph/card/card-search.fields.js';
import { type AuditOptions, auditSchema } from '../graph/schema/audit-trail.js';
import { createSchema } from '../graph/schema/schema.js';
import { guardSchema } from '../graph/schema/scope-guard.js';
import { sdlOf } from '../graph/schema/sdl.js';
import { GRAPHQL_PATH } from '../graphql-path.js';
import type { Log } from '../log.js';
import { LogThrottle } from '../logging/log-throttle.js';
import { writtenBytesOf } from '../operation/fast-path/written-responses.js';
import { GraphQLEndpoint } from '../operation/graphql-endpoint.js';
import { ManifestWatch } from '../operation/manifest-check.js';
import { countUserErrors } from '../operation/user-error-counter.js';
import { type Account, PlatformClient } from '../platform/client.js';
import { CodeLookupLimit } from '../platform/interceptors/code-lookup-limit.js';
import { OutageLog } from '../platform/outage-log.js';
import { CardIndexes } from '../search/card-indexes.js';
import { RollBacks } from '../store/roll-backs.js';
import type { Store } from '../store/store.js';
import type { Build } from '../telemetry/metrics.js';
import { Telemetry } from '../telemetry/telemetry.js';
import type { EventSink } from '../webhooks/event-sink.js';
import type { PushAccount } from '../webhooks/push-keys.js';
import { ConnectionTracker } from './connection-tracker.js';
import { CONSOLE_PATH, serveConsole } from './console.js';
import { addConsoleEmulator } from './console-emulator.js';
import { allowOrigins } from './cross-origin.js';
import { addErrorHandlers, handleClientError, handleFrameworkError } from './error-responses.js';
import { addExplorer, EXPLORER_PATH } from './explorer.js';
import { addGraphQLRoute } from './graphql-route.js';
import { addHealth, Health } from './health.js';
import { KNOWN_LABELS } from './known-labels.js';
import { addLandingPage, LANDING_PATH, SANDBOX_ORIGIN, SANDBOX_PATH } from './landing-page.js';
import { LostClients } from './lost-clients.js';
import { observeStore, storeHealth } from './observed-store.js';
import { PlatformEvents } from './platform-events.js';
import { addResponseHeaders } from './response-headers.js';
import { Subscriptions } from './subscriptions.js';
import { ThirdParty } from './third-party.js';
import { createWebhookApp, dispatchWebhooks } from './webhook-app.js';
import { EndpointMessage } from './websocket-upgrade.js';
import { WebSockets, webSocketOptions } from './websockets.js';

/** Time for a whole request to arrive, milliseconds. Without it, a request sent byte by byte would occupy a socket. */
const ARRIVAL_MS = 30_000;

/** Minimum interval between two lines about outcomes that were not persisted, milliseconds. */
const LOST_INTERVAL_MS = 1000;

type ServerConfig = Pick<
  Config,
  | 'host'
  | 'port'
  | 'production'
  | 'allowedHosts'
  | 'corsOrigins'
  | 'requestTimeoutMs'
  | 'upstreamConcurrency'
  | 'upstreamQueue'
  | 'cacheMaxBytes'
  | 'index'
  | 'coalesce'
  | 'fastPath'
  | 'federatedTraces'
  | 'events'
  | 'limits'
  | 'subscriptions'
  | 'responseWriteTimeoutMs'
  | 'rates'
  | 'overload'
  | 'auth'
  | 'routerSecret'
  | 'federationScopes'
  | 'federationSubscriptions'
  | 'metrics'
  | 'traces'
>;

export interface ServerOptions extends ServerConfig {
  /** Undefined: no third-party mode. */
  readonly component?: ComponentConfig | undefined;
  /** The configured accounts. The first is the default account. */
  readonly accounts: readonly (Account & PushAccount)[];
  /** See `AccessOptions`. */
  readonly callersOfAuthorized?: AccessOptions['callersOfAuthorized'];
  /** Where the events of the platform are stored. The server closes it. Undefined: there is no log, and events are off for all accounts. */
  readonly eventBackend?: LogBackend | undefined;
  /** Receives the events of the platform. Default: the log. */
  readonly eventSink?: EventSink | undefined;
  /** The folder of the explorer's files; undefined: the explorer is not served. */
  readonly explorerFiles?: string | undefined;
  /** The folder of the console's files. Undefined, or a folder without them: the console is not served. */
  readonly consoleFiles?: string | undefined;
  /** The URL of the embedded emulator, whose control calls the console may send. Undefined: there is none. */
  readonly emulatorUrl?: string | undefined;
  /** Whether pages of any loopback origin may send requests. Only for demo data. Default: false. */
  readonly loopbackOrigins?: boolean;
  readonly persistedOperations?: PersistedOperationsConfig | undefined;
  /** Stores state that outlives a request. The server does not close it. */
  readonly store: Store;
  readonly build: Build;
  readonly log: Log;
  readonly audit: AuditOptions;
  /** Returns the number of unhandled rejections in this process so far; default 0. */
  readonly unhandledRejections?: () => number;
  /** Returns the number of log lines dropped so far; default 0. */
  readonly linesDropped?: () => number;
}

type ReplacedAccess = AccessOptions & { readonly accounts: readonly (Account & PushAccount)[] };

export interface RunningServer {
  /** The URL of the GraphQL endpoint. */
  readonly url: string;
  /** The URL of the explorer. Undefined in production, and if the explorer is not served. */
  readonly explorerUrl: string | undefined;
  /** The URL of the console. Undefined if it is not served. */
  readonly consoleUrl: string | undefined;
  /** The URL that redirects to Apollo Sandbox with this endpoint. Undefined in production. */
  readonly sandboxUrl: string | undefined;
  /** The URL of the separate listener for the platform. Undefined if there is none. */
  readonly eventsUrl: string | undefined;
  /** Replaces the configured accounts and the credentials. No request is dropped. */
  replaceAccess(access: ReplacedAccess): void;
  /** Replaces the list of persisted operations. */
  replaceOperations(persistedOperations: PersistedOperationsConfig | undefined): void;
  /** Reports `draining` from now on. Requests are served as before, and every response closes its connection. */
  startDraining(): void;
  /**
   * Stops accepting connections and waits for in-flight requests.
   * @param milliseconds time after which the remaining requests are cut off
   * @returns the number of requests that were cut off
   */
  drain(milliseconds: number): Promise<number>;
  /** Cuts off in-flight requests and closes everything but the store. */
  close(): Promise<void>;
}

/** Creates all parts of the server, connects them and listens. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, port, production, limits, log, loopbackOrigins = false } = options;
  const telemetry = await Telemetry.start({ ...options, labels: KNOWN_LABELS });
  const store = observeStore(options.store, (...command) => telemetry.storeCommandDone(...command));
  const outages = new OutageLog(log);
  const thirdParty =
    options.component &&
    new ThirdParty({
      ...{ component: options.component, store, outages, log },
      timeoutMs: options.requestTimeoutMs,
      observer: telemetry.observer,
      intakeObserver: telemetry.intakeObserver,
    });
  await thirdParty?.start();
  let accessOptions: ReplacedAccess = options;
  const accountsNow = () => inOrder([...accessOptions.accounts, ...(thirdParty?.accounts ?? [])]);
  const accounts = accountsNow();
  const { cacheMaxBytes } = options;
  const writtenBytes = options.fastPath ? writtenBytesOf(cacheMaxBytes) : 0;
  const platform = new PlatformClient({
    accounts,
    timeoutMs: options.requestTimeoutMs,
    queue: { concurrency: options.upstreamConcurrency, waiting: options.upstreamQueue },
    coalesce: options.coalesce,
    records: store.records,
    outages,
    codeLookupLimit: new CodeLookupLimit(options.rates, store.scripts),
    observer: telemetry.observer,
    cache: cacheMaxBytes > 0 ? { maxBytes: cacheMaxBytes - writtenBytes, shared: store.cache } : undefined,
  });
  const cardIndexes = new CardIndexes({
    platform,
    store,
    readFields: searchFieldsOf,
    limits: options.index,
    callTimeoutMs: options.requestTimeoutMs,
    onCall: (purpose) => telemetry.indexObserver?.called(purpose),
  });
  const rollBacks = new RollBacks(store.records);
  const connections = new ConnectionTracker(options.responseWriteTimeoutMs);
  const { eventBackend: backend, eventSink: sink, metrics } = options;
  const events = new PlatformEvents({ accounts, backend, sink, platform, store, telemetry, metrics, log });
  const { intake } = events;
  const { listener } = options.events;
  const hosts = { host: listener?.host ?? host, allowedHosts: options.allowedHosts };
  const webhooks = await createWebhookApp({
    ...{ intake, component: thirdParty?.intake, callback: thirdParty?.callback },
    ...{ log, hosts, connections, arrivalMs: ARRIVAL_MS },
  });
  const smallBodyBytes = Math.min(limits.bodyBytes, LARGE_BODY_BYTES);
  const webhooksHere = listener === undefined ? webhooks : undefined;
  const http = fastify({
    logger: false,
    genReqId: requestIdOf,
    serverFactory: (handler, settings) => connections.createServer(dispatchWebhooks(webhooksHere, handler), settings),
    // Requests that arrive during a shutdown are served like any other.
    return503OnClosing: false,
    // The endpoint accepts larger bodies from some callers.
    bodyLimit: smallBodyBytes,
    requestTimeout: ARRIVAL_MS,
    http: {
      IncomingMessage: EndpointMessage,
      // Node applies the smaller of the two timeouts to the headers and the other to the whole request. It checks every 30 s by default.
      headersTimeout: ARRIVAL_MS,
      connectionsCheckingInterval: ARRIVAL_MS / 10,
      requireHostHeader: false,
    },
    frameworkErrors: handleFrameworkError,
    clientErrorHandler: handleClientError,
  });
  telemetry.follow(http);
  addResponseHeaders(http);
  checkHosts(http, options);
  // Before any plugin, because a plugin's route keeps the error handler that is set when it is added.
  addErrorHandlers(http, log);
  const origins = [...options.corsOrigins, ...(production ? [] : [SANDBOX_ORIGIN])];
  allowOrigins(http, origins, loopbackOrigins);
  // The endpoint is created later, so that its hooks run after those of load shedding.
  let graphql: GraphQLEndpoint | undefined;
  const health = new Health(await shedLoad(http, options.overload, log, () => graphql?.evictOperations()));
  await http.register(websocket, webSocketOptions(smallBodyBytes));
  const guarded = guardSchema(
    createSchema({ requiresScopes: options.federationScopes, subscriptions: options.federationSubscriptions }),
  );
  const schema = countUserErrors(auditSchema(guarded, options.audit), (mutation, code) =>
    telemetry.userErrorReturned(mutation, code),
  );
  const endpoint = await GraphQLEndpoint.start(http, { ...options, schema, outages, writtenBytes });
  graphql = endpoint;
  const access = new Access({ ...accessOptions, accounts });
  const persisted = new PersistedOperations(options.persistedOperations);
  const manifest = new ManifestWatch({ schema, limits, log });
  let hasRouter = options.routerSecret !== undefined;
  const watchManifest = (config: PersistedOperationsConfig | undefined) => {
    // A router is exempt from the manifest, which may hold operations on the supergraph then.
    if (config === undefined || hasRouter) manifest.stop();
    else manifest.start(config.operations);
  };
  const { rates, requestTimeoutMs, responseWriteTimeoutMs } = options;
  const requestRates = new RequestRates(rates, store.scripts);
  const subscriptions = new Subscriptions({
    access,
    endpoint,
    slots: new SubscriptionSlots(options.subscriptions),
    rates: requestRates,
    events: events.log,
    isBusy: subscriptionShedding(http, options.overload),
    requestTimeoutMs,
    observer: telemetry.subscriptionObserver,
  });
  const parts = {
    ...{ access, persisted, platform, endpoint, connections, subscriptions, requestRates, rollBacks, store, log },
    ...{ requestTimeoutMs, responseWriteTimeoutMs },
    cardIndexes,
    events: events.log,
    lostThrottle: new LogThrottle(LOST_INTERVAL_MS),
    lostClients: new LostClients(),
  };
  const webSockets = new WebSockets({
    ...parts,
    telemetry,
    maxSockets: options.subscriptions.perProcess,
    maxSocketsPerCaller: options.subscriptions.perCaller,
    isOriginAllowed: (origin) => origins.includes(origin) || (loopbackOrigins && isLoopbackOrigin(origin)),
  });
  const hasExplorer = options.explorerFiles !== undefined;
  const browserPage = production ? undefined : hasExplorer ? EXPLORER_PATH : LANDING_PATH;
  addGraphQLRoute(http, { ...parts, bodyBytes: limits.bodyBytes, browserPage, webSockets });
  telemetry.serve(http, {
    accounts: () => [...platform.states(), ...(thirdParty ? [thirdParty.calls] : [])],
    auditRefused: () => options.audit.trail.refused,
    linesDropped: options.linesDropped ?? (() => 0),
    responsesRepeated: () => endpoint.responsesRepeated,
    unhandledRejections: options.unhandledRejections ?? (() => 0),
    store: { kind: store.kind, isUp: storeHealth(store) },
    indexes: () => cardIndexes.states(),
    eventLogs: { sizes: () => events.sizes, maxBytes: options.events.maxBytes },
    thirdParty: thirdParty && (() => thirdParty.state()),
  });
  const { consoleFiles, emulatorUrl } = options;
  const surroundings = {
    explorerPath: hasExplorer ? EXPLORER_PATH : undefined,
    hasEmulator: emulatorUrl !== undefined,
  };
  const hasConsole = consoleFiles !== undefined && (await serveConsole(http, consoleFiles, surroundings));
  if (hasConsole && emulatorUrl !== undefined) addConsoleEmulator(http, emulatorUrl);
  if (!production) addLandingPage(http, { hasExplorer, hasConsole });
  addHealth(http, health);
  if (options.explorerFiles !== undefined) addExplorer(http, options.explorerFiles);

  const applyAccess = (isReload: boolean) => {
    const replaced = accountsNow();
    platform.replaceAccounts(replaced);
    cardIndexes.replaceAccounts(replaced);
    events.replaceAccounts(replaced, isReload);
    access.replace({ ...accessOptions, accounts: replaced });
    subscriptions.reauthorize();
    webSockets.reauthorize();
  };
  if (thirdParty !== undefined) {
    thirdParty.onChange(() => applyAccess(false));
    // Merchants may have changed while the server was created.
    applyAccess(false);
  }

  // Printed once at startup: the first request for it would block others for a tenth of a second.
  sdlOf(schema);
  const address = await http.listen({ host, port });
  // A copy, because Fastify adds properties to the options, and the configuration is frozen.
  const eventsUrl = listener && (await webhooks.listen({ ...listener }));
  events.start();
  health.started();
  // Only now, in the background: thousands of operations take seconds.
  watchManifest(options.persistedOperations);
  return {
    url: `${address}${GRAPHQL_PATH}`,
    explorerUrl: hasExplorer && !production ? `${address}${EXPLORER_PATH}` : undefined,
    consoleUrl: hasConsole ? `${address}${CONSOLE_PATH}` : undefined,
    sandboxUrl: production ? undefined : `${address}${SANDBOX_PATH}`,
    eventsUrl,
    replaceAccess(replacement) {
      accessOptions = replacement;
      applyAccess(true);
      hasRouter = replacement.routerSecret !== undefined;
    },
    replaceOperations(persistedOperations) {
      persisted.replace(persistedOperations);
      watchManifest(persistedOperations);
    },
    startDraining() {
      health.startDraining();
      connections.startDraining();
      subscriptions.leave();
      webSockets.leave();
    },
    drain: (milliseconds) => connections.drain(milliseconds),
    async close() {
      manifest.stop();
      subscriptions.close();
      webSockets.close();
      await connections.drain(0);
      await http.close();
      await webhooks.close();
      await endpoint.stop();
      await thirdParty?.close();
      await events.close();
      cardIndexes.close();
      await platform.close();
      rollBacks.close();
      await telemetry.close();
    },
  };
}

/** Returns the client's own request id if it is well-formed, so that its logs and ours can be joined; otherwise a new one. */
function requestIdOf({ headers }: IncomingMessage): string {
  const id = headers['x-request-id'];
  return typeof id === 'string' && /^[\w.-]{8,64}$/.test(id) ? id : randomUUID();
}
