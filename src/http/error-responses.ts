/** Fastify's error responses for requests that do not reach GraphQL. Under the endpoint's path they have GraphQL's form. */
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpRefusal } from '../admission/http-refusal.js';
import { GRAPHQL_PATH, isGraphQL, pathOf } from '../graphql-path.js';
import type { Log } from '../log.js';
import { LogThrottle } from '../logging/log-throttle.js';
import { BARE_SECURITY_HEADERS } from './security-headers.js';

/** Minimum interval between two lines about callers that cannot be authenticated, milliseconds. */
const LOG_INTERVAL_MS = 1000;

/** Time for a client to read the response to bytes that are not HTTP, milliseconds. Then its connection is closed. */
const LINGER_MS = 1000;

/** Sets the handlers for unknown paths and methods, for rejected requests, and for bodies that are not JSON. */
export function addErrorHandlers(http: FastifyInstance, log: Log): void {
  // Apollo Server would reject a text body as a possible CSRF. With a parser for JSON only, Fastify replies 415.
  http.removeContentTypeParser('text/plain');
  http.setNotFoundHandler(handleNotFound);
  const throttle = new LogThrottle(LOG_INTERVAL_MS);
  http.setErrorHandler((error: FastifyError | HttpRefusal, request, reply) =>
    handleError(error, request, reply, log, throttle),
  );
}

/** Replies 404, or 405 at the endpoint itself. */
function handleNotFound(request: FastifyRequest, reply: FastifyReply) {
  if (!isGraphQL(request)) return reply.code(404).send({ error: 'Not found' });
  const isEndpoint = pathOf(request.url) === GRAPHQL_PATH;
  if (isEndpoint) reply.header('allow', 'GET, POST');
  const message = isEndpoint ? 'Method not allowed. Send GET or POST' : `Not found. The endpoint is ${GRAPHQL_PATH}`;
  return reply.code(isEndpoint ? 405 : 404).send({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
}

/** Replies to a request whose URL is not valid. Fastify calls it before any hook. */
export function handleFrameworkError(_error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const message = 'The URL is not valid';
  const graph = { errors: [{ message, extensions: { code: 'BAD_REQUEST', requestId: request.id } }] };
  return reply
    .code(400)
    .headers(BARE_SECURITY_HEADERS)
    .send(isGraphQL(request) ? graph : { error: message });
}

/** Replies to bytes that are not HTTP or that arrived too late. The path may be unknown, so the body always has GraphQL's form. */
export function handleClientError({ code }: Error & { readonly code?: string }, socket: Socket): void {
  if (code === 'ECONNRESET' || socket.destroyed || !socket.writable) return;
  const [status, message] = BAD_HTTP[code ?? ''] ?? ['400 Bad Request', 'The request is not valid HTTP'];
  const body = JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
  const head = [
    `HTTP/1.1 ${status}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    ...Object.entries(BARE_SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  // A client that does not close its side would otherwise keep the connection and what it occupies.
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

/** Replies 408 to a request whose body is not complete in time, and closes its connection. */
export function closeAsLate(socket: Socket): void {
  handleClientError(Object.assign(new Error(), { code: TOO_LATE }), socket);
}

/** The code of Node's HTTP server for a request that did not arrive in time. */
const TOO_LATE = 'ERR_HTTP_REQUEST_TIMEOUT';

/** Status and message by the codes of Node's HTTP server. */
const BAD_HTTP: Readonly<Record<string, readonly [status: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The request headers are too large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['413 Payload Too Large', 'The request body is too large'],
  [TOO_LATE]: ['408 Request Timeout', 'The request took too long to arrive'],
};

/** Fastify's own message does not name the missing header. */
function contentTypeMessage({ headers }: FastifyRequest): string {
  const problem = headers['content-type'] ? 'The content type is not supported' : 'The Content-Type header is missing';
  return `${problem}. Send JSON with Content-Type: application/json`;
}

/** Replies with a GraphQL error to a request that was rejected before GraphQL (no credential, not JSON, body too large). */
function handleError(
  error: FastifyError | HttpRefusal,
  request: FastifyRequest,
  reply: FastifyReply,
  log: Log,
  throttle: LogThrottle,
) {
  if (error instanceof HttpRefusal) {
    const { status, code, message, headers, extensions, reason, cause } = error;
    reply.headers(headers);
    const suppressed = status === 503 ? throttle.admit() : undefined;
    if (suppressed !== undefined) log.warn({ requestId: request.id, err: cause, suppressed }, message);
    else log.debug({ requestId: request.id, status, reason }, message);
    return reply.code(status).send({ errors: [{ message, extensions: { code, ...extensions } }] });
  }
  // Fastify would close the connection while the client is still sending. Many clients then never read the response.
  reply.removeHeader('connection');
  const status = error.statusCode ?? 500;
  if (status >= 500) log.error({ requestId: request.id, err: error }, 'Unexpected error');
  const [code, message] =
    status === 413
      ? ['BODY_TOO_LARGE', 'The request body is too large']
      : status < 500
        ? ['BAD_REQUEST', status === 415 ? contentTypeMessage(request) : error.message]
        : ['INTERNAL_SERVER_ERROR', 'Internal server error'];
  return reply.code(status).send({ errors: [{ message, extensions: { code, requestId: request.id } }] });
}
