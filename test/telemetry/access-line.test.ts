import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createLog } from '../../src/log.js';
import { RequestStats } from '../../src/telemetry/request-stats.js';
import { entryOf, keyOf } from '../support/api-keys.js';
import { LIMITS, startStack } from '../support/stack.js';
import { useStack } from '../support/use-stack.js';

type Line = Readonly<Record<string, unknown>>;

let written: string[] = [];
const log = createLog({ level: 'info', destination: { write: (line) => void written.push(line) } });
const stack = useStack({ server: { log, cacheMaxBytes: 1_000_000 } });

beforeEach(() => {
  written = [];
});

/** Waits for `count` access lines. They are written just after the response was sent. */
async function lines(count = 1): Promise<Line[]> {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = written.map((line): Line => JSON.parse(line)).filter(({ msg }) => String(msg).startsWith('request'));
    if (found.length >= count) return found;
    await new Promise((go) => setTimeout(go, 10));
  }
  throw new Error(`expected ${count} access lines, got ${written.join('')}`);
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
const postTo = (path: string, init: RequestInit) => fetch(new URL(path, stack.graph.url), init);

describe('the access line', () => {
  test('reports caller, operation, account, status, duration and upstream calls of a query', async () => {
    const query = 'query Two($a: ID!, $b: ID!) { a: card(id: $a) { title } b: card(id: $b) { title } }';
    const variables = { a: 'pDEMO-groupon-0001', b: 'pDEMO-cash-0001' };
    await stack.graph.ask(query, variables, { 'x-request-id': 'shop-0001' });
    expect(await lines()).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        msg: 'request',
        requestId: 'shop-0001',
        operation: 'Two',
        operationType: 'query',
        operationHash: hashOf(query),
        caller: 'anonymous',
        account: 'wxdemo',
        status: 200,
        durationMs: expect.any(Number),
        upstreamCalls: 2,
        fromCache: 0,
      },
    ]);
  });

  test('lists the distinct codes of the userErrors of its mutations', async () => {
    const change = (id: string) => `modifyStock(input: { cardId: "${id}", idempotencyKey: "" })`;
    await stack.graph.ask(
      `mutation { a: ${change('pDEMO-cash-0001')} { userErrors { code } } b: ${change('pDEMO-gift-0001')} { replayed } }`,
    );
    expect(await lines()).toMatchObject([{ userErrors: ['INVALID_INPUT'] }]);
  });

  test('has at most ten codes of userErrors', () => {
    const stats = new RequestStats();
    for (let n = 0; n < 30; n += 1) stats.addUserErrorCode(`CODE_${n % 15}`);
    expect(stats.summary(200).userErrorCodes).toEqual(Array.from({ length: 10 }, (_, n) => `CODE_${n}`));
  });

  test('counts cached responses instead of calls for a repeated query, as in the ledger', async () => {
    const query = '{ card(id: "pDEMO-gift-0001") { title } }';
    await stack.graph.ask(query);
    await stack.graph.ask(query);
    const [first, again] = await lines(2);
    expect(first).toMatchObject({ upstreamCalls: 1, fromCache: 0 });
    expect(again).toMatchObject({ upstreamCalls: 0, fromCache: 1 });
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  test('counts cached days instead of calls for repeated statistics', async () => {
    const query = '{ merchantStats(from: "2020-01-01", to: "2020-01-05", origin: API) { complete } }';
    await stack.graph.ask(query);
    await stack.graph.ask(query);
    const [first, again] = await lines(2);
    expect(first).toMatchObject({ operationType: 'query' });
    expect({ calls: again?.upstreamCalls, fromCache: again?.fromCache }).toEqual({ calls: 0, fromCache: 5 });
  });

  test('counts every upstream call of a mutation in the ledger, including reads and retries', async () => {
    await stack.emulator.fault({ path: '/card/get', kind: 'http', value: 502, times: 1 });
    const input = { cardId: 'pDEMO-cash-0001', increaseBy: 3, idempotencyKey: 'access-line-1' };
    await stack.graph.ask(
      'mutation Stock($input: ModifyStockInput!) { modifyStock(input: $input) { userErrors { code } } }',
      {
        input,
      },
    );
    const calls = Object.values(await stack.emulator.calls()).reduce((sum, count) => sum + count, 0);
    expect(calls).toBe(4);
    expect(await lines()).toMatchObject([{ operation: 'Stock', operationType: 'mutation', upstreamCalls: calls }]);
  });

  test('lists each error code of a query once', async () => {
    await stack.emulator.fault({ path: '/card/get', kind: 'errcode', value: 48001 });
    const { errors } = await stack.graph.ask('{ a: card(id: "pDEMO-a") { title } b: card(id: "pDEMO-b") { title } }');
    expect(await lines()).toMatchObject([{ status: 200, errors: [errors?.[0]?.extensions.code] }]);
  });

  test.each([
    [
      'malformed JSON',
      '/graphql',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' },
      400,
      'BAD_REQUEST',
    ],
    [
      'a body that is too large',
      '/graphql',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: 'x'.repeat(3_000_000) },
      413,
      'BODY_TOO_LARGE',
    ],
    ['another path', '/graphql/PLANTED?code=PLANTED', {}, 404, 'BAD_REQUEST'],
    ['an unknown account', '/graphql', { headers: { 'x-wechat-appid': 'wxnone' } }, 403, 'FORBIDDEN'],
    [
      'a document that does not parse',
      '/graphql',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{"}' },
      400,
      'GRAPHQL_PARSE_FAILED',
    ],
  ] as const)('reports the status and the error code of a request with %s', async (_, path, init, status, code) => {
    await postTo(path, init).then((response) => response.text());
    const [line] = await lines();
    expect(line).toMatchObject({ status, errors: [code], upstreamCalls: 0 });
    expect(JSON.stringify(line)).not.toContain('PLANTED');
  });

  test('reports a disconnected client without a status', async () => {
    await stack.emulator.fault({ path: '/card/get', kind: 'hang' });
    const { hostname, port } = new URL(stack.graph.url);
    const body = JSON.stringify({ query: 'query Left { card(id: "pDEMO-gift-0002") { title } }' });
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    while (!('/card/get' in (await stack.emulator.calls()))) await new Promise((go) => setTimeout(go, 10));
    socket.destroy();
    const [line] = await lines();
    expect(line).toMatchObject({ msg: 'request cancelled by the client', operation: 'Left', upstreamCalls: 1 });
    expect(line).not.toHaveProperty('status');
  });

  test('contains the trace id of a request with traceparent', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await stack.graph.ask('{ __typename }', {}, { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    expect(await lines()).toMatchObject([{ traceId }]);
  });

  test('truncates a long operation name to 100 characters', async () => {
    await stack.graph.ask(`query ${'N'.repeat(500)} { __typename }`);
    expect(await lines()).toMatchObject([{ operation: 'N'.repeat(100) }]);
  });
});

test('a request outside /graphql has no access line', async () => {
  await postTo('/health/live', {});
  await postTo('/metrics', {});
  await stack.graph.ask('{ __typename }');
  expect(await lines()).toHaveLength(1);
});

test.each(['on', 'off'])(
  'a response that exceeds the limit while it is written is logged with OPERATION_TOO_COMPLEX, fast path %s',
  async (fastPath) => {
    const limits = { ...LIMITS, responseBytes: 400 };
    const low = await startStack({ server: { log, limits, fastPath: fastPath === 'on' } });
    try {
      // 20 titles of at most nine Chinese characters. The meter counts each character as one byte, the writer as three.
      const titles = Array.from({ length: 20 }, (_, index) => `a${index}: title`).join(' ');
      const { status, data } = await low.graph.ask(`{ card(id: "pDEMO-groupon-0001") { ${titles} } }`);
      expect({ status, data }).toEqual({ status: 400, data: undefined });
      expect(await lines()).toMatchObject([{ status: 400, errors: ['OPERATION_TOO_COMPLEX'] }]);
    } finally {
      await low.close();
    }
  },
);

test('a caller with an API key is named in the access line', async () => {
  const keys = [entryOf('till')];
  const named = await startStack({ server: { log, auth: { mode: 'api-key', keys } } });
  try {
    await named.graph.ask('{ __typename }', {}, { 'x-api-key': keyOf('till') });
    await named.graph.ask('{ __typename }', {}, { 'x-api-key': 'PLANTED' });
    const [admitted, refused] = await lines(2);
    expect(admitted).toMatchObject({ caller: 'till', account: 'wxdemo' });
    expect(refused).toMatchObject({ status: 401, errors: ['UNAUTHENTICATED'] });
    expect(refused).not.toHaveProperty('caller');
  } finally {
    await named.close();
  }
});
