import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Secret } from '../../src/config/secret.js';
import { framingOf } from '../../src/http/subscription-framing.js';
import { createLog } from '../../src/log.js';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import { auditTo } from '../support/audit-to.js';
import { ago } from '../support/china-days.js';
import { EventSocket, RawSocket, until } from '../support/event-socket.js';
import { type EventStack, startEventStack } from '../support/event-stack.js';
import { EventStream } from '../support/event-stream.js';
import { send } from '../support/http.js';
import { scrape } from '../support/scrape.js';

const QUERY = 'subscription { cardEvents { cursor } }';
const SSE = 'text/event-stream';
const MULTIPART = 'multipart/mixed;subscriptionSpec=1.0';

let stack: EventStack;
const leftovers: (() => void)[] = [];
afterEach(async () => {
  for (const end of leftovers.splice(0)) end();
  await stack?.close();
});

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');
const onEvent = (selection: string) => `subscription { cardEvents { ${selection} } }`;
const range = `from: "${ago(3720)}", to: "${ago(1)}"`;
const rows = 'rows { ... on CouponStatsRow { date viewCount } }';

interface Row {
  readonly name: string;
  readonly query: string;
  readonly variables?: object;
  readonly code: string;
}

/** The table of attacks: each must be rejected over every transport, with the same code. */
const ROWS: readonly Row[] = [
  { name: '30 levels', query: `subscription ${times(30, () => '{ a')} ${'}'.repeat(30)}`, code: 'OPERATION_TOO_DEEP' },
  { name: '5,000 tokens', query: onEvent('kind '.repeat(5000)), code: 'TOO_MANY_TOKENS' },
  { name: '101 aliases', query: onEvent(times(101, (n) => `a${n}: kind`)), code: 'TOO_MANY_ALIASES' },
  { name: '51 directives', query: onEvent(`kind ${'@skip(if: false) '.repeat(51)}`), code: 'TOO_MANY_DIRECTIVES' },
  {
    name: '31 root fields',
    query: `subscription { ${times(31, (n) => `a${n}: cardEvents { kind }`)} }`,
    code: 'TOO_MANY_ROOT_FIELDS',
  },
  {
    name: 'more calls per event than LIMIT_COST',
    query: onEvent(`card { ${times(20, (n) => `s${n}: stats(${range}) { totals { viewCount } }`)} }`),
    code: 'OPERATION_TOO_COMPLEX',
  },
  {
    name: 'statistics of ten years per event',
    query: onEvent(`card { stats(${range}) { ${rows} } }`),
    code: 'OPERATION_TOO_COMPLEX',
  },
  { name: '200 equal fields', query: onEvent('kind '.repeat(200)), code: 'OPERATION_TOO_COMPLEX' },
  {
    name: 'two root fields',
    query: 'subscription { cardEvents { kind } b: cardEvents { kind } }',
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'two root fields in fragments',
    query:
      'subscription { ...A ...B } fragment A on Subscription { cardEvents { kind } } fragment B on Subscription { b: cardEvents { kind } }',
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'a fragment cycle',
    query: 'subscription { ...A } fragment A on Subscription { ...A }',
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  { name: 'only __typename', query: 'subscription { __typename }', code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: '__schema', query: 'subscription { __schema { types { name } } }', code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: '_service', query: 'subscription { _service { sdl } }', code: 'GRAPHQL_VALIDATION_FAILED' },
  {
    name: '_entities',
    query: 'subscription { _entities(representations: []) { __typename } }',
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  { name: '@defer', query: onEvent('... @defer { kind }'), code: 'GRAPHQL_VALIDATION_FAILED' },
  { name: '@stream', query: onEvent('card { locations @stream }'), code: 'GRAPHQL_VALIDATION_FAILED' },
  {
    name: 'a root field that a variable excludes',
    query: 'subscription ($no: Boolean!) { cardEvents @include(if: $no) { kind } }',
    variables: { no: false },
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'a root field in a fragment that is skipped',
    query: 'subscription { ... @skip(if: true) { cardEvents { kind } } }',
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  {
    name: 'a forged cursor',
    query: 'subscription ($after: EventCursor) { cardEvents(after: $after) { kind } }',
    variables: { after: 'A'.repeat(39) },
    code: 'EVENTS_CURSOR_UNKNOWN',
  },
];

async function codeOverHttp(
  { query, variables }: Pick<Row, 'query' | 'variables'>,
  accept: string,
  more: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const headers = { 'content-type': 'application/json', accept, ...more };
  const body = JSON.stringify({ query, variables });
  const { text } = await send(stack.server.url, '/graphql', { method: 'POST', headers, body });
  const [json = ''] = /\{.*\}/.exec(text) ?? [];
  return JSON.parse(json).errors?.[0].extensions.code;
}

async function codeOverWebSocket(
  { query, variables }: Pick<Row, 'query' | 'variables'>,
  init: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const socket = new EventSocket(stack.server.url, { init });
  leftovers.push(() => socket.vanish());
  const subscription = socket.subscribe(query, variables && { variables });
  await until(() => subscription.failure !== undefined);
  return subscription.errors[0]?.extensions.code;
}

describe('an attack by a subscription', () => {
  beforeEach(async () => {
    stack = await startEventStack();
  });

  test.each(ROWS)('with $name is rejected with $code over every transport', async (row) => {
    const codes = [await codeOverHttp(row, SSE), await codeOverHttp(row, MULTIPART), await codeOverWebSocket(row)];
    expect(codes).toEqual([row.code, row.code, row.code]);
    expect((await scrape(stack.server.url)).value('cardgraph_subscriptions', { transport: 'sse' })).toBe(0);
  });

  test('with a megabyte of variables is rejected before they are kept', async () => {
    const query = 'subscription ($cardIds: [ID!]) { cardEvents(cardIds: $cardIds) { kind } }';
    const large = { query, variables: { cardIds: ['pDEMO-groupon-0001'], unused: 'x'.repeat(1_000_000) } };
    expect(await codeOverHttp(large, SSE)).toBe('BODY_TOO_LARGE');
    expect(await codeOverHttp(large, MULTIPART)).toBe('BODY_TOO_LARGE');
    const socket = await new RawSocket(stack.server.url).acknowledged();
    leftovers.push(() => socket.socket.terminate());
    socket.send({ id: '1', type: 'subscribe', payload: large });
    expect((await socket.isClosed()).code).toBe(1009);
  });
});

test('subscriptions with bodies over a megabyte leave the slots for pictures free', async () => {
  stack = await startEventStack();
  const body = `${JSON.stringify({ query: QUERY })}${' '.repeat(1_100_000)}`;
  const streams = await Promise.all(
    Array.from({ length: 9 }, async () => {
      const response = await fetch(stack.server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: SSE },
        body,
      });
      leftovers.push(() => void response.body?.cancel());
      return response.status;
    }),
  );
  // Bodies that arrive at the same time may exceed the slots.
  expect(streams).toContain(200);
  const query = `{ __typename }${' '.repeat(1_100_000)}`;
  expect(await stack.graph.ask(query)).toMatchObject({ status: 200 });
});

test('a mutation is rejected by GET with Accept text/event-stream, and over WebSocket, and audited over SSE', async () => {
  const lines: string[] = [];
  const trail = auditTo((line) => lines.push(line));
  stack = await startEventStack({ audit: { trail, key: new Secret('0123456789abcdef0123456789abcdef') } });
  const mutation =
    'mutation { modifyStock(input: { cardId: "pDEMO-groupon-0001", increaseBy: 1, idempotencyKey: "attack-1" }) { __typename } }';
  const before = (await stack.emulator.ledger()).total;
  const path = `/graphql?${new URLSearchParams({ query: mutation })}`;
  const headers = { accept: SSE, 'content-type': 'application/json' };
  expect((await send(stack.server.url, path, { headers })).status).toBe(405);
  expect((await send(stack.server.url, path, { headers: { accept: SSE } })).status).toBe(400);
  expect(await codeOverWebSocket({ query: mutation })).toBe('BAD_REQUEST');
  expect((await stack.emulator.ledger()).total).toBe(before);
  expect(lines).toEqual([]);
  await codeOverHttp({ query: mutation }, SSE);
  expect(lines.join()).toContain('modifyStock');
});

test('a mutation over server-sent events with an idempotency key is executed once, and replayed by POST', async () => {
  stack = await startEventStack();
  const query =
    'mutation { modifyStock(input: { cardId: "pDEMO-groupon-0001", increaseBy: 1, idempotencyKey: "replay-1" }) { replayed } }';
  const first = await (await EventStream.open(stack.server.url, query)).ended();
  expect(first.results.map(({ data }) => data)).toEqual([{ modifyStock: { replayed: false } }]);
  expect((await stack.graph.ask(query)).data).toEqual({ modifyStock: { replayed: true } });
  const again = await (await EventStream.open(stack.server.url, query)).ended();
  expect(again.results.map(({ data }) => data)).toEqual([{ modifyStock: { replayed: true } }]);
});

test('a page of another origin can start a subscription neither by a form nor by EventSource', async () => {
  stack = await startEventStack();
  const origin = 'https://evil.example';
  const body = JSON.stringify({ query: QUERY });
  const statuses = await Promise.all([
    send(stack.server.url, '/graphql', {
      method: 'POST',
      headers: { origin, accept: SSE, 'content-type': 'text/plain' },
      body,
    }),
    send(stack.server.url, `/graphql?${new URLSearchParams({ query: QUERY })}`, { headers: { origin, accept: SSE } }),
  ]);
  for (const { status } of statuses) expect(status).toBeGreaterThanOrEqual(400);
});

test('an Accept header of 15 KB takes the event loop less than 10 ms', async () => {
  stack = await startEventStack();
  const accept = `multipart/mixed;${'subscriptionSpec;multipart/mixed;'.repeat(450)}`;
  await codeOverHttp({ query: '{ __typename }' }, accept);
  const began = performance.now();
  expect(framingOf({ accept })).toBeUndefined();
  expect(performance.now() - began).toBeLessThan(10);
});

test('a refused upgrade closes its connection', async () => {
  stack = await startEventStack();
  const { port, hostname } = new URL(stack.server.url);
  const tcp = connect(Number(port), hostname);
  leftovers.push(() => tcp.destroy());
  tcp.write(`GET /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`);
  let text = '';
  tcp.on('data', (chunk) => {
    text += chunk;
  });
  const closed = new Promise((resolve) => tcp.once('close', resolve));
  await Promise.race([closed, sleep(2000).then(() => Promise.reject(new Error('still open')))]);
  expect(text).toContain('400 Bad Request');
});

test('a subscription over WebSocket has one access line, and a token in the query string of its upgrade is in no line', async () => {
  const lines: string[] = [];
  const log = createLog({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
  stack = await startEventStack({ log });
  const token = 'planted-token-of-a-query';
  const socket = new RawSocket(`${stack.server.url}?access_token=${token}`, { 'x-request-id': 'attack-upgrade' });
  leftovers.push(() => socket.socket.terminate());
  await socket.acknowledged();
  socket.send({ id: '1', type: 'subscribe', payload: { query: QUERY } });
  await sleep(100);
  socket.send({ id: '1', type: 'complete' });
  const accessLines = () => lines.filter((line) => line.includes('"operationType":"subscription"'));
  await until(() => accessLines().length > 0);
  expect(accessLines()).toHaveLength(1);
  expect(lines.join('')).not.toContain(token);
});

describe('a caller over every transport', () => {
  const codes = async (query: string, headers: Readonly<Record<string, string>>) => [
    await codeOverHttp({ query }, SSE, headers),
    await codeOverHttp({ query }, MULTIPART, headers),
    await codeOverWebSocket({ query }, headers),
  ];

  test.each([
    ['event:read', 'subscription { cardEvents { cursor } }', ['card:read', 'code:read', 'member:read']],
    ['card:read', 'subscription { cardEvents(kinds: [REVIEWED]) { cursor } }', ['event:read']],
    ['code:read', 'subscription { cardEvents(kinds: [CLAIMED]) { cursor } }', ['event:read', 'card:read']],
    ['member:read', 'subscription { cardEvents(kinds: [MEMBER_CHANGED]) { cursor } }', ['event:read', 'code:read']],
  ] as const)('without %s is rejected with FORBIDDEN', async (_scope, query, scopes) => {
    stack = await startEventStack({ auth: apiKeys(entryOf('narrow', { scopes: [...scopes] })) });
    expect(await codes(query, { 'x-api-key': keyOf('narrow') })).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']);
  });

  test('can subscribe only to listed operations', async () => {
    const operations = [{ id: 'other', name: 'Other', body: '{ __typename }' }];
    stack = await startEventStack({ persistedOperations: { mode: 'enforce', operations } });
    const refused = 'PERSISTED_QUERY_NOT_IN_LIST';
    expect(await codes(QUERY, {})).toEqual([refused, refused, refused]);
  });
});
