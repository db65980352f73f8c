import type { FastifyInstance, FastifyRequest } from 'fastify';
import { hostOf, isLoopbackAddress, isLoopbackName } from '../config/loopback.js';
import { isGraphQL } from '../graphql-path.js';
import { HttpRefusal } from './http-refusal.js';

/** Maximum length of a cached Host header, characters. A DNS name has at most 253, and a port may follow. */
const MAX_CACHED = 260;

export interface HostOptions {
  /** The address or host name that the server listens on. */
  readonly host: string;
  /** Host names that a server on loopback accepts besides loopback ones, as `hostOf` returns them. */
  readonly allowedHosts: readonly string[];
}

/**
 * Rejects requests without a valid Host header. A server on loopback also rejects host names that are neither loopback nor allowed, in
 * the Host header and in an absolute-form target. A web page whose own name is made to resolve to 127.0.0.1 (DNS rebinding) has the same
 * origin as this server in its visitor's browser, so neither CORS nor a preflight stops it.
 *
 * Register it before any hook that may send a response.
 */
export function checkHosts(http: FastifyInstance, { host, allowedHosts }: HostOptions): void {
  const allowed = new Set(allowedHosts);
  const isAccepted = isLoopbackAddress(host) ? (name: string) => isLoopbackName(name) || allowed.has(name) : () => true;
  const check = (authority: string) => {
    const name = hostOf(authority);
    if (name === undefined) throw new HttpRefusal(400, 'BAD_REQUEST', 'The Host header is missing or invalid');
    if (!isAccepted(name)) throw new HttpRefusal(403, 'FORBIDDEN', NOT_ACCEPTED);
  };
  /** The Host header that was accepted last. Nearly all requests have the same one. */
  let cached: string | undefined;
  http.addHook('onRequest', (request, _reply, done) => {
    const given = request.headers.host;
    try {
      if (given === undefined) checkMissing(request);
      else if (given !== cached) {
        check(given);
        if (given.length <= MAX_CACHED) cached = given;
      }
      if (request.url.charCodeAt(0) !== SLASH) checkTarget(request.url, check);
    } catch (error) {
      return done(error as Error);
    }
    done();
  });
}

const SLASH = '/'.charCodeAt(0);

/** Does not repeat the host name, because the page that is rejected may read the message. */
const NOT_ACCEPTED =
  'This server listens on loopback and does not accept this host name. Use localhost, or add the name to ALLOWED_HOSTS';

/** Accepts HTTP/1.0 requests without a Host header outside the endpoint: load balancers use it for health checks. */
function checkMissing(request: FastifyRequest): void {
  if (request.raw.httpVersion === '1.0' && !isGraphQL(request)) return;
  throw new HttpRefusal(400, 'BAD_REQUEST', 'The Host header is missing or invalid');
}

/** Checks the authority of an absolute-form target in addition to the Host header. Other targets, such as `*`, have none. */
function checkTarget(target: string, check: (authority: string) => void): void {
  const [, authority] = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i.exec(target) ?? [];
  if (authority !== undefined) check(authority);
}
