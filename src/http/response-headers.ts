import type { FastifyInstance } from 'fastify';
import { isGraphQL } from '../graphql-path.js';
import { PRIVATE_DATA, SECURITY_HEADERS } from './security-headers.js';

const HEADERS = { ...SECURITY_HEADERS, vary: 'Origin' };

/** The headers of responses of the endpoint: shared caches must not store them. */
const ENDPOINT_HEADERS = {
  ...SECURITY_HEADERS,
  vary: 'Origin, authorization, x-wechat-appid, x-api-key',
  'cache-control': PRIVATE_DATA,
};

/** Adds the request id and the headers that do not depend on the request to every response. Add it before any hook that may send one. */
export function addResponseHeaders(http: FastifyInstance): void {
  http.addHook('onRequest', (request, reply, done) => {
    reply.headers(isGraphQL(request) ? ENDPOINT_HEADERS : HEADERS).header('x-request-id', request.id);
    done();
  });
}
