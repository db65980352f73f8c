import { createServer } from 'node:http';
import Fastify from 'fastify';
import { isRecord } from '../platform/is-record.js';
import { controlRefusal } from './control/origin-guard.js';
import { control } from './control/routes.js';
import { EmulatedPlatform } from './emulated-platform.js';
import { Dispatcher } from './http/dispatcher.js';
import { send } from './http/responses.js';
import type { PushTarget } from './push/pushes.js';
import type { AccountSeed } from './state/account-state.js';
import { DEMO_APPID } from './state/accounts.js';

export interface EmulatorOptions {
  /** Defaults to 127.0.0.1. */
  host?: string;
  /** Defaults to 0, which selects any free port. */
  port?: number;
  /** Duration of the review of a new or updated card, by the emulator's clock. If absent, a review never ends by itself. */
  reviewSeconds?: number;
  /** Initial data of every account, also after a reset. Defaults to the demo data. */
  seed?: AccountSeed;
  /** Whether a list of pay-gift rules includes `rule_id`, which the documented list does not. Defaults to true. */
  listRuleIds?: boolean;
}

export interface RunningEmulator {
  readonly url: string;
  /** Checks a URL by GET, then pushes the events of the demo account to it. Returns whether the URL passed the check. */
  connectPushes(target: PushTarget): Promise<boolean>;
  close(): Promise<void>;
}

/** Larger bodies are rejected with HTTP 413. The platform's own limit is not documented. */
const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

/** Interval at which changes that depend only on time are applied, milliseconds. */
const SETTLE_INTERVAL_MS = 1000;

/** Starts the emulator. It accepts connections once the promise resolves. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<RunningEmulator> {
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
        // The platform parses a body as JSON regardless of its content type, so Fastify must not check the type either. An upload is
        // parsed with the type that was sent, which `headersDistinct` still holds.
        message.headers['content-type'] = 'application/json';
        handle(message, response);
      }),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  // One catch-all route: the few exact paths are looked up in a Map, and requests to unknown paths are counted too.
  app.all('/*', (request, reply) => {
    // Bypasses Fastify's serialization: the response is already bytes, or a fault that sends no response.
    reply.hijack();
    const path = request.url.split('?', 1)[0] ?? '';
    const query = isRecord(request.query) ? request.query : {};
    const body = request.body instanceof Buffer ? request.body : Buffer.alloc(0);
    if (path.startsWith('/_emulator/')) {
      const refusal = controlRefusal(request.headers, host);
      if (refusal !== undefined) send(reply.raw, 403, JSON.stringify({ error: refusal }));
      else {
        void control(platform, request.method, path, query, body.toString()).then(
          ({ status, result }) => send(reply.raw, status, JSON.stringify(result)),
          // A bug in the emulator.
          (cause) => send(reply.raw, 500, JSON.stringify({ error: String(cause) })),
        );
      }
    } else dispatcher.dispatch(request.raw, reply.raw, path, query, body);
  });

  // Reviews and gifts end by time, without a call.
  const settling = setInterval(() => platform.settle(), SETTLE_INTERVAL_MS).unref();

  app.addHook('onClose', async () => {
    clearInterval(settling);
    platform.close();
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
  });

  const url = await app.listen({ host, port });
  return {
    url,
    connectPushes: (target) => platform.pushes.connect(DEMO_APPID, target),
    close: () => app.close(),
  };
}
