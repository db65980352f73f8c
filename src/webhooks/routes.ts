/**
 * The routes for the platform. Every response to an error has an empty body, because the platform reports any other text to users. Only the
 * callback is for a person, and has pages.
 */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../log.js';
import { LogThrottle } from '../logging/log-throttle.js';
import { checkSignature, echoOf } from './authentication.js';
import { PAGE_POLICY, pageOf } from './callback-pages.js';
import type { ComponentCallback } from './component-callback.js';
import type { ComponentIntake } from './component-intake.js';
import type { Intake, Refusal } from './intake.js';
import { MAX_MESSAGE_BYTES } from './message-reader.js';
import type { Recipient } from './push-keys.js';
import type { SignedQuery } from './signature.js';
import { WrongSignatures } from './wrong-signatures.js';

/** All paths below are for the platform. */
export const WEBHOOKS_PATH = '/wechat';

const EVENTS_PATH = `${WEBHOOKS_PATH}/events/`;

/** The path of notifications of a third-party platform. */
export const AUTHORIZATION_PATH = `${WEBHOOKS_PATH}/component/authorization`;

/** The path of the messages of its merchants: the appid of the merchant follows. */
export const COMPONENT_EVENTS_PATH = `${WEBHOOKS_PATH}/component/events/`;

/** The path to which the browser of a merchant returns after the authorization. */
export const CALLBACK_PATH = `${WEBHOOKS_PATH}/component/callback`;

/** Messages that are read or stored at the same time. Their bodies take at most 16 MiB. */
const MAX_IN_FLIGHT = 256;

/** Time for a body to arrive, milliseconds. The platform waits that long for the response. */
const ARRIVAL_MS = 5000;

/** Time after which a body that is still arriving gives up its slot to another message if none is free, milliseconds. */
const SLOW_MS = 200;

/** Minimum interval between two log lines about unexpected errors or wrong signatures, milliseconds. */
const LOG_INTERVAL_MS = 60_000;

/** Wrong signatures after which a line is logged. Scanners cause a few everywhere. */
const MIN_LOGGED = 100;

export interface WebhookOptions {
  /** Undefined: this server receives no messages at this address. */
  readonly intake: Intake | undefined;
  /** Undefined: no third-party mode. */
  readonly component?: ComponentIntake | undefined;
  /** Undefined: no third-party mode. */
  readonly callback?: ComponentCallback | undefined;
  readonly log: Log;
  /** Runs a task that must complete even if the client disconnects. */
  readonly track: <T>(task: Promise<T>) => Promise<T>;
}

/** A message whose `signature` is valid. */
interface Arrival {
  readonly recipient: Recipient;
  readonly signed: SignedQuery;
  /** Frees the slot of the message. */
  readonly release: () => void;
}

/** How a request is refused. */
interface Refused {
  readonly status: 403 | 503;
  readonly reason: Refusal;
}

/** A path that receives messages. */
interface MessageRoute {
  /** Without the wildcard. */
  readonly path: string;
  readonly methods: readonly ('GET' | 'POST')[];
  /** Whether the rest of the path names the receiver. */
  readonly namesReceiver: boolean;
  /** Whether there may be a receiver. Otherwise the path does not exist. */
  readonly isOn: () => boolean;
  /** Returns the recipient with whose tokens a request must be signed. */
  readonly signer: (name: string) => Recipient | undefined;
  /** Returns the recipient of a message whose `signature` is valid. Default: its signer. */
  readonly recipient?: (name: string) => Recipient | Refused;
  readonly receive: (
    body: Buffer,
    query: Readonly<Record<string, unknown>>,
    arrival: Arrival,
  ) => Promise<200 | 403 | 503>;
}

declare module 'fastify' {
  interface FastifyRequest {
    arrival: Arrival | undefined;
  }
}

/** Adds the routes, and the error responses of the whole application. */
export function addWebhooks(http: FastifyInstance, { intake, component, callback, log, track }: WebhookOptions): void {
  const routes = messageRoutes(intake, component);
  const counter = intake ?? component;
  const wrong = new WrongSignatures();
  const errorThrottle = new LogThrottle(LOG_INTERVAL_MS);
  const wrongThrottle = new LogThrottle(LOG_INTERVAL_MS);
  let wrongCount = 0;
  let inFlight = 0;

  const refuse = (reply: FastifyReply, status: number, reason?: Refusal, startedAt = performance.now()) => {
    if (reason !== undefined) counter?.refused(reason, startedAt);
    return reply.code(status).send();
  };

  const refuseSignature = (request: FastifyRequest, reply: FastifyReply) => {
    if (wrong.count(request.ip)) reply.header('connection', 'close');
    wrongCount += 1;
    if (wrongCount >= MIN_LOGGED && wrongThrottle.allows()) {
      log.warn({ requests: wrongCount }, 'Webhook requests with a wrong signature were refused');
      wrongCount = 0;
    }
    return refuse(reply, 403, 'signature');
  };

  /** Messages whose bodies are arriving, the oldest first. */
  const arriving = new Map<FastifyRequest, { readonly since: number; readonly abort: () => void }>();

  /**
   * Returns whether there is a slot. If not, takes that of the slowest body: a signature does not cover the body and does not expire, so
   * with one recorded query anyone could occupy all slots.
   */
  const hasSlot = (): boolean => {
    if (inFlight < MAX_IN_FLIGHT) return true;
    for (const [request, { since, abort }] of arriving) {
      // Complete, although the handler has not run yet.
      if (request.raw.complete) continue;
      if (performance.now() - since < SLOW_MS) return false;
      abort();
      return true;
    }
    return false;
  };

  /** Reserves a slot until the response was sent and the message is stored. Closes the connection if the body arrives too slowly. */
  const reserve = (request: FastifyRequest, reply: FastifyReply): (() => void) => {
    inFlight += 1;
    let isReleased = false;
    const release = () => {
      if (isReleased) return;
      isReleased = true;
      inFlight -= 1;
    };
    const abort = () => {
      if (request.raw.complete) return;
      arriving.delete(request);
      release();
      request.raw.socket.destroy();
    };
    arriving.set(request, { since: performance.now(), abort });
    request.raw.once('end', () => arriving.delete(request));
    const timer = setTimeout(abort, ARRIVAL_MS).unref();
    reply.raw.once('close', () => {
      clearTimeout(timer);
      arriving.delete(request);
      if (!request.raw.complete) release();
    });
    return release;
  };

  http.decorateRequest('arrival');
  http.removeAllContentTypeParsers();
  // The content type is ignored: the first character of the body shows whether it is XML or JSON.
  http.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_MESSAGE_BYTES }, (_request, body, done) =>
    done(null, body),
  );
  http.setErrorHandler((error: FastifyError, request, reply) => {
    request.arrival?.release();
    // Fastify would close the connection while the client is still sending.
    reply.removeHeader('connection');
    const status = error.statusCode ?? ('status' in error ? Number(error.status) : 500);
    if (status === 413) return refuse(reply, 413, 'size');
    if (status < 500) return refuse(reply, 403);
    if (errorThrottle.allows()) log.error({ requestId: request.id, err: error }, 'Unexpected error');
    return refuse(reply, 503);
  });
  const notFound = (request: FastifyRequest, reply: FastifyReply) => {
    const [path = ''] = request.url.split('?', 1);
    const known = routes.find(
      (route) => route.isOn() && (route.namesReceiver ? path.startsWith(route.path) : path === route.path),
    );
    const methods = callback !== undefined && path === CALLBACK_PATH ? ['GET'] : known?.methods;
    if (methods !== undefined) reply.header('allow', methods.join(', '));
    return reply.code(methods === undefined ? 404 : 405).send();
  };
  http.setNotFoundHandler(notFound);

  if (callback !== undefined) {
    http.get<{ Querystring: Readonly<Record<string, unknown>> }>(
      CALLBACK_PATH,
      { exposeHeadRoute: false },
      async ({ query, ip }, reply) => {
        const { status, html } = pageOf(await track(callback.receive(query)));
        if (status === 403 && wrong.count(ip)) reply.header('connection', 'close');
        reply.headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_POLICY });
        return reply.code(status).send(html);
      },
    );
  }

  for (const route of routes) {
    http.route<{ Params: { readonly '*'?: string }; Querystring: Readonly<Record<string, unknown>> }>({
      method: [...route.methods],
      url: route.namesReceiver ? `${route.path}*` : route.path,
      exposeHeadRoute: false,
      bodyLimit: MAX_MESSAGE_BYTES,
      onRequest: async (request, reply) => {
        const { method, headers, params, query } = request;
        const name = params['*'] ?? '';
        if (!route.isOn() || (route.namesReceiver && name === '') || name.includes('/')) return refuse(reply, 404);
        if (Number(headers['content-length'] ?? 0) > MAX_MESSAGE_BYTES) return refuse(reply, 413, 'size');
        const signer = route.signer(name);
        const signed = signer && checkSignature(query, signer);
        if (signer === undefined || signed === undefined) return refuseSignature(request, reply);
        if (method === 'GET') {
          const echo = echoOf(query);
          return echo === undefined ? refuse(reply, 403, 'echostr') : reply.type('text/plain').send(echo);
        }
        const recipient = route.recipient === undefined ? signer : route.recipient(name);
        if ('status' in recipient) return refuse(reply, recipient.status, recipient.reason);
        if (!hasSlot()) return refuse(reply, 503, 'busy');
        // Fastify rejects a content type that is malformed, and a body without one.
        headers['content-type'] = 'application/octet-stream';
        request.arrival = { recipient, signed, release: reserve(request, reply) };
      },
      handler: async ({ arrival, body, query, ip }, reply) => {
        if (arrival === undefined) return refuse(reply, 403);
        const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
        const status = await track(route.receive(bytes, query, arrival));
        if (status === 403 && wrong.count(ip)) reply.header('connection', 'close');
        return status === 200 ? reply.type('text/plain').send('success') : refuse(reply, status);
      },
    });
  }
}

/** Returns the paths that receive messages. Those of a third-party platform do not exist without one. */
function messageRoutes(intake: Intake | undefined, component: ComponentIntake | undefined): readonly MessageRoute[] {
  const events: MessageRoute[] =
    intake === undefined
      ? []
      : [
          {
            path: EVENTS_PATH,
            methods: ['GET', 'POST'],
            namesReceiver: true,
            isOn: () => intake.isOn,
            signer: (name) => intake.recipient(name),
            receive: (body, query, { signed, recipient, release }) =>
              intake.receive(body, query, signed, recipient, release),
          },
        ];
  if (component === undefined) return events;
  const componentEvents: MessageRoute[] = events.map((route) => ({
    ...route,
    path: COMPONENT_EVENTS_PATH,
    isOn: () => true,
    signer: () => component.recipient,
    recipient: (name) => component.merchant(name),
  }));
  return [
    ...events,
    ...componentEvents,
    {
      path: AUTHORIZATION_PATH,
      methods: ['POST'],
      namesReceiver: false,
      isOn: () => true,
      signer: () => component.recipient,
      receive: (body, query, { signed, release }) => component.receive(body, query, signed, release),
    },
  ];
}
