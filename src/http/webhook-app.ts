/**
 * The HTTP application for the platform's messages. It is separate from the one of the endpoint, whose CORS, error responses and hooks do
 * not apply to the platform, and is reached at the same address or at a separate one.
 */
import type { RequestListener } from 'node:http';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { checkHosts, type HostOptions } from '../admission/host-check.js';
import { pathOf } from '../graphql-path.js';
import { addWebhooks, WEBHOOKS_PATH, type WebhookOptions } from '../webhooks/routes.js';
import type { ConnectionTracker } from './connection-tracker.js';
import { SECURITY_HEADERS } from './security-headers.js';

const NOT_FOUND_HEADERS = { ...SECURITY_HEADERS, 'cache-control': 'no-store' };

export interface WebhookAppOptions extends Omit<WebhookOptions, 'track'> {
  readonly hosts: HostOptions;
  readonly connections: ConnectionTracker;
  /** Time for a whole request to arrive, milliseconds. */
  readonly arrivalMs: number;
}

/** Creates the application. Its connections are tracked together with those of the endpoint. */
export async function createWebhookApp(options: WebhookAppOptions): Promise<FastifyInstance> {
  const { hosts, connections, arrivalMs } = options;
  const http = fastify({
    logger: false,
    serverFactory: connections.createServer,
    return503OnClosing: false,
    requestTimeout: arrivalMs,
    http: { headersTimeout: arrivalMs, connectionsCheckingInterval: arrivalMs / 10, requireHostHeader: false },
    // The hooks do not run for a malformed path.
    frameworkErrors: (_error, _request, reply: FastifyReply) => void reply.code(404).headers(NOT_FOUND_HEADERS).send(),
    clientErrorHandler: (_error, socket) => void socket.destroy(),
  });
  http.addHook('onRequest', (_request, reply, done) => {
    reply.headers(SECURITY_HEADERS).header('cache-control', 'no-store');
    done();
  });
  checkHosts(http, hosts);
  addWebhooks(http, { ...options, track: (task) => connections.track(task) });
  await http.ready();
  return http;
}

/**
 * Returns a listener that passes requests of the platform to the application, and all others on.
 * @param app undefined: requests of the platform are not found here
 */
export function dispatchWebhooks(app: FastifyInstance | undefined, others: RequestListener): RequestListener {
  return (request, response) => {
    if (!isWebhook(request.url ?? '')) others(request, response);
    else if (app === undefined) response.writeHead(404, { ...NOT_FOUND_HEADERS, 'content-length': 0 }).end();
    else app.routing(request, response);
  };
}

/** The usual spelling of a target that is not for the platform. */
const OTHER_TARGET = /^\/(?:[a-vx-z]|$)/;

function isWebhook(target: string): boolean {
  if (OTHER_TARGET.test(target)) return false;
  const path = pathOf(target);
  return path === WEBHOOKS_PATH || path.startsWith(`${WEBHOOKS_PATH}/`);
}
