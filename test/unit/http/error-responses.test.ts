import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance, type InjectOptions } from 'fastify';
import { HttpRefusal, unauthenticated } from '../../../src/admission/http-refusal.js';
import { addErrorHandlers, handleClientError, handleFrameworkError } from '../../../src/http/error-responses.js';
import { createLog } from '../../../src/log.js';
import { answerIn, sendBytes } from '../../support/http.js';

let lines: Record<string, unknown>[];
const log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(JSON.parse(line)) } });

/** The error that the endpoint throws. */
let failure: unknown;
let http: FastifyInstance;
let url: string;

beforeAll(async () => {
  http = fastify({
    bodyLimit: 100,
    genReqId: () => 'request-1',
    requestTimeout: 300,
    http: { connectionsCheckingInterval: 50, maxHeaderSize: 2000, requireHostHeader: false },
    frameworkErrors: handleFrameworkError,
    clientErrorHandler: handleClientError,
  });
  http.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: async (request) => {
      if (failure !== undefined) throw failure;
      return request.body ?? 'answered';
    },
  });
  addErrorHandlers(http, log);
  await http.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(http.server.address() as AddressInfo).port}`;
});
afterAll(() => http.close());
beforeEach(() => {
  lines = [];
  failure = undefined;
});

async function ask(options: InjectOptions) {
  const { statusCode: status, headers, body } = await http.inject(options);
  return { status, headers, body: body === '' ? '' : JSON.parse(body) };
}

const graphError = (message: unknown, code: string, more: object = {}) => ({
  errors: [{ message, extensions: { code, ...more } }],
});

describe('an unknown route', () => {
  test.each(['/', '/graphqlx', '/graph', '/nowhere/graphql'])('gets 404 in plain JSON at %s', async (path) => {
    expect(await ask({ url: path })).toMatchObject({ status: 404, body: { error: 'Not found' } });
  });

  test.each(['/graphql/', '/graphql/schema', '/graphql/?query=a'])(
    'gets 404 as a GraphQL error at %s',
    async (path) => {
      const { status, headers, body } = await ask({ url: path });
      expect({ status, body }).toEqual({
        status: 404,
        body: graphError('Not found. The endpoint is /graphql', 'BAD_REQUEST'),
      });
      expect(headers).not.toHaveProperty('allow');
    },
  );

  test.each(['/graphql', '/graphql?query=a'])(
    'gets 405 with the allowed methods for another method of %s',
    async (path) => {
      const { status, headers, body } = await ask({ method: 'DELETE', url: path });
      expect({ status, allow: headers.allow, body }).toEqual({
        status: 405,
        allow: 'GET, POST',
        body: graphError('Method not allowed. Send GET or POST', 'BAD_REQUEST'),
      });
    },
  );
});

describe('an invalid URL', () => {
  test('gets 400 as a GraphQL error with the request id under the endpoint', async () => {
    expect(await ask({ url: '/graphql/%zz' })).toMatchObject({
      status: 400,
      body: graphError('The URL is not valid', 'BAD_REQUEST', { requestId: 'request-1' }),
    });
  });

  test('gets 400 in plain JSON elsewhere', async () => {
    expect(await ask({ url: '/%zz' })).toMatchObject({ status: 400, body: { error: 'The URL is not valid' } });
  });

  test('gets a response that is not cacheable and cannot be used as a page', async () => {
    expect((await ask({ url: '/%zz' })).headers).toMatchObject({
      'cache-control': 'private, no-store',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    });
  });
});

describe('an HttpRefusal', () => {
  test('determines status, code, headers and extensions, and logs its reason', async () => {
    failure = new HttpRefusal(429, 'RATE_LIMITED', 'Too many', {
      headers: { 'retry-after': '7' },
      extensions: { retryAfter: 7 },
      reason: 'of its own',
    });
    const { status, headers, body } = await ask({ url: '/graphql' });
    expect({ status, body }).toEqual({ status: 429, body: graphError('Too many', 'RATE_LIMITED', { retryAfter: 7 }) });
    expect(headers['retry-after']).toBe('7');
    expect(lines).toMatchObject([
      { level: 'debug', requestId: 'request-1', status: 429, reason: 'of its own', msg: 'Too many' },
    ]);
  });

  test('for a missing credential names the scheme in www-authenticate', async () => {
    failure = unauthenticated('ApiKey', 'Send a key');
    const { status, headers, body } = await ask({ url: '/graphql' });
    expect({ status, body }).toEqual({ status: 401, body: graphError('Send a key', 'UNAUTHENTICATED') });
    expect(headers['www-authenticate']).toBe('ApiKey');
    expect(lines[0]).not.toHaveProperty('reason');
  });

  test('with status 503 logs a warning with its cause', async () => {
    failure = new HttpRefusal(503, 'INTERNAL_SERVER_ERROR', 'Not now', {
      cause: new Error('the issuer is unreachable'),
    });
    expect(await ask({ url: '/graphql' })).toMatchObject({
      status: 503,
      body: graphError('Not now', 'INTERNAL_SERVER_ERROR'),
    });
    expect(lines).toMatchObject([
      { level: 'warn', requestId: 'request-1', err: { message: 'the issuer is unreachable' } },
    ]);
  });
});

describe('a request that fails before GraphQL', () => {
  const post = (payload: string, type?: string) =>
    ask({ method: 'POST', url: '/graphql', payload, headers: type === undefined ? {} : { 'content-type': type } });

  test('gets 413 for a body that is too large, and the connection stays open', async () => {
    const { status, headers, body } = await post(JSON.stringify('x'.repeat(200)), 'application/json');
    expect({ status, body }).toEqual({
      status: 413,
      body: graphError('The request body is too large', 'BODY_TOO_LARGE', { requestId: 'request-1' }),
    });
    expect(headers.connection).not.toBe('close');
  });

  test.each([
    ['invalid JSON', '{', 'application/json', 400],
    ['text', '{}', 'text/plain', 415, 'The content type is not supported. Send JSON'],
    ['a form', 'a=b', 'application/x-www-form-urlencoded', 415, 'The content type is not supported. Send JSON'],
    ['a body without a content type', '{}', '', 415, 'The Content-Type header is missing. Send JSON'],
  ])('gets BAD_REQUEST with a message for %s', async (_subject, payload, type, status, message = '') => {
    expect(await post(payload, type)).toMatchObject({
      status,
      body: graphError(expect.stringMatching(new RegExp(`^${message}.*\\w`)), 'BAD_REQUEST', {
        requestId: 'request-1',
      }),
    });
    expect(lines).toEqual([]);
  });

  test.each([
    ['an error', new TypeError('PLANTED')],
    ['an error with a status', Object.assign(new Error('PLANTED'), { statusCode: 500 })],
  ])('gets a masked message for %s, which is logged', async (_subject, error) => {
    failure = error;
    expect(await ask({ url: '/graphql' })).toMatchObject({
      status: 500,
      body: graphError('Internal server error', 'INTERNAL_SERVER_ERROR', { requestId: 'request-1' }),
    });
    expect(lines).toMatchObject([{ level: 'error', requestId: 'request-1', err: { message: 'PLANTED' } }]);
  });
});

describe('invalid or late HTTP', () => {
  test.each([
    ['other bytes', 'PLANTED\r\n\r\n', 400, 'The request is not valid HTTP'],
    ['large headers', `GET / HTTP/1.1\r\na: ${'x'.repeat(3000)}\r\n\r\n`, 431, 'The request headers are too large'],
    [
      'a long chunk extension',
      `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}`,
      413,
      'The request body is too large',
    ],
    ['half a request', 'GET / HT', 408, 'The request took too long to arrive'],
  ])('gets a GraphQL error for %s, and the connection is closed', async (_subject, bytes, status, message) => {
    const answer = answerIn(await sendBytes(url, bytes));
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toEqual(graphError(message, 'BAD_REQUEST'));
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(answer.text.length),
      connection: 'close',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    });
  });
});
