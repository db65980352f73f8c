import { SCOPES } from '../../src/config/scopes.js';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import type { GraphAnswer } from '../support/graph-client.js';
import { movableTime, passTime, realTime, until } from '../support/time.js';
import { useStack } from '../support/use-stack.js';

const CARD = 'pDEMO-groupon-0001';
const OTHER = 'pDEMO-cash-0001';
const GET = '/card/get';

const READER = entryOf('reader', { scopes: ['card:read'] });
const WRITER = entryOf('writer', { scopes: [...SCOPES] });
const OUTSIDER = entryOf('outsider', { scopes: ['code:read'] });

beforeEach(movableTime);
afterEach(realTime);
// The cache outlives a reset of the emulator, so each test has its own server.
const stack = useStack({
  beforeEach: 'restart',
  server: { cacheMaxBytes: 1_000_000, auth: apiKeys(READER, WRITER, OUTSIDER), metrics: true },
});

const QUERY = 'query Title($id: ID!) { card(id: $id) { __typename title notice stock { quantity } } }';

interface Received extends GraphAnswer {
  readonly text: string;
  readonly headers: Headers;
}

async function ask(query = QUERY, variables: object = { id: CARD }, headers: object = {}): Promise<Received> {
  const response = await fetch(stack.graph.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': keyOf('reader'), ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  return { ...JSON.parse(text), text, status: response.status, headers: response.headers };
}

/** A list in a list, and so on. `JSON.stringify` cannot write it. */
const NESTED = `${'['.repeat(9000)}${']'.repeat(9000)}`;

/** Sends the query with variables that are already JSON. Returns the text of the response. */
async function askWith(variables: string): Promise<string> {
  const response = await fetch(stack.graph.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': keyOf('reader') },
    body: `{"query":${JSON.stringify(QUERY)},"variables":${variables}}`,
  });
  return response.text();
}

const gets = async () => (await stack.emulator.calls())[GET] ?? 0;

/** Returns how many responses were sent again so far. */
async function repeated(): Promise<number> {
  const response = await fetch(new URL('/metrics', stack.graph.url));
  return Number(/^cardgraph_responses_repeated_total (\d+)$/m.exec(await response.text())?.[1]);
}

/** Sends a query until its response is one that was sent again: the platform, the cache, the second occurrence, and then again. */
async function warm(query?: string, variables?: object): Promise<Received> {
  for (let times = 0; times < 4; times += 1) await ask(query, variables);
  const before = await repeated();
  const response = await ask(query, variables);
  expect(await repeated()).toBe(before + 1);
  return response;
}

describe('a response that is sent again', () => {
  test.each([
    ['one card', QUERY, { id: CARD }],
    [
      'several cards, one of them unknown',
      'query ($ids: [ID!]!) { cardsById(ids: $ids) { id title } }',
      { ids: [CARD, 'pNO', OTHER] },
    ],
    [
      'aliases',
      `{ a: card(id: "${CARD}") { title } b: card(id: "${OTHER}") { details { __typename } } __typename }`,
      {},
    ],
    [
      'a fragment and a condition',
      'query ($id: ID!, $all: Boolean!) { card(id: $id) { ...F } } fragment F on Card { title notice @include(if: $all) }',
      { id: CARD, all: false },
    ],
  ])('equals the first one, for %s', async (_, query, variables) => {
    const first = await ask(query, variables);
    expect(first.errors).toBeUndefined();
    const calls = await gets();
    expect((await warm(query, variables)).text).toBe(first.text);
    expect(await gets()).toBe(calls);
  });

  test('has its own request id and the headers of any other response', async () => {
    await warm();
    const { headers } = await ask(undefined, undefined, { 'x-request-id': 'repeated-0001' });
    expect(headers.get('x-request-id')).toBe('repeated-0001');
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  test('is not sent for other variables, another operation name or another selection', async () => {
    await warm();
    const before = await repeated();
    const other = await ask(QUERY, { id: OTHER });
    expect(other.data.card.title).not.toBe((await ask()).data.card.title);
    expect((await ask('query Title($id: ID!) { card(id: $id) { title } }')).data).toEqual({
      card: { title: expect.any(String) },
    });
    // The first query, whose title is compared, is the only one.
    expect(await repeated()).toBe(before + 1);
  });

  test('is not sent to a caller without the scope', async () => {
    const { data } = await warm();
    const refused = await ask(undefined, undefined, { 'x-api-key': keyOf('outsider') });
    expect(refused.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(refused.data).toEqual({ card: null });
    expect((await ask(undefined, undefined, { 'x-api-key': keyOf('writer') })).data).toEqual(data);
  });

  test('is read from the platform again once a read that it is made of is five seconds old', async () => {
    await warm();
    const calls = await gets();
    const before = await repeated();
    passTime(5000);
    const stale = await ask();
    expect(stale.extensions?.cardgraph).toMatchObject({ stale: [{ path: ['card'], ageSeconds: 5 }] });
    expect(await repeated()).toBe(before);
    await until(async () => (await gets()) === calls + 1);
  });

  test('contains the change of a mutation at once', async () => {
    await warm();
    const changed = await ask(
      'mutation ($input: UpdateCardInput!) { updateCard(input: $input) { userErrors { code } } }',
      { input: { cardId: CARD, baseInfo: { notice: 'changed' } } },
      { 'x-api-key': keyOf('writer') },
    );
    expect(changed.data).toEqual({ updateCard: { userErrors: [] } });
    expect((await ask()).data.card.notice).toBe('changed');
  });

  test('is not sent to a client that requests no-cache', async () => {
    await warm();
    passTime(1000);
    const [calls, before] = [await gets(), await repeated()];
    await ask(undefined, undefined, { 'cache-control': 'no-cache' });
    expect(await gets()).toBe(calls + 1);
    expect(await repeated()).toBe(before);
  });
});

test.each([
  ['a list', 'query { cards(first: 2) { nodes { title } } }', {}],
  ['a card next to another root field', `query { card(id: "${CARD}") { title } cardColors { name } }`, {}],
  ['a card with a field that is read elsewhere', `query { card(id: "${CARD}") { title depositedCodeCount } }`, {}],
  [
    'variables of more than 2,000 characters',
    'query ($ids: [ID!]!) { cardsById(ids: $ids) { id } }',
    { ids: Array(90).fill('pDEMO-groupon-0001-and-more') },
  ],
])('the response to %s is never sent again', async (_, query, variables) => {
  for (let times = 0; times < 6; times += 1) await ask(query, variables);
  expect(await repeated()).toBe(0);
});

test.each([
  ['of 100,000 characters', JSON.stringify('x'.repeat(100_000))],
  ['that is nested 9,000 times', NESTED],
])('a response is sent again although the request has an undeclared variable %s', async (_, unused) => {
  const { text } = await warm();
  const before = await repeated();
  expect(await askWith(`{"id":"${CARD}","unused":${unused}}`)).toBe(text);
  expect(await repeated()).toBe(before + 1);
});

test('a variable that is nested 9,000 times is rejected in the same way after the query has become known', async () => {
  const unknown = await askWith(`{"id":${NESTED}}`);
  expect(JSON.parse(unknown).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  await warm();
  expect(await askWith(`{"id":${NESTED}}`)).toBe(unknown);
});

test('a response with an error is never sent again', async () => {
  await stack.emulator.fault({ path: GET, kind: 'errcode', value: 48001, times: 50 });
  for (let times = 0; times < 6; times += 1) expect((await ask()).errors).toHaveLength(1);
  expect(await repeated()).toBe(0);
});
