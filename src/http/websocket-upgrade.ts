/** The checks of a request that becomes a WebSocket, before any message. */
import { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { HttpRefusal } from '../admission/http-refusal.js';
import { GRAPHQL_PATH, pathOf } from '../graphql-path.js';

/**
 * A request that is upgraded only if it opens a WebSocket at the endpoint. Node.js passes every request with an `Upgrade` header to the
 * listener for upgrades once there is one, without its body. Java's HTTP client sends `Upgrade: h2c` with ordinary requests.
 */
export class EndpointMessage extends IncomingMessage {
  /** As the parser sets it. */
  declare requestsUpgrade: boolean | undefined;

  get upgrade(): boolean {
    if (this.requestsUpgrade !== true) return false;
    return this.method === 'CONNECT' || this.#opensWebSocket;
  }

  set upgrade(value: boolean) {
    this.requestsUpgrade = value;
  }

  get #opensWebSocket(): boolean {
    const isWebSocket = this.headers.upgrade?.toLowerCase() === 'websocket';
    return isWebSocket && this.method === 'GET' && pathOf(this.url ?? '') === GRAPHQL_PATH;
  }
}

/** Characters of a token of HTTP. */
const TOKEN = /^[\w!#$%&'*+\-.^`|~]+$/;

/**
 * Checks the headers of the handshake, which the library would reject without a GraphQL error.
 * @throws {HttpRefusal} 400
 */
export function checkHandshake({ headers }: FastifyRequest): void {
  const version = headers['sec-websocket-version'];
  const key = headers['sec-websocket-key'] ?? '';
  if (version !== '13' || !/^[+/\dA-Za-z]{22}==$/.test(key)) throw badHandshake('The WebSocket handshake is not valid');
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const isList = offered.every((name) => TOKEN.test(name)) && new Set(offered).size === offered.length;
  if (!isList || !offered.includes(GRAPHQL_TRANSPORT_WS_PROTOCOL)) {
    throw badHandshake(`The subprotocol is not supported. Use ${GRAPHQL_TRANSPORT_WS_PROTOCOL}`);
  }
}

function badHandshake(message: string): HttpRefusal {
  return new HttpRefusal(400, 'BAD_REQUEST', message);
}

/**
 * Checks the origin of the page that opens a WebSocket. Browsers do not apply CORS to WebSockets. Clients other than browsers send none.
 * @param isAllowed whether CORS allows the origin
 * @throws {HttpRefusal} 403
 */
export function checkOrigin({ headers }: FastifyRequest, isAllowed: (origin: string) => boolean): void {
  const { origin, host } = headers;
  if (origin === undefined || isAllowed(origin)) return;
  // A page of this server, such as the explorer. The Host header was checked before.
  if (host !== undefined && /^https?:\/\//i.test(origin) && origin.replace(/^https?:\/\//i, '') === host) return;
  const message = 'Pages of this origin may not open a WebSocket. Add the origin to CORS_ORIGINS';
  throw new HttpRefusal(403, 'FORBIDDEN', message, { reason: 'origin' });
}
