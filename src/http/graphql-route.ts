/** The route of the GraphQL endpoint: admission before the body is read, then the operation with its context. */
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { AdaptiveThrottle } from '../admission/adaptive-throttle.js';
import { HttpRefusal } from '../admission/http-refusal.js';
import { LargeBodies } from '../admission/large-bodies.js';
import { rejectForOverload } from '../admission/load-shedding.js';
import { admitBody } from '../admission/request-body.js';
import { Deadline } from '../deadline.js';
import { GRAPHQL_PATH } from '../graphql-path.js';
import type { OperationContext } from '../operation/operation-context.js';
import type { PreparedSubscription } from '../operation/subscription/prepared-subscription.js';
import { SUBSCRIPTION_BYTES } from '../operation/subscription/subscription-bounds.js';
import { requestStatsOf, traceIdOf } from '../telemetry/request-stats.js';
import { closeAsLate } from './error-responses.js';
import { Heartbeats } from './heartbeats.js';
import type { LostClients } from './lost-clients.js';
import {
  type Admission,
  contextOf,
  contextsOf,
  type OperationParts,
  type RequestOrigin,
  recordResult,
  requestsNoCache,
} from './request-context.js';
import { writeChunk } from './response-chunk.js';
import { type Framing, framingOf, singleFramingOf } from './subscription-framing.js';
import { SubscriptionStream } from './subscription-stream.js';
import type { WebSockets } from './websockets.js';

export interface GraphQLRouteOptions extends OperationParts {
  /** How long a client may take to read a result, milliseconds. */
  readonly responseWriteTimeoutMs: number;
  /** Maximum size of a body, bytes. Bodies over 1 MiB also require a scope. */
  readonly bodyBytes: number;
  /** The path of the page for a browser that opens the endpoint's URL; undefined: it gets a GraphQL error like other clients. */
  readonly browserPage: string | undefined;
  readonly webSockets: WebSockets;
  readonly lostClients: LostClients;
}

/** Interval of heartbeats, milliseconds. */
const HEARTBEAT_MS = 20_000;

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined until the request is admitted. */
    admission: Admission | undefined;
    /** Undefined if the body is not large. */
    releaseLargeBody: (() => void) | undefined;
  }
}

/** Adds GET and POST of the endpoint's path. */
export function addGraphQLRoute(http: FastifyInstance, options: GraphQLRouteOptions): void {
  const {
    access,
    persisted,
    platform,
    endpoint,
    connections,
    requestTimeoutMs,
    bodyBytes,
    browserPage,
    log,
    requestRates,
  } = options;
  const largeBodies = new LargeBodies();
  const throttle = new AdaptiveThrottle();
  const { subscriptions, webSockets, lostClients } = options;
  const heartbeats = new Heartbeats(HEARTBEAT_MS);
  /** Handles a request whose client accepts a stream: a subscription, or an operation with a single result. */
  const stream = async (request: FastifyRequest, reply: FastifyReply, admission: Admission, framing: Framing) => {
    const singleFraming = singleFramingOf(request.headers);
    // Apollo Server accepts only the media types of single results.
    request.headers.accept = 'application/json';
    let prepared: PreparedSubscription | undefined;
    const context: OperationContext = {
      ...contextOf(options, admission, originOf(request)),
      eventTail: subscriptions.tailOf(admission.account),
      onSubscription: (subscription) => {
        prepared = subscription;
      },
    };
    const response = endpoint.handle(request, reply, context);
    const single = typeof response === 'string' ? response : await connections.track(response);
    if (prepared === undefined) {
      if (singleFraming === undefined || reply.statusCode !== 200) return single;
      reply.header('content-type', singleFraming.contentType);
      return singleFraming.result(single.toString().trimEnd()) + singleFraming.end;
    }
    checkSize(request.body);
    // They would otherwise be kept while the stream is open.
    request.releaseLargeBody?.();
    request.body = undefined;
    const opened = await subscriptions.open({
      prepared,
      context,
      admitted: admission,
      headers: request.headers,
      transport: framing.name,
      contextFor: contextsOf(options, admission, request.headers, originOf(request)),
    });
    reply.header('content-type', framing.contentType);
    // Buffering proxies would delay events.
    reply.header('x-accel-buffering', 'no');
    if (!('next' in opened)) {
      recordResult(context, opened);
      return framing.start + framing.lastResult(await endpoint.write(opened)) + framing.end;
    }
    if (reply.raw.closed) {
      await opened.return();
      return '';
    }
    const body = new SubscriptionStream({
      subscription: opened,
      framing,
      write: async (result) => {
        if (result.data === undefined) recordResult(context, result);
        return endpoint.write(result);
      },
      heartbeats,
      writeHeartbeat: (text) => writeChunk(reply.raw, text),
      writeTimeoutMs: options.responseWriteTimeoutMs,
    });
    reply.raw.once('close', lostClients.watch(request.raw.socket));
    context.requestStats.isStream = true;
    return reply.send(body);
  };
  http.decorateRequest('admission');
  http.decorateRequest('releaseLargeBody');
  const route: Omit<RouteOptions, 'method'> = {
    url: GRAPHQL_PATH,
    // HEAD gets 405, like any other method that is not allowed.
    exposeHeadRoute: false,
    bodyLimit: bodyBytes,
    onRequest: async (request, reply) => {
      if (request.ws) return webSockets.admitUpgrade(request);
      if (browserPage !== undefined && isPageVisit(request)) {
        // Before authentication, because a browser cannot send a credential with the address that a person opens.
        return reply.redirect(browserPage, 302);
      }
      admitBody(request.headers);
      // Starts before authentication, which may have to fetch the issuer's keys.
      const deadline = deadlineOf(reply, requestTimeoutMs);
      const { account, accounts, caller, isRouter } = await access.admit(request.headers);
      const stats = requestStatsOf(request);
      stats.account = account.appid;
      stats.caller = caller.name;
      if (throttle.rejects(account.appid, platform.hasCapacity(account))) return rejectForOverload(reply);
      // Bound to its account now: a reload may remove the account before the body has arrived.
      const bound = platform.bind(account, deadline, stats, caller.name, requestsNoCache(request.headers));
      // Assigned field by field: adding to a spread object is slower and allocates it in the old generation.
      request.admission = { caller, account, accounts, isRouter, deadline, platform: bound };
      const rateHeaders = await requestRates.admit(caller, account);
      if (rateHeaders !== undefined) reply.headers(rateHeaders);
      const release = largeBodies.admit(request.headers, caller);
      if (release !== undefined) holdSlot(request, reply, deadline, release);
    },
    preParsing: (request, reply, payload, done) => {
      const { admission, headers } = request;
      if (admission === undefined || headers['content-length'] !== undefined) return done(null, payload);
      const onSlot = (release: () => void) => holdSlot(request, reply, admission.deadline, release);
      done(null, largeBodies.admitChunks(payload as Readable, admission.caller, onSlot));
    },
    onResponse: ({ admission }, reply, done) => {
      if (admission !== undefined && reply.statusCode !== 503) throttle.served(admission.account.appid);
      done();
    },
    handler: (request, reply) => {
      const admission = request.admission as Admission;
      // Exempt, because a router generates its own operations.
      if (!admission.isRouter) persisted.admit(request, log);
      const framing = framingOf(request.headers);
      if (framing === undefined) {
        const context = contextOf(options, admission, originOf(request));
        const response = endpoint.handle(request, reply, context);
        return typeof response === 'string' ? response : connections.track(response);
      }
      return stream(request, reply, admission, framing);
    },
  };
  http.route({ ...route, method: 'POST' });
  http.route({ ...route, method: 'GET', wsHandler: (socket, request) => webSockets.accept(socket, request) });
}

function originOf(request: FastifyRequest): RequestOrigin {
  return { requestId: request.id, traceId: traceIdOf(request), requestStats: requestStatsOf(request) };
}

/** Returns whether a browser opens the endpoint's URL as a page, without an operation by text or by hash. */
function isPageVisit({ method, headers, query }: FastifyRequest): boolean {
  if (method !== 'GET' || !headers.accept?.includes('text/html')) return false;
  return !Object.hasOwn(query as object, 'query') && !Object.hasOwn(query as object, 'extensions');
}

/**
 * Checks the size of a request for a subscription.
 * @throws {HttpRefusal} 413
 */
function checkSize(body: unknown): void {
  if (Buffer.byteLength(JSON.stringify(body) ?? '') <= SUBSCRIPTION_BYTES) return;
  const message = `The request for a subscription may have at most ${SUBSCRIPTION_BYTES} bytes. Send shorter variables`;
  throw new HttpRefusal(413, 'BODY_TOO_LARGE', message, { extensions: { limit: SUBSCRIPTION_BYTES } });
}

/** Calls the function once the response was sent or the client disconnected. */
function onClose({ raw }: FastifyReply, done: () => void): void {
  if (raw.closed) done();
  else raw.once('close', done);
}

/**
 * Holds the slot of a large body until the response was sent. A body that is not complete by the deadline is of no use, and its client
 * may send it as slowly as it likes: the slot is released then, and the connection is closed.
 */
function holdSlot(request: FastifyRequest, reply: FastifyReply, deadline: Deadline, release: () => void): void {
  const { raw: message } = request;
  request.releaseLargeBody = release;
  onClose(reply, release);
  const closeIfIncomplete = () => {
    if (message.complete) return;
    closeAsLate(message.socket);
    release();
  };
  if (deadline.ended === undefined) deadline.onEnd(closeIfIncomplete);
  else closeIfIncomplete();
}

/** Returns the deadline of a request. It ends early if the client disconnects. */
function deadlineOf(reply: FastifyReply, timeoutMs: number): Deadline {
  const deadline = new Deadline(timeoutMs);
  const end = () => {
    if (!reply.raw.writableFinished) deadline.cancel();
    deadline.close();
  };
  if (reply.raw.closed) end();
  // Not `once`, which costs a wrapper and a removal: a response emits it once.
  else reply.raw.on('close', end);
  return deadline;
}
