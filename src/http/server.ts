import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import cors from '@fastify/cors';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Access, type AccessOptions, type Admitted } from '../admission/access.js';
import { Throttle } from '../admission/adaptive-throttle.js';
import { checkHosts } from '../admission/host-check.js';
import { refuseForOverload, shedLoad } from '../admission/load-shedding.js';
import { PersistedOperations } from '../admission/persisted-operations.js';
import { admitBody } from '../admission/request-body.js';
import { RATE_HEADERS, RequestRates } from '../admission/request-rates.js';
import type { Config, PersistedOperationsConfig } from '../config/load-config.js';
import { Deadline } from '../deadline.js';
import type { Context } from '../graph/context.js';
import { RequestLoaders } from '../graph/loaders.js';
import { type AuditOptions, auditSchema } from '../graph/schema/audit-trail.js';
import { createSchema } from '../graph/schema/schema.js';
import { guardSchema } from '../graph/schema/scope-guard.js';
import { sdlOf } from '../graph/schema/sdl.js';
import { GRAPHQL_PATH, isGraphQL } from '../graphql-path.js';
import type { Log } from '../log.js';
import { GraphQLEndpoint } from '../operation/graphql-endpoint.js';
import { type Account, type Platform, PlatformClient } from '../platform/client.js';
import { CodeLookupLimit } from '../platform/interceptors/code-lookup-limit.js';
import { SafeWrites } from '../safety/safe-writes.js';
import { RollBacks } from '../store/roll-backs.js';
import type { Store } from '../store/store.js';
import { traceIdOf, trailOf } from '../telemetry/request-stats.js';
import { Telemetry } from '../telemetry/telemetry.js';
import { UnderWay } from './connection-tracker.js';
import { answerBadHttp, answerBadUrl, answerOutsideGraphQL } from './error-responses.js';
import { addExplorer } from './explorer.js';
import { addHealth, Health } from './health.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** Where Apollo Sandbox lives: the origin that its requests come from. */
const SANDBOX_ORIGIN = 'https://studio.apollographql.com';

/** Milliseconds for a whole request to arrive: one that comes byte by byte holds a socket. */
const ARRIVAL_MS = 30_000;

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
  | 'coalesce'
  | 'limits'
  | 'responseWriteTimeoutMs'
  | 'rates'
  | 'overload'
  | 'auth'
  | 'routerSecret'
  | 'federationScopes'
  | 'metrics'
  | 'traces'
>;

export interface ServerOptions extends ServerConfig {
  /** The first is the default one. */
  readonly accounts: readonly Account[];
  /** The folder of the explorer's files; undefined: it is not served. */
  readonly explorerFiles?: string | undefined;
  readonly persistedOperations?: PersistedOperationsConfig | undefined;
  /** What outlives a request. The server does not close it. */
  readonly store: Store;
  readonly log: Log;
  readonly audit: AuditOptions;
  /** Returns how many rejections nothing has handled in this process so far. Absent: none are counted. */
  readonly unhandledRejections?: () => number;
  /** Log lines that were dropped so far; default none. */
  readonly linesDropped?: () => number;
  /** false: graphql-js executes queries as well as mutations. Both answer the same, which tests hold. */
  readonly plansQueries?: boolean;
}

export interface RunningServer {
  /** Of the GraphQL endpoint. */
  readonly url: string;
  /** Takes other accounts and credentials from now on. No request is dropped. */
  replaceAccess(access: AccessOptions): void;
  /** Takes another list of operations from now on. */
  replaceOperations(persistedOperations: PersistedOperationsConfig | undefined): void;
  /** Not ready any more, for good. Everything is answered as before, and every answer closes its connection. */
  leave(): void;
  /**
   * Takes no more connections and waits until nothing is under way; what is left after so long is cut.
   * @returns how many requests were cut
   */
  drain(milliseconds: number): Promise<number>;
  /** Cuts what is under way. The store stays open. */
  close(): Promise<void>;
}

/** Puts everything together and listens. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, port, production, accounts, limits, log } = options;
  const telemetry = await Telemetry.start(options);
  const platform = new PlatformClient({
    accounts,
    timeoutMs: options.requestTimeoutMs,
    queue: { concurrency: options.upstreamConcurrency, waiting: options.upstreamQueue },
    coalesce: options.coalesce,
    records: options.store.records,
    log,
    codeLookupLimit: new CodeLookupLimit(options.rates, options.store.scripts),
    observer: telemetry.observer,
    cache: options.cacheMaxBytes > 0 ? { maxBytes: options.cacheMaxBytes, shared: options.store.cache } : undefined,
  });
  const rollBacks = new RollBacks(options.store.records);
  const underWay = new UnderWay(options.responseWriteTimeoutMs);
  const http = fastify({
    logger: false,
    genReqId: requestIdOf,
    serverFactory: underWay.createServer,
    // What still comes while the server ends is answered like everything else.
    return503OnClosing: false,
    bodyLimit: limits.bodyBytes,
    requestTimeout: ARRIVAL_MS,
    http: {
      // Node takes the smaller of the two for the headers, the other for the whole; and looks every 30 s, if not told otherwise.
      headersTimeout: ARRIVAL_MS,
      connectionsCheckingInterval: ARRIVAL_MS / 10,
      requireHostHeader: false,
    },
    frameworkErrors: answerBadUrl,
    clientErrorHandler: answerBadHttp,
  });
  telemetry.follow(http);
  http.addHook('onRequest', (_request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    done();
  });
  checkHosts(http, options);
  // Before any plugin: a route of one keeps the error handler that is set when it is added.
  answerOutsideGraphQL(http, log);
  const origins = [...options.corsOrigins, ...(production ? [] : [SANDBOX_ORIGIN])];
  await http.register(cors, {
    origin: origins,
    methods: ['GET', 'POST'],
    exposedHeaders: ['x-request-id', 'retry-after', ...RATE_HEADERS],
    maxAge: 600,
    // Its own answer to an OPTIONS that is no preflight is plain text.
    strictPreflight: false,
  });
  // The endpoint comes later: its hooks run after those of the shedding.
  let graphql: GraphQLEndpoint | undefined;
  const health = new Health(await shedLoad(http, options.overload, log, () => graphql?.evictOperations()));
  http.addHook('onSend', (request, reply, payload, done) => {
    reply.header('x-request-id', request.id);
    if (isGraphQL(request)) {
      // What one caller reads is nobody else's, and depends on who asks for which account.
      reply.header('cache-control', 'private, no-store');
      reply.header('vary', appendVary(reply.getHeader('vary'), 'authorization, x-wechat-appid, x-api-key'));
    }
    done(null, payload);
  });
  const schema = auditSchema(guardSchema(createSchema({ requiresScopes: options.federationScopes })), options.audit);
  const endpoint = await GraphQLEndpoint.start(http, { ...options, schema });
  graphql = endpoint;
  const access = new Access(options);
  const requestRates = new RequestRates(options.rates, options.store.scripts);
  const persisted = new PersistedOperations(options.persistedOperations);
  const throttle = new Throttle();
  http.decorateRequest('admission');
  http.route({
    method: ['GET', 'POST'],
    url: GRAPHQL_PATH,
    // HEAD is answered like any other method that is not allowed, with 405.
    exposeHeadRoute: false,
    onRequest: async (request, reply) => {
      admitBody(request.headers);
      // Whom to let in may take a while: the issuer of tokens is asked for its keys.
      const deadline = deadlineOf(reply, options.requestTimeoutMs);
      const { account, caller, isRouter } = await access.admit(request.headers);
      const trail = trailOf(request);
      trail.account = account.appid;
      trail.caller = caller.name;
      if (throttle.refuses(account.appid, platform.hasCapacity(account))) return refuseForOverload(reply);
      // Bound to its account at once: that may be gone when the body is here.
      const bound = platform.bind(account, deadline, trail, caller.name);
      // Each by its name: V8 takes a microsecond to add to a spread, and puts it where only a full collection finds it.
      request.admission = { caller, account, isRouter, deadline, platform: bound };
      const ofRates = await requestRates.admit(caller, account);
      if (ofRates !== undefined) reply.headers(ofRates);
    },
    onResponse: ({ admission }, reply, done) => {
      if (admission !== undefined && reply.statusCode !== 503) throttle.answered(admission.account.appid);
      done();
    },
    handler: (request, reply) => {
      const admission = request.admission as Admission;
      // Routers write operations of their own.
      if (!admission.isRouter) persisted.admit(request, log);
      const context = contextOf(options, rollBacks, admission, request);
      return underWay.finish(() => endpoint.answer(request, reply, context));
    },
  });
  telemetry.serve(http, {
    accounts: () => platform.states(),
    auditRefused: () => options.audit.trail.refused,
    linesDropped: options.linesDropped ?? (() => 0),
    unhandledRejections: options.unhandledRejections ?? (() => 0),
  });
  addPages(http, production);
  addHealth(http, health);
  if (options.explorerFiles !== undefined) addExplorer(http, options.explorerFiles);

  // Once and now: the first request for it would block the others for a tenth of a second.
  sdlOf(schema);
  const address = await http.listen({ host, port });
  health.started();
  return {
    url: `${address}${GRAPHQL_PATH}`,
    replaceAccess(replacement) {
      platform.replaceAccounts(replacement.accounts);
      access.replace(replacement);
    },
    replaceOperations: (persistedOperations) => persisted.replace(persistedOperations),
    leave() {
      health.drains();
      underWay.leave();
    },
    drain: (milliseconds) => underWay.end(milliseconds),
    async close() {
      await underWay.end(0);
      await http.close();
      await endpoint.stop();
      await platform.close();
      rollBacks.close();
      await telemetry.close();
    },
  };
}

/** Everything beside the endpoint. */
function addPages(http: FastifyInstance, production: boolean): void {
  http.get('/', async (request, reply) => {
    if (production || !request.headers.accept?.includes('text/html')) return reply.callNotFound();
    const endpoint = `${request.protocol}://${request.host}${GRAPHQL_PATH}`;
    return reply.redirect(`${SANDBOX_ORIGIN}/sandbox/explorer?endpoint=${encodeURIComponent(endpoint)}`, 302);
  });
}

/** What was settled of a request before its body was read. */
interface Admission extends Admitted {
  readonly deadline: Deadline;
  readonly platform: Platform;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a request that was let in. */
    admission: Admission | undefined;
  }
}

/** The deadline of a request that has been let in; it ends early when its caller goes away. */
function deadlineOf(reply: FastifyReply, timeoutMs: number): Deadline {
  const deadline = new Deadline(timeoutMs);
  const end = () => {
    if (!reply.raw.writableFinished) deadline.cancel();
    deadline.close();
  };
  if (reply.raw.closed) end();
  else reply.raw.once('close', end);
  return deadline;
}

/** The context of one request: its account, its deadline, and loaders that nobody shares. */
function contextOf(
  { store, requestTimeoutMs, log }: ServerOptions,
  rollBacks: RollBacks,
  { account, caller, platform, deadline }: Admission,
  request: FastifyRequest,
): Context {
  const requestId = request.id;
  const onLost = (err: unknown) =>
    log.error({ requestId, err }, 'what became of a write could not be kept: a repeat reads back');
  const { records } = store;
  return {
    account,
    caller,
    platform,
    loaders: new RequestLoaders(platform),
    writes: new SafeWrites({
      records,
      rollBacks,
      account,
      caller: caller.name,
      deadline,
      requestTimeoutMs,
      onLost,
    }),
    requestId,
    traceId: traceIdOf(request),
    trail: trailOf(request),
  };
}

function appendVary(held: number | string | string[] | undefined, more: string): string {
  return held === undefined ? more : `${held}, ${more}`;
}

/** A caller's own id, if it is a plain one, so that its logs and ours can be joined. */
function requestIdOf({ headers }: IncomingMessage): string {
  const id = headers['x-request-id'];
  return typeof id === 'string' && /^[\w.-]{8,64}$/.test(id) ? id : randomUUID();
}
