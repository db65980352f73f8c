import type { WebSocket, WebsocketPluginOptions } from '@fastify/websocket';
import type { FastifyRequest } from 'fastify';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols, makeServer, type Server } from 'graphql-ws';
import type { Admitted } from '../admission/access.js';
import { ROUTER_CHALLENGE } from '../admission/authenticate.js';
import { HttpRefusal } from '../admission/http-refusal.js';
import { tooMany } from '../admission/subscription-slots.js';
import { untilExpiry } from '../config/caller.js';
import { SUBSCRIPTION_BYTES } from '../operation/subscription/subscription-bounds.js';
import { requestStatsOf, traceIdOf } from '../telemetry/request-stats.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import type { LostClients } from './lost-clients.js';
import { LEAVING_STATUS, TRY_LATER_STATUS, WebSocketConnection } from './websocket-connection.js';
import { hasCredential, headersWith } from './websocket-credential.js';
import {
  formattedErrors,
  isSame,
  WebSocketOperations,
  type WebSocketOperationsOptions,
} from './websocket-operations.js';
import { checkHandshake, checkOrigin } from './websocket-upgrade.js';

/** Time for a client to send `connection_init`, milliseconds. */
const INIT_MS = 3000;

/** Time after which connections are closed when the server leaves, milliseconds. Their subscriptions end before. */
const LEAVE_MS = 1000;

/** Time for the last messages of subscriptions whose caller may no longer have them, milliseconds. */
const REVOKED_MS = 500;

/** Share of the sockets that may wait for a credential. Otherwise clients without one could occupy all. */
const WAITING_SHARE = 0.25;

export interface WebSocketsOptions extends WebSocketOperationsOptions {
  readonly telemetry: Telemetry;
  readonly isOriginAllowed: (origin: string) => boolean;
  readonly maxSockets: number;
  readonly maxSocketsPerCaller: number;
  /** How long a client may take to read a message, milliseconds. */
  readonly responseWriteTimeoutMs: number;
  readonly lostClients: LostClients;
}

/** @param maxBodyBytes maximum size of a request body */
export function webSocketOptions(maxBodyBytes: number): WebsocketPluginOptions {
  return {
    options: {
      // A client may leave a message incomplete, so each connection can occupy as much.
      maxPayload: Math.min(maxBodyBytes, SUBSCRIPTION_BYTES),
      // A compressed message may be small on the wire and large in memory.
      perMessageDeflate: false,
      clientTracking: false,
      handleProtocols: (protocols) => handleProtocols(protocols) && GRAPHQL_TRANSPORT_WS_PROTOCOL,
    },
    // The library closes the connection with the status of the error.
    errorHandler: () => {},
    // `WebSockets` closes the connections.
    preClose: (done) => done(),
  };
}

/** The WebSockets of the endpoint: their admission, and their subscriptions in the protocol graphql-transport-ws. */
export class WebSockets {
  readonly #options: WebSocketsOptions;
  readonly #server: Server<WebSocketConnection>;
  readonly #open = new Set<WebSocketConnection>();
  #isLeaving = false;

  constructor(options: WebSocketsOptions) {
    this.#options = options;
    const operations = new WebSocketOperations(options);
    this.#server = makeServer<Record<string, unknown>, WebSocketConnection>({
      connectionInitWaitTimeout: INIT_MS,
      jsonMessageReviver: rejectPrototype,
      onConnect: ({ extra, connectionParams }) => this.#initialize(extra, connectionParams),
      onSubscribe: ({ extra }, id, payload) => operations.start(extra, id, payload),
      subscribe: ({ contextValue }) => contextValue as AsyncIterableIterator<never>,
      onNext: (_context, _id, _payload, _args, result) => result as never,
      onError: (_context, _id, _payload, errors) => formattedErrors(errors),
    });
  }

  /**
   * Admits a request that opens a WebSocket. A client without a credential in its headers sends it in `connection_init`.
   * @throws {HttpRefusal}
   */
  async admitUpgrade(request: FastifyRequest): Promise<void> {
    const { access, subscriptions, requestRates, maxSockets, maxSocketsPerCaller, isOriginAllowed } = this.#options;
    checkHandshake(request);
    checkOrigin(request, isOriginAllowed);
    subscriptions.assertAccepting();
    const { headers } = request;
    if (this.#open.size >= maxSockets) throw tooManySockets(maxSockets, 'on this server');
    try {
      const { caller, account } = await access.admit(headers);
      const stats = requestStatsOf(request);
      stats.caller = caller.name;
      stats.account = account.appid;
      // Otherwise a caller who never sends `connection_init` could occupy the sockets of all.
      if (this.#countOf(caller.name) >= maxSocketsPerCaller) throw tooManySockets(maxSocketsPerCaller, 'per caller');
      await requestRates.admit(caller, account);
    } catch (error) {
      if (!isWithoutCredential(error) || hasCredential(headers)) throw error;
      const waiting = [...this.#open].filter(({ admitted }) => admitted === undefined).length;
      if (waiting >= Math.ceil(maxSockets * WAITING_SHARE)) throw tooManySockets(maxSockets, 'on this server');
    }
  }

  accept(socket: WebSocket, request: FastifyRequest): void {
    const { telemetry, responseWriteTimeoutMs, maxSockets, lostClients, log } = this.#options;
    telemetry.upgraded(request);
    lostClients.watch(request.raw.socket);
    const connection = new WebSocketConnection({
      socket,
      rawSocket: request.raw.socket,
      server: this.#server,
      headers: request.headers,
      traceId: traceIdOf(request),
      caller: requestStatsOf(request).caller,
      writeTimeoutMs: responseWriteTimeoutMs,
      onError: (err) => log.error({ requestId: request.id, err }, 'Unexpected error'),
      onClose: (closed) => this.#open.delete(closed),
    });
    this.#open.add(connection);
    if (this.#isLeaving) connection.close(LEAVING_STATUS, LEAVING);
    else if (this.#open.size > maxSockets) connection.close(TRY_LATER_STATUS, 'Too many connections. Retry later');
  }

  /** Closes the connections whose callers were revoked. Call it after accounts or credentials were replaced. */
  reauthorize(): void {
    for (const connection of this.#open) void this.#reauthorize(connection);
  }

  /** Closes all connections once their subscriptions have ended. */
  leave(): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    setTimeout(() => {
      for (const connection of this.#open) connection.close(LEAVING_STATUS, LEAVING);
    }, LEAVE_MS).unref();
  }

  close(): void {
    this.#isLeaving = true;
    for (const connection of [...this.#open]) connection.terminate();
  }

  /** Returns the number of open connections of a caller. */
  #countOf(caller: string): number {
    return [...this.#open].filter((connection) => connection.caller === caller).length;
  }

  /** @returns whether the connection is acknowledged */
  async #initialize(
    connection: WebSocketConnection,
    payload: Readonly<Record<string, unknown>> | undefined,
  ): Promise<boolean> {
    const { access, requestRates, maxSocketsPerCaller, log } = this.#options;
    const merged = headersWith(connection.headers, payload);
    if ('problem' in merged) {
      connection.close(CloseCode.BadRequest, merged.problem);
      return false;
    }
    let admitted: Admitted;
    try {
      admitted = await access.admit(merged.headers);
      // Otherwise it was counted with the upgrade.
      if (connection.caller === undefined) await requestRates.admit(admitted.caller, admitted.account);
    } catch (error) {
      if (!(error instanceof HttpRefusal)) throw error;
      log.debug({ status: error.status, reason: error.reason }, error.message);
      const mayRetry = error.status === 429 || error.status === 503;
      connection.close(mayRetry ? TRY_LATER_STATUS : CloseCode.Forbidden, error.message);
      return false;
    }
    if (connection.isClosing) return false;
    const { name } = admitted.caller;
    const others = this.#countOf(name) - (connection.caller === name ? 1 : 0);
    if (others >= maxSocketsPerCaller) {
      connection.close(TRY_LATER_STATUS, `At most ${maxSocketsPerCaller} connections per caller may be open`);
      return false;
    }
    // A subscription ends with an error before.
    connection.admit(admitted, merged.headers, untilExpiry(admitted.caller, REVOKED_MS));
    return true;
  }

  async #reauthorize(connection: WebSocketConnection): Promise<void> {
    const { admitted, headers } = connection;
    if (admitted === undefined) return;
    try {
      const now = await this.#options.access.admit(headers);
      if (isSame(now, admitted)) return;
    } catch (error) {
      // A credential that cannot be verified now is checked again with the next operation.
      if (error instanceof HttpRefusal && error.status === 503) return;
    }
    setTimeout(
      () => connection.close(CloseCode.Forbidden, 'The credential or the account was revoked'),
      REVOKED_MS,
    ).unref();
  }
}

const LEAVING = 'The server is shutting down';

/** Returns whether a request was rejected for its credential and not for the router's secret, which only headers hold. */
function isWithoutCredential(error: unknown): boolean {
  if (!(error instanceof HttpRefusal) || error.status !== 401) return false;
  return error.headers['www-authenticate'] !== ROUTER_CHALLENGE;
}

const tooManySockets = (limit: number, scope: string) => tooMany(limit, scope, 'WebSockets');

/** Fastify rejects such bodies too. */
function rejectPrototype(this: unknown, key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('The key is not allowed');
  return value;
}
