import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { request as sendRequest } from 'undici';
import { HttpRefusal } from '../admission/http-refusal.js';
import { readBounded } from '../platform/bounded-body.js';
import { CONSOLE_PATH } from './console.js';
import { PRIVATE_DATA } from './security-headers.js';

const PREFIX = `${CONSOLE_PATH}/emulator/`;
const CONTROL_PREFIX = '/_emulator/';

/** Limit of a request body, bytes. */
const MAX_REQUEST_BYTES = 1024 * 1024;

/** Limit of a response, bytes. A full ledger of small calls fits. */
const MAX_RESPONSE_BYTES = 64 * 1024 * 1024;

/** Time for the emulator to respond completely, milliseconds. It may check the URL of pushes first. */
const TIMEOUT_MS = 10_000;

/**
 * Forwards `/console/emulator/<call>` to the control call `/_emulator/<call>` of the embedded emulator, with the query and the JSON body.
 * Accepts only requests of the console's own origin: control calls require no credential.
 * @param emulatorUrl the origin of the emulator
 */
export function addConsoleEmulator(http: FastifyInstance, emulatorUrl: string): void {
  // Separate, so that the parser does not apply to other routes.
  http.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The emulator parses the body.
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.addHook('onRequest', (request, _reply, done) => {
      done(isOwnPage(request.headers) ? undefined : new HttpRefusal(403, 'FORBIDDEN', NOT_OWN_PAGE));
    });
    scope.route({
      method: ['GET', 'POST', 'DELETE'],
      url: `${PREFIX}*`,
      exposeHeadRoute: false,
      bodyLimit: MAX_REQUEST_BYTES,
      async handler({ method, url, body }, reply) {
        const target = targetOf(url, emulatorUrl);
        if (target === undefined) return reply.callNotFound();
        reply.header('cache-control', PRIVATE_DATA);
        try {
          const response = await sendRequest(target, {
            method: method as 'GET' | 'POST' | 'DELETE',
            body: body instanceof Buffer ? body : null,
            signal: AbortSignal.timeout(TIMEOUT_MS),
          });
          const received = await readBounded(response.body, MAX_RESPONSE_BYTES);
          return await reply.code(response.statusCode).type('application/json; charset=utf-8').send(received);
        } catch {
          return reply.code(502).send({ error: 'The emulator did not respond in time, or its response is too large' });
        }
      },
    });
  });
}

const NOT_OWN_PAGE = 'Only the console of this server may send control calls here. Send them to the emulator itself';

/**
 * Returns whether the browser states that a page of this server sent the request. A browser sends `sec-fetch-site` with every request to
 * loopback or over TLS, and `origin` with all but GET and HEAD. No page can set or remove them. The Host header was checked before.
 */
function isOwnPage({ host, origin, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (site === undefined && origin === undefined) return false;
  const isOwnOrigin = origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
  return isOwnOrigin && (site === undefined || site === 'same-origin');
}

/** Returns the URL of the control call, or undefined if the target, after dot segments are resolved, is not one. */
function targetOf(url: string, emulatorUrl: string): URL | undefined {
  if (!url.startsWith(PREFIX)) return undefined;
  const target = new URL(`${CONTROL_PREFIX}${url.slice(PREFIX.length)}`, emulatorUrl);
  return target.pathname.startsWith(CONTROL_PREFIX) ? target : undefined;
}
