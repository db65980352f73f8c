import { readFileSync } from 'node:fs';
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

/** Queries that are made up: `npm run equality` asks many more. */
const RUNS = process.env.LONG ? 2000 : 40;

const CARDS = ['pDEMO-groupon-0001', 'pDEMO-cash-0001', 'pDEMO-member-card-0001', 'pDEMO-movie-ticket-0001'];
const IDS = [...CARDS, 'pDEMO-refused-0001', 'pNOBODY', 'x'.repeat(33)];

/** Values for the arguments of queries by name: what the emulator knows, what it does not, and what is refused. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  id: IDS,
  cardId: IDS,
  ids: [CARDS, [IDS[0], IDS[4], IDS[5]], []],
  code: ['200000010001', '200000010002', 'no such code'],
  openid: ['oDEMO-user-0001', 'oNOBODY'],
  first: [1, 3, 0],
  offset: [0, 2],
  after: ['no cursor'],
  statuses: [['APPROVED'], []],
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

/** The same question gets the same answer, whoever asks: the emulator's, or a refusal of what names `refused`. */
let platform: RawPlatform;
type Side = 'on' | 'off';
let servers: Record<Side, RunningServer>;
const emulator = useEmulator({ beforeEach: 'nothing' });

beforeAll(async () => {
  const credentials = { grant_type: 'client_credential', appid: 'wxdemo', secret: 'demo-secret' };
  const post = (path: string, body: string) => fetch(emulator.url + path, { method: 'POST', body });
  const granted = await (await post('/cgi-bin/stable_token', JSON.stringify(credentials))).json();
  const { access_token: token } = granted as { access_token: string };
  const answers = new Map<string, Promise<Buffer>>();
  platform = await startRawPlatform(async ({ path, body }, response) => {
    if (body.includes('refused')) return sendJson(response, { errcode: 48001, errmsg: 'api unauthorized' });
    const ask = async () => Buffer.from(await (await post(`${path}?access_token=${token}`, body)).arrayBuffer());
    const key = `${path} ${body}`;
    const answer = answers.get(key) ?? ask();
    answers.set(key, answer);
    sendBytes(response, await answer);
  });
  // Some operations are sent twice to one side: it would be the first to refuse further code look-ups.
  const rates = { ...RATES, codeMissesPerMinute: 1_000_000 };
  const start = (fastPath: boolean) => startGraph(platform.url, { limits: WIDE_LIMITS, rates, fastPath });
  const [on, off] = await Promise.all([start(true), start(false)]);
  servers = { on, off };
});
afterAll(async () => {
  await Promise.all(Object.values(servers).map((server) => server.close()));
  await platform.close();
});

/** What must be the same: status, headers but for those of one request alone, data byte for byte, errors in any order. */
async function answerOf(side: Side, query: string, variables: object) {
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
  const { data, errors, extensions, ...rest } = (await response.json()) as Answer;
  const reported = errors?.map(({ message, path, extensions: { code, errcode } }) =>
    JSON.stringify({ message, path, code, errcode }),
  );
  return {
    answer: {
      status: response.status,
      headers,
      data: JSON.stringify(data),
      errors: reported?.sort(),
      extensions,
      rest,
    },
    calls: platform.calls - before,
  };
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { message: string; path?: unknown; extensions: { code: string; errcode?: number } }[];
  readonly extensions?: unknown;
}

async function expectEqual(query: string, variables: object) {
  const off = await answerOf('off', query, variables);
  const on = await answerOf('on', query, variables);
  expect(on).toEqual(off);
  // A query that was answered is known now and passes Apollo Server by. A mutation would be a repeat.
  if (!isMutation(query)) expect(await answerOf('on', query, variables)).toEqual(off);
  return on.answer;
}

const isMutation = (text: string) => /^\s*mutation\b/m.test(text);

/** What other tests sent, as `npm run equality` recorded it: a JSON line each. */
const ASKED = process.env.ASKED_FILE ? readFileSync(process.env.ASKED_FILE, 'utf8').trim().split('\n') : [];

describe('an operation, with the fast path on and off', () => {
  const schema = createSchema();

  test(`${RUNS} made up from the schema: the same response, and as many calls`, async () => {
    const valuesOf = ({ name }: { name: string }) => VALUES[name];
    const queries = randomQueries({ schema, depth: 4, fields: 4, valuesOf });
    let answered = 0;
    let failed = 0;
    const ask = async ({ query, variables }: RandomQuery) => {
      const { data, errors } = await expectEqual(query, variables);
      if (data !== undefined && data !== 'null') answered += 1;
      if (errors) failed += 1;
    };
    await fc.assert(fc.asyncProperty(queries, ask), { numRuns: RUNS, endOnFailure: true });
    // Not all of one kind, or nothing would be held.
    expect(answered).toBeGreaterThan(RUNS / 2);
    expect(failed).toBeGreaterThan(RUNS / 10);
  }, 600_000);

  test.each([
    ['introspection', getIntrospectionQuery(), {}],
    ['a variable that is missing', 'query ($id: ID!) { card(id: $id) { id } }', {}],
    ['a condition that is null', 'query ($if: Boolean = true) { __typename @skip(if: $if) }', { if: null }],
    ['a condition that is null, further down', BELOW, { if: null }],
    ['no operation', 'fragment F on Card { id }', {}],
  ])('%s: the same response', async (_, query, variables) => {
    await expectEqual(query, variables);
  });

  test('one text, under conditions that change: the same response each time', async () => {
    for (const condition of [true, false, true, null, false, undefined]) {
      await expectEqual(BELOW, { if: condition });
    }
  });

  if (ASKED.length > 0) {
    test('everything that other tests sent: the same response', async () => {
      for (const line of ASKED) {
        const { query, variables } = JSON.parse(line);
        await expectEqual(query, variables);
      }
    }, 600_000);
  }
});

// ---- what passes Apollo Server by, and what does not

const CARD = 'pDEMO-groupon-0001';
const QUERY = 'query Card($id: ID!) { card(id: $id) { id title stock { quantity } } }';
const KNOWN = { query: QUERY, variables: { id: CARD } };

const stack = useStack({ beforeEach: 'nothing', server: { production: true } });
const byApollo = jest.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest');

beforeAll(async () => {
  await stack.emulator.fault({ kind: 'errcode', path: '/card/code/get', value: 48001 });
});

interface Sent {
  readonly body: object;
  readonly headers?: Record<string, string>;
}

/** Everything of an answer but what is of its request alone. */
async function answerByWhom({ body, headers }: Sent, { url } = stack.graph) {
  const calls = byApollo.mock.calls.length;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const { date, 'x-request-id': requestId, ...others } = Object.fromEntries(response.headers);
  return {
    answer: { status: response.status, headers: others, body: withoutIds(await response.text()) },
    isByApollo: byApollo.mock.calls.length > calls,
  };
}

/** The platform names each of its answers. */
const withoutIds = (body: string) => body.replaceAll(/(hint: \[|rid: |"rid":")[\w-]+/g, '$1');

describe('a query that is sent again', () => {
  test.each<[string, Sent]>([
    ['one card', { body: KNOWN }],
    ['a card that is not there', { body: { query: `${QUERY} # 1`, variables: { id: 'pNOBODY' } } }],
    ['of which nothing could be read', { body: { query: '{ code(code: "200000010001") { status } }' } }],
    [
      'of which a part could not be read',
      { body: { query: `{ card(id: "${CARD}") { id } code(code: "200000010001") { status } }`, variables: null } },
    ],
    ['with an input that its field refuses', { body: { query: '{ cards(first: 0) { totalCount } }' } }],
    [
      'the second of two operations',
      { body: { query: 'query A { __typename } query B { b: __typename }', operationName: 'B' } },
    ],
    [
      'as Apollo Client sends it',
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
  ])('%s: answered without Apollo Server, and byte for byte as by it', async (_subject, sent) => {
    const first = await answerByWhom(sent);
    const second = await answerByWhom(sent);
    expect([first.isByApollo, second.isByApollo]).toEqual([true, false]);
    expect(second.answer).toEqual(first.answer);
  });

  test.each<[string, Sent]>([
    ['a variable that is wrong', { body: { query: QUERY, variables: { id: [] } } }],
    ['variables that are an array', { body: { query: QUERY, variables: [CARD] } }],
    ['the name of an operation that is not there', { body: { ...KNOWN, operationName: 'Other' } }],
    ['an empty name', { body: { ...KNOWN, operationName: '' } }],
    ['a name that is no text', { body: { ...KNOWN, operationName: ['Card'] } }],
    ['a hash', { body: { ...KNOWN, extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } } }],
    ['extensions that are no object', { body: { ...KNOWN, extensions: 'x' } }],
    ['an Accept header that allows nothing', { headers: { accept: 'image/png' }, body: KNOWN }],
  ])('with %s: refused by Apollo Server each time', async (_subject, sent) => {
    await answerByWhom({ body: KNOWN });
    const first = await answerByWhom(sent);
    const second = await answerByWhom(sent);
    expect([first.isByApollo, second.isByApollo]).toEqual([true, true]);
    expect(first.answer.status).toBeGreaterThanOrEqual(400);
    expect(second.answer.status).toBe(first.answer.status);
  });

  test('with variables that cost too much: refused by Apollo Server', async () => {
    const query =
      'query ($n: Int!) { cards(first: $n) { nodes { title wallet: id } } a: cards(first: $n) { nodes { title } } }';
    const [few, many] = [2, 1000].map((n) => ({ body: { query, variables: { n } } })) as [Sent, Sent];
    await answerByWhom(few);
    expect(await answerByWhom(few)).toMatchObject({ isByApollo: false, answer: { status: 200 } });
    const { isByApollo, answer } = await answerByWhom(many);
    expect({ isByApollo, status: answer.status }).toEqual({ isByApollo: true, status: 400 });
    expect(answer.body).toContain('OPERATION_TOO_COMPLEX');
  });

  test('while there is no capacity: HTTP 503 as from Apollo Server', async () => {
    const full = await startStack({ server: { upstreamConcurrency: 1, upstreamQueue: 0 } });
    try {
      // So many answered before that none is refused at the door.
      for (let times = 0; times < 10; times += 1) await full.graph.ask('{ __typename }');
      await full.emulator.fault({ kind: 'hang', path: '/card/get', times: 1 });
      const slow = new AbortController();
      const query = encodeURIComponent('{ card(id: "pDEMO-cash-0001") { title } }');
      const headers = { 'apollo-require-preflight': 'yes' };
      fetch(`${full.graph.url}?query=${query}`, { headers, signal: slow.signal }).catch(() => undefined);
      while ((await full.emulator.calls())['/card/get'] === undefined);
      const first = await answerByWhom({ body: KNOWN }, full.graph);
      const second = await answerByWhom({ body: KNOWN }, full.graph);
      expect([first.isByApollo, second.isByApollo]).toEqual([true, false]);
      expect(first.answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
      expect(second.answer).toEqual(first.answer);
      slow.abort();
    } finally {
      await full.close();
    }
  });

  test('by GET: answered by Apollo Server each time', async () => {
    for (const times of [1, 2]) {
      byApollo.mockClear();
      const url = `${stack.graph.url}?query=${encodeURIComponent(QUERY)}&variables={"id":"${CARD}"}`;
      const response = await fetch(url, { headers: { 'apollo-require-preflight': 'yes' } });
      expect([times, response.status, byApollo.mock.calls.length]).toEqual([times, 200, 1]);
    }
  });
});

describe('a mutation that is sent again', () => {
  test('answered by Apollo Server each time', async () => {
    const sent = { body: { query: 'mutation { deleteCard(input: { cardId: "pNOBODY" }) { userErrors { code } } }' } };
    for (const _ of [1, 2])
      expect(await answerByWhom(sent)).toMatchObject({ isByApollo: true, answer: { status: 200 } });
  });
});
