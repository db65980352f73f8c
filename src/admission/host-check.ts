import type { FastifyInstance, FastifyRequest } from 'fastify';
import { hostOf, isLoopbackAddress, isLoopbackName } from '../config/loopback.js';
import { isGraphQL } from '../graphql-path.js';
import { HttpRefusal } from './http-refusal.js';

/** Characters of a Host header that is remembered: a DNS name has at most 253, and a port follows. */
const MAX_REMEMBERED = 260;

export interface HostOptions {
  /** The address or host name that the server listens on. */
  readonly host: string;
  /** Host names that a server on loopback accepts beside loopback ones, as `hostOf` returns them. */
  readonly allowedHosts: readonly string[];
}

/**
 * Refuses requests without a valid Host header. A server on loopback also refuses host names that are neither loopback nor allowed, in
 * the Host header and in an absolute-form target: a web page whose own name is made to resolve to 127.0.0.1 (DNS rebinding) is of the same
 * origin as this server for its visitor's browser, so neither CORS nor a preflight stops it.
 *
 * Register it before any hook that may answer.
 */
export function checkHosts(http: FastifyInstance, { host, allowedHosts }: HostOptions): void {
  const allowed = new Set(allowedHosts);
  const isAccepted = isLoopbackAddress(host) ? (name: string) => isLoopbackName(name) || allowed.has(name) : () => true;
  const check = (authority: string) => {
    const name = hostOf(authority);
    if (name === undefined) throw new HttpRefusal(400, 'BAD_REQUEST', 'The Host header is missing or invalid');
    if (!isAccepted(name)) throw new HttpRefusal(403, 'FORBIDDEN', NOT_ACCEPTED);
  };
  /** The last Host header that was accepted. Nearly all requests have the same one. */
  let remembered: string | undefined;
  http.addHook('onRequest', (request, _reply, done) => {
    const given = request.headers.host;
    try {
      if (given === undefined) checkMissing(request);
      else if (given !== remembered) {
        check(given);
        if (given.length <= MAX_REMEMBERED) remembered = given;
      }
      if (request.url.charCodeAt(0) !== SLASH) checkTarget(request.url, check);
    } catch (error) {
      return done(error as Error);
    }
    done();
  });
}

const SLASH = '/'.charCodeAt(0);

/** Names no host: who sees it may be the page that is kept out. */
const NOT_ACCEPTED =
  'This server listens on loopback and does not accept this host name. Use localhost, or add the name to ALLOWED_HOSTS';

/** HTTP/1.0 has no Host header, and balancers send health checks by it. */
function checkMissing(request: FastifyRequest): void {
  if (request.raw.httpVersion === '1.0' && !isGraphQL(request)) return;
  throw new HttpRefusal(400, 'BAD_REQUEST', 'The Host header is missing or invalid');
}

/** The authority of an absolute-form target counts beside the Host header. Other targets, such as `*`, have none. */
function checkTarget(target: string, check: (authority: string) => void): void {
  const [, authority] = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i.exec(target) ?? [];
  if (authority !== undefined) check(authority);
}
