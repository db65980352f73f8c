import { createHash } from 'node:crypto';
import { createLog } from '../../../src/log.js';
import { startCollector } from '../../support/collector.js';
import { answerIn, expectError, JSON_BODY, sendBytes } from '../../support/http.js';
import { scrape } from '../../support/scrape.js';
import { startStack } from '../../support/stack.js';
import { until } from '../../support/time.js';
import { useStack } from '../../support/use-stack.js';

const LISTED = { id: 'listed', name: 'Listed', type: 'query' as const, body: 'query Listed { __typename }' };
const QUERY = encodeURIComponent('{ __typename }');
const LISTED_QUERY = encodeURIComponent(LISTED.body);
const BY_ID = encodeURIComponent(JSON.stringify({ persistedQuery: { version: 1, sha256Hash: LISTED.id } }));

const written: string[] = [];
const log = createLog({ level: 'info', destination: { write: (line) => void written.push(line) } });
const lines = () => written.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request');
const stack = useStack({ beforeEach: 'nothing', server: { log } });

beforeEach(() => {
  written.length = 0;
});

/** Sends a request with exactly this target, a preflight header and an empty or JSON body. */
async function send(target: string, { method = 'GET', body = '', url = stack.graph.url } = {}) {
  const head = `${method} ${target} HTTP/1.1\r\nhost: localhost\r\napollo-require-preflight: true\r\nconnection: close\r\n`;
  const type = body === '' ? '' : `content-type: ${JSON_BODY['content-type']}\r\n`;
  return answerIn(await sendBytes(url, `${head}${type}content-length: ${body.length}\r\n\r\n${body}`));
}

/** Targets that the router accepts as the endpoint, each without a query. */
const SPELLINGS = [
  '/graphql',
  '/%67raphql',
  '/graph%71l',
  '/%67%72%61%70%68%71%6C',
  'http://localhost/graphql',
  'HTTP://127.0.0.1:80/%67raphql',
];

describe('a request target that the router accepts as /graphql', () => {
  test.each(SPELLINGS)('%s executes with an access line, a metric and the headers of the endpoint', async (target) => {
    const count = async () =>
      (await scrape(stack.graph.url)).value('cardgraph_request_duration_seconds_count', {
        operation: 'query',
        outcome: 'ok',
      }) ?? 0;
    const before = await count();
    const response = await send(`${target}?query=${QUERY}`);
    expect(JSON.parse(response.text)).toMatchObject({ data: { __typename: 'Query' } });
    expect(response.headers).toMatchObject({
      'cache-control': 'private, no-store',
      vary: expect.stringContaining('x-wechat-appid'),
    });
    await until(() => lines().length === 1);
    expect(lines()).toMatchObject([{ operationType: 'query', status: 200, caller: 'anonymous' }]);
    expect(await count()).toBe(before + 1);
  });

  test.each([
    ['a fragment', '/graphql#PLANTED', 'POST', '{"query":"{ __typename }"}', 200],
    ['a fragment that contains a query', `/graphql#?query=${QUERY}`, 'GET', '', 400],
    ['a percent-encoded key', `/graphql?%71uery=${QUERY}`, 'GET', '', 200],
  ])('with %s has an access line and the headers of the endpoint', async (_, target, method, body, status) => {
    const response = await send(target, { method, body });
    expect(response.status).toBe(status);
    expect(response.headers['cache-control']).toBe('private, no-store');
    await until(() => lines().length === 1);
    expect(lines()).toMatchObject([{ status }]);
  });

  test.each(SPELLINGS)('%s with another method is rejected with 405 as GraphQL JSON', async (target) => {
    const response = await send(target, { method: 'DELETE' });
    expectError(response, 405, 'BAD_REQUEST');
    expect(response.headers.allow).toBe('GET, POST');
    await until(() => lines().length === 1);
  });

  test.each(SPELLINGS)('%s by OPTIONS has an access line and the headers of the endpoint', async (target) => {
    const response = await send(target, { method: 'OPTIONS' });
    expect(response).toMatchObject({ status: 204, headers: { 'cache-control': 'private, no-store' } });
    await until(() => lines().length === 1);
  });

  test.each(SPELLINGS)('%s by HEAD is rejected with 405 and without a body', async (target) => {
    expect(await send(target, { method: 'HEAD' })).toMatchObject({ status: 405, text: '' });
  });
});

describe('a request target below /graphql', () => {
  test.each([
    ['/graphql/', 404],
    ['/graphql//', 404],
    ['/%67raphql/x', 404],
    ['/graphql%2Fx', 404],
    ['/graphql/?query={__typename}', 404],
    ['http://localhost/graphql/x', 404],
    ['/%67raphql/%zz', 400],
    ['http://localhost/graphql/%zz', 400],
    ['http:///graphql', 400],
  ])('%s is rejected as GraphQL JSON', async (target, status) => {
    const response = await send(target);
    expectError(response, status, 'BAD_REQUEST');
    expect(response.headers['cache-control']).toBe('private, no-store');
  });
});

describe('a request target that only resembles /graphql', () => {
  test.each([
    '//graphql',
    '/Graphql',
    '/GRAPHQL',
    '/graphql;x',
    '/graphqlx',
    '/graphql%3Fquery=x',
    '/%2567raphql',
    '/./graphql',
    '/x/../graphql',
    '/graphql%00',
  ])('%s executes nothing and returns 404 without GraphQL JSON', async (target) => {
    const response = await send(target, { method: 'POST', body: '{"query":"{ __typename }"}' });
    expect(response.status).toBe(404);
    expect(JSON.parse(response.text)).toEqual({ error: 'Not found' });
    expect(lines()).toEqual([]);
  });
});

describe('a request target with an enforced list of operations', () => {
  const persistedOperations = { mode: 'enforce' as const, operations: [LISTED] };
  const enforced = useStack({ beforeEach: 'nothing', server: { log, persistedOperations } });
  const get = (target: string) => send(target, { url: enforced.graph.url });

  test.each([...SPELLINGS, '/graphql?a=b'])('%s executes only operations in the list', async (target) => {
    const withKey = (key: string, value: string) => `${target}${target.includes('?') ? '&' : '?'}${key}=${value}`;
    for (const key of ['query', '%71uery', 'quer%79']) {
      expectError(await get(withKey(key, QUERY)), 400, 'PERSISTED_QUERY_NOT_IN_LIST');
      expect(JSON.parse((await get(withKey(key, LISTED_QUERY))).text)).toMatchObject({ data: { __typename: 'Query' } });
    }
    const byId = await get(withKey('%65xtensions', BY_ID));
    expect(JSON.parse(byId.text)).toMatchObject({ data: { __typename: 'Query' } });
    expect(byId.headers['cache-control']).toBe('private, no-store');
  });

  test.each([
    ['a fragment', `/graphql#?query=${LISTED_QUERY}`, 400, 'PERSISTED_QUERY_NOT_IN_LIST'],
    ['a query after a fragment', `/graphql#&query=${QUERY}`, 400, 'PERSISTED_QUERY_NOT_IN_LIST'],
    [
      'a fragment after another query',
      `/graphql?query=${QUERY}#&query=${LISTED_QUERY}`,
      400,
      'PERSISTED_QUERY_NOT_IN_LIST',
    ],
    ['a second query', `/graphql?query=${LISTED_QUERY}&%71uery=${QUERY}`, 400, 'BAD_REQUEST'],
  ])('with %s executes nothing', async (_, target, status, code) => {
    expectError(await get(target), status, code);
  });
});

test('load shedding applies to every spelling of /graphql', async () => {
  const full = await startStack({ server: { overload: { eventLoopDelayMs: 0, heapPercent: 0.01 } } });
  try {
    const responses = () => Promise.all(SPELLINGS.map((target) => send(target, { url: full.graph.url })));
    let last = await responses();
    await until(async () => {
      last = await responses();
      return last[0]?.status === 503;
    });
    for (const response of last) expectError(response, 503, 'SERVER_OVERLOADED');
  } finally {
    await full.close();
  }
});

test('a span contains the path of the target without authority, query and fragment', async () => {
  const collector = await startCollector();
  const traces = { url: `${collector.url}/v1/traces`, headers: {}, serviceName: 'cardgraph', ratio: 1 };
  const traced = await startStack({ server: { traces } });
  const { url } = traced.graph;
  const planted = createHash('sha256').update('planted').digest('hex');
  try {
    await send(`/%67raphql#${planted}`, { url });
    await send(`http://localhost/graphql?a=${planted}`, { url });
  } finally {
    // Closing the server sends the remaining spans.
    await traced.close();
    await collector.close();
  }
  const served = collector.spans.filter(({ kind }) => kind === 2);
  expect(served.map(({ name, attributes }) => [name, attributes['url.path']])).toEqual([
    ['GET /graphql', '/graphql'],
    ['GET /graphql', '/graphql'],
  ]);
  expect(JSON.stringify(collector.spans)).not.toContain(planted);
});
