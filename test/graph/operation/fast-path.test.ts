import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApolloServer } from '@apollo/server';
import fc from 'fast-check';
import { getIntrospectionQuery } from 'graphql';
import { createSchema } from '../../../src/graph/schema/schema.js';
import type { RunningServer } from '../../../src/http/server.js';
import { ago } from '../../support/china-days.js';
import { type RandomQuery, randomQueries } from '../../support/random-query.js';
import { type RawPlatform, sendBytes, sendJson, startRawPlatform } from '../../support/raw-platform.js';
import { RATES, startGraph, startStack, WIDE_LIMITS } from '../../support/stack.js';
import { useEmulator, useStack } from '../../support/use-stack.js';

/** The number of generated queries. `npm run equality` runs many more. */
const RUNS = process.env.LONG ? 2000 : 40;

const CARDS = ['pDEMO-groupon-0001', 'pDEMO-cash-0001', 'pDEMO-member-card-0001', 'pDEMO-movie-ticket-0001'];
const IDS = [...CARDS, 'pDEMO-refused-0001', 'pNOBODY', 'x'.repeat(33)];

/** Values for arguments by name: those that exist in the emulator, those that do not, and invalid ones. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  id: IDS,
  cardId: IDS,
  ids: [CARDS, [IDS[0], IDS[4], IDS[5]], []],
  code: ['200000010001', '200000010002', 'no such code'],
  openid: ['oDEMO-user-0001', 'oNOBODY'],
  first: [1, 3, 0],
  offset: [0, 2],
  after: ['no cursor'],
  statuses: [['APPROVED'], ['APPROVED', 'DELETED']],
  from: [ago(9), ago(70)],
  to: [ago(7), ago(1), '2020-01-01'],
  origin: ['API', 'CONSOLE'],
  representations: [
    [
      { __typename: 'Card', id: CARDS[0] },
      { __typename: 'Code', cardId: CARDS[2], code: '200000010001' },
      { __typename: 'WechatUser', openid: 'oDEMO-user-0001' },
      { __typename: 'PayGiftRule', id: '1000001' },
      { __typename: 'Card', id: 'pNOBODY' },
      { __typename: 'Nothing' },
    ],
  ],
};

const BELOW = `query ($if: Boolean = true) { card(id: "${CARDS[0]}") { id ... @include(if: $if) { title } } }`;

/** Returns the same response to the same call on both sides: that of the emulator, or a rejection if the body contains `refused`. */
let platform: RawPlatform;
type Side = 'on' | 'off';
let servers: Record<Side, RunningServer>;
const emulator = useEmulator({ beforeEach: 'nothing' });

beforeAll(async () => {
  const credentials = { grant_type: 'client_credential', appid: 'wxdemo', secret: 'demo-secret' };
  const post = (path: string, body: string) => fetch(emulator.url + path, { method: 'POST', body });
  const granted = await (await post('/cgi-bin/stable_token', JSON.stringify(credentials))).json();
  const { access_token: token } = granted as { access_token: string };
  const replies = new Map<string, Promise<Buffer>>();
  platform = await startRawPlatform(async ({ path, body }, response) => {
    if (body.includes('refused')) return sendJson(response, { errcode: 48001, errmsg: 'api unauthorized' });
    const forward = async () => Buffer.from(await (await post(`${path}?access_token=${token}`, body)).arrayBuffer());
    const key = `${path} ${body}`;
    const reply = replies.get(key) ?? forward();
    replies.set(key, reply);
    sendBytes(response, await reply);
  });
  // Some operations are sent twice to one side, which would reach the limit of code look-ups before the other side.
  const rates = { ...RATES, codeMissesPerMinute: 1_000_000 };
  const start = (fastPath: boolean) => startGraph(platform.url, { limits: WIDE_LIMITS, rates, fastPath });
  const [on, off] = await Promise.all([start(true), start(false)]);
  servers = { on, off };
});
afterAll(async () => {
  await Promise.all(Object.values(servers).map((server) => server.close()));
  await platform.close();
});

/** Returns the status, the headers not specific to one request, the data byte for byte and the errors sorted. */
async function resultOf(side: Side, query: string, variables: object) {
  const before = platform.calls;
  const response = await fetch(servers[side].url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const {
    date,
    'x-request-id': requestId,
    'content-length': length,
    ...headers
  } = Object.fromEntries(response.headers);
  const { data, errors, extensions, ...rest } = (await response.json()) as ResponseBody;
  const reported = errors?.map(({ message, path, extensions: { code, errcode } }) =>
    JSON.stringify({ message, path, code, errcode }),
  );
  return {
    result: {
      status: response.status,
      headers,
      data: JSON.stringify(data),
      errors: reported?.sort(),
      extensions,
      rest,
    },
    calls: (await callsAfter(errors !== undefined)) - before,
  };
}

/** Pause after which an operation makes no more calls, milliseconds. */
const PAUSE_MS = 250;

/** After an error nulls an object, graphql-js responds while fields next to it are still being read. Returns the calls after that. */
async function callsAfter(hasErrors: boolean): Promise<number> {
  for (let calls = -1; hasErrors && calls !== platform.calls; ) {
    calls = platform.calls;
    await sleep(PAUSE_MS);
  }
  return platform.calls;
}

interface ResponseBody {
  readonly data?: unknown;
  readonly errors?: readonly { message: string; path?: unknown; extensions: { code: string; errcode?: number } }[];
  readonly extensions?: unknown;
}

async function expectEqual(query: string, variables: object) {
  const off = await resultOf('off', query, variables);
  const on = await resultOf('on', query, variables);
  expect(on).toEqual(off);
  // The query is cached now and bypasses Apollo Server. A mutation would be a repeat.
  if (!isMutation(query)) expect(await resultOf('on', query, variables)).toEqual(off);
  return on.result;
}

const isMutation = (text: string) => /^\s*mutation\b/m.test(text);

/** The operations that other tests sent, recorded by `npm run equality` as JSON lines. */
const RECORDED = process.env.ASKED_FILE ? readFileSync(process.env.ASKED_FILE, 'utf8').trim().split('\n') : [];

describe('an operation with the fast path on and off', () => {
  const schema = createSchema();

  test(`has the same response and the same number of calls for ${RUNS} generated queries`, async () => {
    const valuesOf = ({ name }: { name: string }) => VALUES[name];
    // The result of a search depends on the index of its server, which reads cards in the background.
    const queries = randomQueries({ schema, depth: 4, fields: 4, valuesOf, without: 'searchCards' });
    let succeeded = 0;
    let failed = 0;
    const check = async ({ query, variables }: RandomQuery) => {
      const { data, errors } = await expectEqual(query, variables);
      if (data !== undefined && data !== 'null') succeeded += 1;
      if (errors) failed += 1;
    };
    await fc.assert(fc.asyncProperty(queries, check), { numRuns: RUNS, endOnFailure: true });
    // Both kinds must occur, otherwise the comparison is of little value.
    expect(succeeded).toBeGreaterThan(RUNS / 2);
    expect(failed).toBeGreaterThan(RUNS / 10);
  }, 600_000);

  test.each([
    ['introspection', getIntrospectionQuery(), {}],
    ['a variable that is missing', 'query ($id: ID!) { card(id: $id) { id } }', {}],
    ['a condition that is null', 'query ($if: Boolean = true) { __typename @skip(if: $if) }', { if: null }],
    ['a nested condition that is null', BELOW, { if: null }],
    ['no operation', 'fragment F on Card { id }', {}],
  ])('has the same response for %s', async (_, query, variables) => {
    await expectEqual(query, variables);
  });

  test('has the same response each time when the conditions of one text change', async () => {
    for (const condition of [true, false, true, null, false, undefined]) {
      await expectEqual(BELOW, { if: condition });
    }
  });

  if (RECORDED.length > 0) {
    test('has the same response for every operation that other tests sent', async () => {
      for (const line of RECORDED) {
        const { query, variables } = JSON.parse(line);
        await expectEqual(query, variables);
      }
    }, 600_000);
  }
});

// ---- Requests that bypass Apollo Server, and requests that do not

const CARD = 'pDEMO-groupon-0001';
const QUERY = 'query Card($id: ID!) { card(id: $id) { id title stock { quantity } } }';
const CACHED = { query: QUERY, variables: { id: CARD } };

const stack = useStack({ beforeEach: 'nothing', server: { production: true } });
const byApollo = jest.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest');

beforeAll(async () => {
  await stack.emulator.fault({ kind: 'errcode', path: '/card/code/get', value: 48001 });
});

interface Sent {
  readonly body: object;
  readonly headers?: Record<string, string>;
}

/** Returns the response without the parts specific to its request, and whether Apollo Server executed it. */
async function sendTracked({ body, headers }: Sent, { url } = stack.graph) {
  const calls = byApollo.mock.calls.length;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const { date, 'x-request-id': requestId, ...others } = Object.fromEntries(response.headers);
  return {
    result: { status: response.status, headers: others, body: withoutIds(await response.text()) },
    isByApollo: byApollo.mock.calls.length > calls,
  };
}

/** Removes the ids that the platform assigns to each of its responses. */
const withoutIds = (body: string) => body.replaceAll(/(hint: \[|rid: |"rid":")[\w-]+/g, '$1');

describe('a repeated query', () => {
  test.each<[string, Sent]>([
    ['that reads one card', { body: CACHED }],
    ['for a card that does not exist', { body: { query: `${QUERY} # 1`, variables: { id: 'pNOBODY' } } }],
    ['that fails entirely', { body: { query: '{ code(code: "200000010001") { status } }' } }],
    [
      'that fails in part',
      { body: { query: `{ card(id: "${CARD}") { id } code(code: "200000010001") { status } }`, variables: null } },
    ],
    ['with an input that a field rejects', { body: { query: '{ cards(first: 0) { totalCount } }' } }],
    [
      'that is the second of two operations',
      { body: { query: 'query A { __typename } query B { b: __typename }', operationName: 'B' } },
    ],
    [
      'in the form of Apollo Client',
      {
        headers: { accept: 'application/graphql-response+json,application/json;q=0.9' },
        body: {
          operationName: 'Card',
          query: `${QUERY} # 2`,
          variables: { id: CARD },
          extensions: { clientLibrary: { name: '@apollo/client', version: '4.0.0' } },
        },
      },
    ],
  ])('%s bypasses Apollo Server and has the same response byte for byte', async (_subject, sent) => {
    const first = await sendTracked(sent);
    const second = await sendTracked(sent);
    expect([first.isByApollo, second.isByApollo]).toEqual([true, false]);
    expect(second.result).toEqual(first.result);
  });

  test.each<[string, Sent]>([
    ['an invalid variable', { body: { query: QUERY, variables: { id: [] } } }],
    ['variables that are an array', { body: { query: QUERY, variables: [CARD] } }],
    ['the name of an unknown operation', { body: { ...CACHED, operationName: 'Other' } }],
    ['an empty name', { body: { ...CACHED, operationName: '' } }],
    ['a name that is not a string', { body: { ...CACHED, operationName: ['Card'] } }],
    ['a hash', { body: { ...CACHED, extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } } }],
    ['extensions that are not an object', { body: { ...CACHED, extensions: 'x' } }],
    ['an Accept header that allows nothing', { headers: { accept: 'image/png' }, body: CACHED }],
  ])('with %s is rejected by Apollo Server each time', async (_subject, sent) => {
    await sendTracked({ body: CACHED });
    const first = await sendTracked(sent);
    const second = await sendTracked(sent);
    expect([first.isByApollo, second.isByApollo]).toEqual([true, true]);
    expect(first.result.status).toBeGreaterThanOrEqual(400);
    expect(second.result.status).toBe(first.result.status);
  });

  test('with variables that exceed the cost limit is rejected by Apollo Server', async () => {
    const query =
      'query ($n: Int!) { cards(first: $n) { nodes { title wallet: id } } a: cards(first: $n) { nodes { title } } }';
    const [few, many] = [2, 1000].map((n) => ({ body: { query, variables: { n } } })) as [Sent, Sent];
    await sendTracked(few);
    expect(await sendTracked(few)).toMatchObject({ isByApollo: false, result: { status: 200 } });
    const { isByApollo, result } = await sendTracked(many);
    expect({ isByApollo, status: result.status }).toEqual({ isByApollo: true, status: 400 });
    expect(result.body).toContain('OPERATION_TOO_COMPLEX');
  });

  test('returns the same HTTP 503 as Apollo Server while there is no capacity', async () => {
    const full = await startStack({ server: { upstreamConcurrency: 1, upstreamQueue: 0 } });
    try {
      // Enough successful requests that admission rejects none afterwards.
      for (let times = 0; times < 10; times += 1) await full.graph.ask('{ __typename }');
      await full.emulator.fault({ kind: 'hang', path: '/card/get', times: 1 });
      const slow = new AbortController();
      const query = encodeURIComponent('{ card(id: "pDEMO-cash-0001") { title } }');
      const headers = { 'apollo-require-preflight': 'yes' };
      fetch(`${full.graph.url}?query=${query}`, { headers, signal: slow.signal }).catch(() => undefined);
      while ((await full.emulator.calls())['/card/get'] === undefined);
      const first = await sendTracked({ body: CACHED }, full.graph);
      const second = await sendTracked({ body: CACHED }, full.graph);
      expect([first.isByApollo, second.isByApollo]).toEqual([true, false]);
      expect(first.result).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
      expect(second.result).toEqual(first.result);
      slow.abort();
    } finally {
      await full.close();
    }
  });

  test('by GET is executed by Apollo Server each time', async () => {
    for (const times of [1, 2]) {
      byApollo.mockClear();
      const url = `${stack.graph.url}?query=${encodeURIComponent(QUERY)}&variables={"id":"${CARD}"}`;
      const response = await fetch(url, { headers: { 'apollo-require-preflight': 'yes' } });
      expect([times, response.status, byApollo.mock.calls.length]).toEqual([times, 200, 1]);
    }
  });
});

describe('a repeated mutation', () => {
  const STOCK = `mutation ($input: ModifyStockInput!) {
    __typename modifyStock(input: $input) { cardId replayed quantityBefore quantityAfter card { id title } userErrors { code message field } }
  }`;

  test.each<[string, object]>([
    ['that is refused', { cardId: 'pNOBODY', increaseBy: 1 }],
    ['whose input is refused', { cardId: CARD, increaseBy: 0 }],
    ['that changes the stock and is replayed', { cardId: CARD, increaseBy: 3 }],
  ])('%s bypasses Apollo Server and has the same response byte for byte', async (subject, input) => {
    const sent = {
      body: { query: `${STOCK} # ${subject}`, variables: { input: { ...input, idempotencyKey: subject } } },
    };
    const first = await sendTracked(sent);
    const second = await sendTracked(sent);
    expect([first.isByApollo, second.isByApollo]).toEqual([true, false]);
    const isReplay = subject.includes('replayed');
    const expected = isReplay ? first.result.body.replace('"replayed":false', '"replayed":true') : first.result.body;
    const { 'content-length': _, ...headers } = first.result.headers;
    expect(second.result).toMatchObject({ status: 200, headers: { ...headers }, body: expected });
  });

  test('is executed each time, its fields one after another', async () => {
    const change = (key: string) =>
      `modifyStock(input: { cardId: "${CARD}", increaseBy: 1, idempotencyKey: "${key}" })`;
    const query = (keys: readonly string[]) =>
      `mutation { ${keys.map((key) => `${key}: ${change(key)} { quantityAfter }`).join(' ')} }`;
    // The same text again returns the same outcomes.
    const quantities = async (keys: readonly string[]) => {
      const { result } = await sendTracked({ body: { query: query(keys) } });
      const { data } = JSON.parse(result.body) as { data: Record<string, { quantityAfter: number }> };
      return keys.map((key) => data[key]?.quantityAfter ?? Number.NaN);
    };
    const [start = Number.NaN] = await quantities(['zero']);
    expect(await quantities(['one', 'two', 'three'])).toEqual([start + 1, start + 2, start + 3]);
    expect(await quantities(['one', 'two', 'three'])).toEqual([start + 1, start + 2, start + 3]);
    const withKey = { query: STOCK.replace('__typename', ''), variables: {} };
    for (const [index, key] of ['a', 'b', 'c'].entries()) {
      const variables = { input: { cardId: CARD, increaseBy: 1, idempotencyKey: key } };
      const { isByApollo, result } = await sendTracked({ body: { ...withKey, variables } });
      expect([isByApollo, result.body.includes(`"quantityAfter":${start + 4 + index}`)]).toEqual([index === 0, true]);
    }
  });
});
