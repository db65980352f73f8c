import { createServer } from 'node:http';
import Fastify from 'fastify';
import { isRecord } from '../platform/is-record.js';
import { controlRefusal } from './control/origin-guard.js';
import { control } from './control/routes.js';
import { EmulatedPlatform } from './emulated-platform.js';
import { Dispatcher } from './http/dispatcher.js';
import { send } from './http/responses.js';
import type { AccountSeed } from './state/account-state.js';

export interface EmulatorOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 0, which selects any free port. */
  port?: number;
  /** Duration of the review of an updated card by the emulator's clock. Absent: a review never ends by itself. */
  reviewSeconds?: number;
  /** The data of every account at the start and after a reset. Absent: the demo data. */
  seed?: AccountSeed;
  /** Whether a list of pay-gift rules includes rule_id, which the documented list does not. Default true. */
  listRuleIds?: boolean;
}

/** A larger body is refused with HTTP 413. The platform's own limit is not documented. */
const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

/** Starts the emulator of the card platform. The returned promise resolves once it listens. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<{ url: string; close(): Promise<void> }> {
  const { host = '127.0.0.1', port = 0, ...settings } = options;
  const platform = new EmulatedPlatform(settings);
  const timers = new Set<NodeJS.Timeout>();
  const dispatcher = new Dispatcher(platform, (milliseconds, go) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      go();
    }, milliseconds);
    timers.add(timer);
  });

  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    // Keep-alive connections and hanging responses must not delay a close.
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    serverFactory: (handle) =>
      createServer((message, response) => {
        // The platform parses a body as JSON regardless of its content type, so Fastify ignores the type too.
        message.headers['content-type'] = 'application/json';
        handle(message, response);
      }),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  // A single route: the platform has a few exact paths, which are looked up in a Map, and unknown paths are counted as well.
  app.all('/*', (request, reply) => {
    // Bypasses Fastify's serialization. The response already consists of bytes, or is a fault without a response.
    reply.hijack();
    const path = request.url.split('?', 1)[0] ?? '';
    const query = isRecord(request.query) ? request.query : {};
    const body = request.body instanceof Buffer ? request.body.toString() : '';
    if (path.startsWith('/_emulator/')) {
      const refusal = controlRefusal(request.headers, host);
      const { status, answer } =
        refusal === undefined
          ? control(platform, request.method, path, query, body)
          : { status: 403, answer: { error: refusal } };
      send(reply.raw, status, JSON.stringify(answer));
    } else dispatcher.dispatch(request.raw, reply.raw, path, query, body);
  });

  app.addHook('onClose', async () => {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
  });

  const url = await app.listen({ host, port });
  return { url, close: () => app.close() };
}
