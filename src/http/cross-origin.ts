import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { RATE_HEADERS } from '../admission/request-rates.js';
import { isLoopbackOrigin } from '../config/loopback.js';

/**
 * Adds CORS to all routes. The header `Vary` names the origin in any case (see `addResponseHeaders`). The hook of the plugin is skipped for
 * requests that no page sends: it would only add `Access-Control-Expose-Headers`, and took 3 % of the CPU of a small request.
 * @param origins the origins whose pages may send requests
 * @param allowsLoopback whether pages of all loopback origins may, too
 */
export function allowOrigins(http: FastifyInstance, origins: readonly string[], allowsLoopback: boolean): void {
  const addHook = (name: 'onRequest', hook: onRequestHookHandler) =>
    http.addHook(name, function onlyForPages(request, reply, done) {
      if (request.headers.origin === undefined && request.method !== 'OPTIONS') done();
      else hook.call(this, request, reply, done);
    });
  const options: FastifyCorsOptions = {
    origin: allowsLoopback ? orLoopback([...origins]) : [...origins],
    methods: ['GET', 'POST'],
    exposedHeaders: ['x-request-id', 'retry-after', ...RATE_HEADERS],
    maxAge: 600,
    // Otherwise the plugin replies in plain text to an OPTIONS request that is not a preflight.
    strictPreflight: false,
  };
  cors(Object.create(http, { addHook: { value: addHook } }), options, (error) => {
    if (error) throw error;
  });
}

/** Allows the listed origins and all loopback ones. */
function orLoopback(listed: string[]): FastifyCorsOptions['origin'] {
  return (origin, allow) => allow(null, origin !== undefined && isLoopbackOrigin(origin) ? origin : listed);
}
