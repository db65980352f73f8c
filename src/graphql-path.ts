import type { FastifyRequest } from 'fastify';

/** The path of the endpoint. */
export const GRAPHQL_PATH = '/graphql';

/** The usual spelling of a request target under the endpoint. */
const USUAL_TARGET = /^\/graphql(?:[/?]|$)/;

/**
 * Returns whether a request is for the endpoint or for a path below it. The matched route decides, because the router accepts more
 * spellings of a target than one. The decoded path decides if no route matched, or only one for all paths.
 */
export function isGraphQL(request: FastifyRequest): boolean {
  // Fast path: `routeOptions` creates an object on each access. Every target with this spelling is under the endpoint.
  if (USUAL_TARGET.test(request.url)) return true;
  return request.routeOptions.url === GRAPHQL_PATH || isUnderEndpoint(pathOf(request.url));
}

function isUnderEndpoint(path: string): boolean {
  return path === GRAPHQL_PATH || path.startsWith(`${GRAPHQL_PATH}/`);
}

/**
 * Returns the path of a request target without scheme, authority, query and fragment. Percent-encoded ASCII characters are decoded.
 * Invalid percent-encoding is left as it is, so the function never throws.
 */
export function pathOf(target: string): string {
  const [path = ''] = target.replace(/^https?:\/\/[^/?#]*/i, '').split(/[?#]/, 1);
  return path.replace(/%([2-7][\da-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
