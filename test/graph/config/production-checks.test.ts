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
const ask = (query: string) => post({ query, operationName: 'cop' });
const get = (query: string, headers: Sent['headers'] = {}) =>
  getFrom(stack.graph.url, { query, operationName: 'cop' }, headers);

/** One by one what graphql-cop (v1.14) sends, and that the answer is not what it takes for a weakness. */
describe('the checks of graphql-cop', () => {
  test('alias_overloading: 101 aliases are refused', async () => {
    const aliases = Array.from({ length: 101 }, (_, index) => `alias${index}:__typename`);
    expectError(await ask(`query cop { ${aliases.join(' \n')} }`), 400, 'TOO_MANY_ALIASES');
  });

  test('batch_query: a list of 10 operations is refused as one', async () => {
    const operation = { operationName: 'cop', query: 'query cop { __typename }' };
    expectError(await post(Array(10).fill(operation)), 400, 'BAD_REQUEST');
  });

  test('directive_overloading: 10 unknown directives make fewer than 10 errors', async () => {
    const { status, text } = await ask(`query cop { __typename ${'@aa'.repeat(10)} }`);
    const { errors } = JSON.parse(text);
    expect(status).toBe(400);
    expect(errors.length).toBeLessThan(10);
    expect(errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  test('circular_query_introspection: types within types of the schema are refused', async () => {
    const query = `query cop { __schema { types { fields { type { ${'fields { type { '.repeat(3)} name ${'} }'.repeat(3)} } } } } }`;
    const { status, text } = await ask(query);
    expect(status).toBe(400);
    expect(text).not.toContain('"types"');
  });

  test('field_duplication: a field 500 times is refused', async () => {
    expectError(await ask(`query cop { ${'__typename \n'.repeat(500)} }`), 400, 'OPERATION_TOO_COMPLEX');
  });

  test('field_suggestions: a wrong name gets no right one', async () => {
    for (const query of [
      'query cop { __schema { directive } }',
      'query cop { carsd { id } }',
      'query cop { card(ids: "p") { id } }',
    ]) {
      const { text } = await ask(query);
      expect(text).toContain('GRAPHQL_VALIDATION_FAILED');
      expect(text).not.toMatch(/did you mean|cardsById/i);
    }
  });

  test('get_based_mutation: a mutation by GET is refused', async () => {
    expectError(await get('mutation cop { __typename }'), 400, 'BAD_REQUEST');
    expectError(await get('mutation cop { __typename }', PREFLIGHTED), 405, 'BAD_REQUEST');
  });

  test('get_method_support: a query by GET is refused, as any page could send it', async () => {
    expectError(await get('query cop { __typename }'), 400, 'BAD_REQUEST');
  });

  test.each(['/graphql', '/', '/graphiql', '/playground', '/console', '/explorer', '/graphql/console'])(
    'detect_graphiql: %s is no page',
    async (path) => {
      const answer = await send(path, { headers: { accept: 'text/html' } });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
      expect(answer.text).not.toMatch(/graphiql|playground|sandbox|<html/i);
    },
  );

  test.each([
    '__schema { types { name fields { name } } }',
    '__type(name: "Card") { name }',
    'a: __schema { queryType { name } }',
  ])('introspection: %s is refused', async (field) => {
    const answer = await ask(`query cop { ${field} }`);
    expectError(answer, 400, 'GRAPHQL_VALIDATION_FAILED');
  });

  test.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=a'])(
    'post_based_csrf: a body of type %s is refused',
    async (type) => {
      const body = new URLSearchParams({ query: 'query cop { __typename }' }).toString();
      expectError(
        await send('/graphql', { method: 'POST', headers: { 'content-type': type }, body }),
        415,
        'BAD_REQUEST',
      );
    },
  );

  test('trace_mode: nothing is told of how it was answered', async () => {
    const query = `query cop { card(id: "${CARD}") { title } }`;
    const headers = { 'apollo-federation-include-trace': 'ftv1', 'apollo-tracing': '1', 'x-apollo-tracing': '1' };
    const { text } = await post({ query, extensions: { tracing: true } }, headers);
    expect(Object.keys(JSON.parse(text))).toEqual(['data']);
  });

  test('unhandled_error_detection: an error tells neither exception nor stack', async () => {
    for (const query of [
      'qwerty cop { abc }',
      `query cop { card(id: {}) { id } }`,
      'query cop { card(id: "\\u0000") { id } }',
    ]) {
      const { text } = await ask(query);
      expect(JSON.parse(text).errors).toHaveLength(1);
      expect(text).not.toMatch(/exception|stack|node_modules|\.[jt]s:\d/i);
    }
  });
});

describe('the headers of every answer', () => {
  const ANSWERS: readonly [name: string, status: number, answer: () => Promise<Answer>][] = [
    ['data', 200, () => post({ query: '{ __typename }' })],
    ['a refused operation', 400, () => post({ query: '{ nothing }' })],
    ['malformed JSON', 400, () => send('/graphql', { method: 'POST', headers: JSON_BODY, body: '{' })],
    ['a method', 405, () => send('/graphql', { method: 'PUT' })],
    ['a body that is too large', 413, () => post({ query: ' '.repeat(1 << 20) })],
    ['another content type', 415, () => send('/graphql', { method: 'POST', body: '{}' })],
    [
      'a preflight',
      204,
      () => send('/graphql', { method: 'OPTIONS', headers: { origin: SHOP, 'access-control-request-method': 'POST' } }),
    ],
    ['a path below the endpoint', 404, () => send('/graphql/a')],
    ['no page', 404, () => send('/a')],
    ['life', 200, () => send('/health/live')],
    ['readiness', 200, () => send('/health/ready')],
    ['metrics', 200, () => send('/metrics')],
  ];

  test.each(ANSWERS)(
    '%s, %i: no page may frame it, load by it or take it for something else',
    async (_name, status, answer) => {
      const { status: came, headers } = await answer();
      expect(came).toBe(status);
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
    ['no path under the endpoint', 'GET /graphql/%zz HTTP/1.1'],
    ['no path', 'GET /%zz HTTP/1.1'],
    ['no HTTP', 'PLANTED'],
  ])('%s, 400: none of it is run, and nobody keeps it', async (_name, line) => {
    const answer = answerIn(
      await sendBytes(stack.graph.url, `${line}\r\nhost: localhost\r\nconnection: close\r\n\r\n`),
    );
    expect(answer).toMatchObject({
      status: 400,
      headers: {
        'cache-control': 'private, no-store',
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'content-type': 'application/json; charset=utf-8',
        'x-content-type-options': 'nosniff',
      },
    });
    expect(answer.text).not.toMatch(/PLANTED|zz/);
  });

  test('of the endpoint: nobody keeps an answer', async () => {
    expect((await post({ query: '{ __typename }' })).headers['cache-control']).toBe('private, no-store');
  });
});

describe('another origin', () => {
  const allowed = async (origin: string) =>
    (await post({ query: '{ __typename }' }, { origin })).headers['access-control-allow-origin'];

  test('that is listed: may read', async () => {
    expect(await allowed(SHOP)).toBe(SHOP);
  });

  test.each([
    'https://evil.example',
    `${SHOP}.evil.example`,
    'http://shop.example',
    'https://studio.apollographql.com',
    'null',
  ])('%s, which is not: may not', async (origin) => {
    expect(await allowed(origin)).toBeUndefined();
  });
});

describe('a redirect', () => {
  const QUERY = `{ card(id: "${CARD}") { title } }`;
  /** Somebody whom no configuration names. */
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

  /** The answer of a graph over something that sends everyone to the stranger. */
  async function answerOver(
    service: RawPlatform,
    options: Partial<ServerOptions> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const server = await startGraph(service.url, { production: true, ...options });
    const answer = await postTo(server.url, JSON.stringify({ query: QUERY }), { ...JSON_BODY, ...headers });
    await server.close();
    await service.close();
    return answer;
  }

  test.each([302, 308])('%i of the platform: not followed', async (status) => {
    const platform = await startRawPlatform(toStranger(status));
    const { text } = await answerOver(platform);
    expect(JSON.parse(text)).toMatchObject({
      data: { card: null },
      errors: [{ extensions: { code: 'PLATFORM_UNAVAILABLE' } }],
    });
    expect(platform.calls).toBeGreaterThan(0);
  });

  test.each([
    ['of the platform', (url: string) => accountOf(url)],
    [
      'of a token service',
      (url: string) => ({
        appid: DEMO_APPID,
        baseUrl: url,
        token: { mode: 'url' as const, url: new Secret(`${url}/cgi-bin/token`) },
      }),
    ],
  ])('for a token, %s: not followed', async (_subject, account) => {
    const service = await startRawPlatform(toStranger(302), toStranger(302));
    const { text } = await answerOver(service, { accounts: [account(service.url)] });
    expect(JSON.parse(text).data).toEqual({ card: null });
    expect(service.arrivals.length).toBeGreaterThan(0);
    expect(service.calls).toBe(0);
  });

  test('of a key set: not followed, and nobody is let in', async () => {
    const issuer = await Issuer.start();
    const service = await startRawPlatform(toStranger(302));
    const auth = { ...issuer.jwt(), keys: { jwksUrl: `${service.url}/jwks.json` } };
    const answer = await answerOver(service, { auth }, { authorization: `Bearer ${await issuer.token()}` });
    expectError(answer, 503, 'INTERNAL_SERVER_ERROR');
    expect(service.paths).toEqual(['/jwks.json']);
    await issuer.close();
  });

  test.each([
    ['x-forwarded-host', 'x-forwarded-host'],
    ['host', 'host'],
  ])('nothing that is sent names a host: %s', async (_subject, name) => {
    const answer = await post({ query: QUERY }, { [name]: new URL(stranger.url).host });
    expect(answer.status).toBe(200);
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  test('a URL of another host as the path: refused', async () => {
    const text = await sendBytes(
      stack.graph.url,
      `GET ${stranger.url}/graphql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`,
    );
    expect(answerIn(text).status).toBe(400);
  });
});
