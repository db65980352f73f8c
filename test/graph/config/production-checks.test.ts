import { Secret } from '../../../src/config/secret.js';
import { DEMO_APPID } from '../../../src/emulator/state/accounts.js';
import type { ServerOptions } from '../../../src/http/server.js';
import {
  type Answer,
  answerIn,
  expectError,
  getFrom,
  JSON_BODY,
  PREFLIGHTED,
  postTo,
  type Sent,
  sendBytes,
  send as sendTo,
} from '../../support/http.js';
import { Issuer } from '../../support/issuer.js';
import { type Answerer, type RawPlatform, sendJson, startRawPlatform } from '../../support/raw-platform.js';
import { accountOf, startGraph } from '../../support/stack.js';
import { useStack } from '../../support/use-stack.js';

const SHOP = 'https://shop.example';
const CARD = 'pDEMO-groupon-0001';

const stack = useStack({ beforeEach: 'clearLedger', server: { production: true, corsOrigins: [SHOP] } });

const send = (path: string, sent?: Sent) => sendTo(stack.graph.url, path, sent);
const post = (body: unknown, headers: Sent['headers'] = {}) =>
  postTo(stack.graph.url, JSON.stringify(body), { ...JSON_BODY, ...headers });
const postQuery = (query: string) => post({ query, operationName: 'cop' });
const get = (query: string, headers: Sent['headers'] = {}) =>
  getFrom(stack.graph.url, { query, operationName: 'cop' }, headers);

/** Sends each request of graphql-cop (v1.14) and expects a response that it does not report as a weakness. */
describe('the graphql-cop check', () => {
  test('alias_overloading passes because 101 aliases are rejected', async () => {
    const aliases = Array.from({ length: 101 }, (_, index) => `alias${index}:__typename`);
    expectError(await postQuery(`query cop { ${aliases.join(' \n')} }`), 400, 'TOO_MANY_ALIASES');
  });

  test('batch_query passes because a list of 10 operations is rejected as a whole', async () => {
    const operation = { operationName: 'cop', query: 'query cop { __typename }' };
    expectError(await post(Array(10).fill(operation)), 400, 'BAD_REQUEST');
  });

  test('directive_overloading passes because 10 unknown directives cause fewer than 10 errors', async () => {
    const { status, text } = await postQuery(`query cop { __typename ${'@aa'.repeat(10)} }`);
    const { errors } = JSON.parse(text);
    expect(status).toBe(400);
    expect(errors.length).toBeLessThan(10);
    expect(errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  test('circular_query_introspection passes because nested types of the schema are rejected', async () => {
    const query = `query cop { __schema { types { fields { type { ${'fields { type { '.repeat(3)} name ${'} }'.repeat(3)} } } } } }`;
    const { status, text } = await postQuery(query);
    expect(status).toBe(400);
    expect(text).not.toContain('"types"');
  });

  test('field_duplication passes because a field repeated 500 times is rejected', async () => {
    expectError(await postQuery(`query cop { ${'__typename \n'.repeat(500)} }`), 400, 'OPERATION_TOO_COMPLEX');
  });

  test('field_suggestions passes because an unknown name is rejected without a suggestion', async () => {
    for (const query of [
      'query cop { __schema { directive } }',
      'query cop { carsd { id } }',
      'query cop { card(ids: "p") { id } }',
    ]) {
      const { text } = await postQuery(query);
      expect(text).toContain('GRAPHQL_VALIDATION_FAILED');
      expect(text).not.toMatch(/did you mean|cardsById/i);
    }
  });

  test('get_based_mutation passes because a mutation by GET is rejected', async () => {
    expectError(await get('mutation cop { __typename }'), 400, 'BAD_REQUEST');
    expectError(await get('mutation cop { __typename }', PREFLIGHTED), 405, 'BAD_REQUEST');
  });

  test('get_method_support passes because a query by GET that any page could send is rejected', async () => {
    expectError(await get('query cop { __typename }'), 400, 'BAD_REQUEST');
  });

  test.each(['/graphql', '/', '/graphiql', '/playground', '/console', '/explorer', '/graphql/console'])(
    'detect_graphiql passes because %s is not a page',
    async (path) => {
      const response = await send(path, { headers: { accept: 'text/html' } });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
      expect(response.text).not.toMatch(/graphiql|playground|sandbox|<html/i);
    },
  );

  test.each([
    '__schema { types { name fields { name } } }',
    '__type(name: "Card") { name }',
    'a: __schema { queryType { name } }',
  ])('introspection passes because %s is rejected', async (field) => {
    const response = await postQuery(`query cop { ${field} }`);
    expectError(response, 400, 'GRAPHQL_VALIDATION_FAILED');
    expect(response.text).toContain('Introspection is off in production. Use the schema files');
  });

  test.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=a'])(
    'post_based_csrf passes because a body of type %s is rejected',
    async (type) => {
      const body = new URLSearchParams({ query: 'query cop { __typename }' }).toString();
      expectError(
        await send('/graphql', { method: 'POST', headers: { 'content-type': type }, body }),
        415,
        'BAD_REQUEST',
      );
    },
  );

  test('trace_mode passes because the response has no trace', async () => {
    const query = `query cop { card(id: "${CARD}") { title } }`;
    const headers = { 'apollo-federation-include-trace': 'ftv1', 'apollo-tracing': '1', 'x-apollo-tracing': '1' };
    const { text } = await post({ query, extensions: { tracing: true } }, headers);
    expect(Object.keys(JSON.parse(text))).toEqual(['data']);
  });

  test('unhandled_error_detection passes because an error contains neither exception nor stack', async () => {
    for (const query of [
      'qwerty cop { abc }',
      `query cop { card(id: {}) { id } }`,
      'query cop { card(id: "\\u0000") { id } }',
    ]) {
      const { text } = await postQuery(query);
      expect(JSON.parse(text).errors).toHaveLength(1);
      expect(text).not.toMatch(/exception|stack|node_modules|\.[jt]s:\d/i);
    }
  });
});

describe('the security headers', () => {
  const RESPONSES: readonly [name: string, status: number, response: () => Promise<Answer>][] = [
    ['data', 200, () => post({ query: '{ __typename }' })],
    ['a rejected operation', 400, () => post({ query: '{ nothing }' })],
    ['malformed JSON', 400, () => send('/graphql', { method: 'POST', headers: JSON_BODY, body: '{' })],
    ['an unsupported method', 405, () => send('/graphql', { method: 'PUT' })],
    ['a body that is too large', 413, () => post({ query: ' '.repeat(1 << 21) })],
    ['another content type', 415, () => send('/graphql', { method: 'POST', body: '{}' })],
    [
      'a preflight',
      204,
      () => send('/graphql', { method: 'OPTIONS', headers: { origin: SHOP, 'access-control-request-method': 'POST' } }),
    ],
    ['a path below the endpoint', 404, () => send('/graphql/a')],
    ['an unknown path', 404, () => send('/a')],
    ['liveness', 200, () => send('/health/live')],
    ['readiness', 200, () => send('/health/ready')],
    ['metrics', 200, () => send('/metrics')],
  ];

  test.each(RESPONSES)(
    'prevent pages from framing, loading or sniffing the response for %s with status %i',
    async (_name, status, response) => {
      const { status: received, headers } = await response();
      expect(received).toBe(status);
      expect(headers).toMatchObject({
        'content-security-policy': "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=31536000',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
      });
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).not.toHaveProperty('server');
      expect(headers).not.toHaveProperty('set-cookie');
    },
  );

  test.each([
    ['an invalid path under the endpoint', 'GET /graphql/%zz HTTP/1.1'],
    ['an invalid path', 'GET /%zz HTTP/1.1'],
    ['bytes that are not HTTP', 'PLANTED'],
  ])('prevent scripts and caching in the 400 response to %s', async (_name, line) => {
    const response = answerIn(
      await sendBytes(stack.graph.url, `${line}\r\nhost: localhost\r\nconnection: close\r\n\r\n`),
    );
    expect(response).toMatchObject({
      status: 400,
      headers: {
        'cache-control': 'private, no-store',
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'content-type': 'application/json; charset=utf-8',
        'x-content-type-options': 'nosniff',
      },
    });
    expect(response.text).not.toMatch(/PLANTED|zz/);
  });

  test('prevent caching of a response of the endpoint', async () => {
    expect((await post({ query: '{ __typename }' })).headers['cache-control']).toBe('private, no-store');
  });
});

describe('another origin', () => {
  const allowed = async (origin: string) =>
    (await post({ query: '{ __typename }' }, { origin })).headers['access-control-allow-origin'];

  test('may read responses when it is listed', async () => {
    expect(await allowed(SHOP)).toBe(SHOP);
  });

  test.each([
    'https://evil.example',
    `${SHOP}.evil.example`,
    'http://shop.example',
    'https://studio.apollographql.com',
    'null',
  ])('%s may not read responses because it is not listed', async (origin) => {
    expect(await allowed(origin)).toBeUndefined();
  });
});

describe('a redirect', () => {
  const QUERY = `{ card(id: "${CARD}") { title } }`;
  /** A server that no configuration names. */
  let stranger: RawPlatform;
  beforeAll(async () => {
    stranger = await startRawPlatform((_, response) =>
      sendJson(response, { errcode: 0, access_token: 'PLANTED', keys: [] }),
    );
  });
  afterEach(() => expect(stranger.arrivals).toEqual([]));
  afterAll(() => stranger.close());

  const toStranger =
    (status: number): Answerer =>
    ({ path }, response) =>
      response.writeHead(status, { location: stranger.url + path }).end();

  /** Returns the response of a server whose upstream service redirects every request to `stranger`. */
  async function responseOver(
    service: RawPlatform,
    options: Partial<ServerOptions> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const server = await startGraph(service.url, { production: true, ...options });
    const response = await postTo(server.url, JSON.stringify({ query: QUERY }), { ...JSON_BODY, ...headers });
    await server.close();
    await service.close();
    return response;
  }

  test.each([302, 308])('with status %i from the platform is not followed', async (status) => {
    const platform = await startRawPlatform(toStranger(status));
    const { text } = await responseOver(platform);
    expect(JSON.parse(text)).toMatchObject({
      data: { card: null },
      errors: [{ extensions: { code: 'PLATFORM_UNAVAILABLE' } }],
    });
    expect(platform.calls).toBeGreaterThan(0);
  });

  test.each([
    ['to the platform', (url: string) => accountOf(url)],
    [
      'to a token service',
      (url: string) => ({
        appid: DEMO_APPID,
        baseUrl: url,
        token: { mode: 'url' as const, url: new Secret(`${url}/cgi-bin/token`) },
      }),
    ],
  ])('in response to a token request %s is not followed', async (_subject, account) => {
    const service = await startRawPlatform(toStranger(302), toStranger(302));
    const { text } = await responseOver(service, { accounts: [account(service.url)] });
    expect(JSON.parse(text).data).toEqual({ card: null });
    expect(service.arrivals.length).toBeGreaterThan(0);
    expect(service.calls).toBe(0);
  });

  test('in response to a key set request is not followed, and no caller is admitted', async () => {
    const issuer = await Issuer.start();
    const service = await startRawPlatform(toStranger(302));
    const auth = { ...issuer.jwt(), keys: { jwksUrl: `${service.url}/jwks.json` } };
    const response = await responseOver(service, { auth }, { authorization: `Bearer ${await issuer.token()}` });
    expectError(response, 503, 'INTERNAL_SERVER_ERROR');
    expect(service.paths).toEqual(['/jwks.json']);
    await issuer.close();
  });

  test.each([
    ['x-forwarded-host', 'x-forwarded-host'],
    ['host', 'host'],
  ])(
    'is not possible through the header %s, which does not change the host of an upstream call',
    async (_subject, name) => {
      const response = await post({ query: QUERY }, { [name]: new URL(stranger.url).host });
      expect(response.status).toBe(200);
      expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
    },
  );

  test('is not possible through a request target with another host, which is rejected', async () => {
    const text = await sendBytes(
      stack.graph.url,
      `GET ${stranger.url}/graphql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`,
    );
    expect(answerIn(text).status).toBe(400);
  });
});
