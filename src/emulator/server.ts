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
  /** Default 0: any free one. */
  port?: number;
  /** How long the review of an updated card lasts by the emulator's clock; absent: it never ends by itself. */
  reviewSeconds?: number;
  /** What every account begins with, at the start and after a reset; absent: the demo data. */
  seed?: AccountSeed;
  /** Whether a listing of pay-gift rules includes rule_id, which the documented one does not. Default true. */
  listRuleIds?: boolean;
}

/** A larger body is refused with HTTP 413. The platform's own limit is not documented. */
const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

/** Starts the card platform's double. It listens once this resolves. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<{ url: string; close(): Promise<void> }> {
  const { host = '127.0.0.1', port = 0, ...settings } = options;
  const platform = new EmulatedPlatform(settings);
  const waiting = new Set<NodeJS.Timeout>();
  const dispatcher = new Dispatcher(platform, (milliseconds, go) => {
    const timer = setTimeout(() => {
      waiting.delete(timer);
      go();
    }, milliseconds);
    waiting.add(timer);
  });

  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    // Kept-alive connections and hanging answers must not hold up a close.
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    serverFactory: (handle) =>
      createServer((message, response) => {
        // The platform reads a body as JSON whatever its type says, so Fastify need not look either.
        message.headers['content-type'] = 'application/json';
        handle(message, response);
      }),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  // One route for all: the platform has a handful of exact paths, which a Map finds, and unknown ones count as well.
  app.all('/*', (request, reply) => {
    // The answer goes out past Fastify's serialisation: it is bytes already, or a fault that is no answer at all.
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
    for (const timer of waiting) clearTimeout(timer);
    waiting.clear();
  });

  const url = await app.listen({ host, port });
  return { url, close: () => app.close() };
}
