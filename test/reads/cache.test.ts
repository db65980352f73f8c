import type { GraphAnswer } from '../support/graph-client.js';
import { movableTime, passTime, realTime, until } from '../support/time.js';
import { useStack } from '../support/use-stack.js';

const CARD = 'pDEMO-groupon-0001';
const OTHER = 'pDEMO-cash-0001';
const GET = '/card/get';

beforeEach(movableTime);
afterEach(realTime);
// The cache outlives a reset of the emulator, so each test has its own server.
const stack = useStack({ beforeEach: 'restart', server: { cacheMaxBytes: 1_000_000, requestTimeoutMs: 1000 } });

const request = (query = `{ card(id: "${CARD}") { title } }`) => stack.graph.ask(query);
const gets = async () => (await stack.emulator.calls())[GET] ?? 0;
const staleOf = ({ extensions }: GraphAnswer) => (extensions?.cardgraph as { stale: unknown } | undefined)?.stale;

describe('a cached card', () => {
  test('is served within 5 s without a call and without a stale entry', async () => {
    const first = await request();
    passTime(4000);
    const again = await request();
    expect(again).toEqual(first);
    expect(staleOf(again)).toBeUndefined();
    expect(await gets()).toBe(1);
  });

  test('is served immediately with its age after 20 s and refreshed in the background', async () => {
    await request();
    passTime(20_500);
    const again = await request();
    expect(again.errors).toBeUndefined();
    expect(staleOf(again)).toEqual([{ path: ['card'], ageSeconds: 20 }]);
    await until(async () => (await gets()) === 2);
    expect(staleOf(await request())).toBeUndefined();
    expect(await gets()).toBe(2);
  });

  test.each([
    ['fails', { kind: 'http' }],
    ['resets the connection', { kind: 'reset' }],
    ['is busy', { kind: 'errcode', value: -1 }],
    ['has no quota left', { kind: 'errcode', value: 45009 }],
  ] as const)(
    'is served with its age and without an error after 10 minutes while the platform %s',
    async (_, fault) => {
      await request();
      await stack.emulator.fault({ path: GET, ...fault });
      passTime(600_000);
      const again = await request();
      expect(again.errors).toBeUndefined();
      expect(again.data.card.title).toEqual(expect.any(String));
      expect(staleOf(again)).toEqual([{ path: ['card'], ageSeconds: 600 }]);
      passTime(6000);
      expect((await request()).errors).toHaveLength(1);
    },
  );

  test('that does not exist is not requested again for 2 s', async () => {
    const query = '{ card(id: "pNO") { title } }';
    for (let n = 0; n < 3; n += 1) expect((await request(query)).data).toEqual({ card: null });
    expect(await gets()).toBe(1);
    passTime(2000);
    await request(query);
    expect(await gets()).toBe(2);
  });
});

test('a stale card is reported at each path where it is returned', async () => {
  const query = `{
    card(id: "${CARD}") { title }
    again: card(id: "${CARD}") { notice }
    cardsById(ids: ["${OTHER}", "${CARD}"]) { title }
    cards(first: 50) { nodes { title } edges { cardId node { title } } }
    payGiftRules(first: 5) { nodes { terms { card { title } } } }
    _entities(representations: [{ __typename: "Card", id: "pNO" }, { __typename: "Card", id: "${CARD}" }]) { ... on Card { title } }
  }`;
  await request();
  passTime(30_000);
  const response = await request(query);
  expect(response.errors).toBeUndefined();
  const { edges } = response.data.cards;
  const at = edges.findIndex(({ cardId }: { cardId: string }) => cardId === CARD);
  const paths = (staleOf(response) as { path: (string | number)[]; ageSeconds: number }[]).map(({ path }) =>
    path.join('.'),
  );
  expect(paths).toEqual(
    expect.arrayContaining([
      ...['card', 'again', 'cardsById.1', '_entities.1'],
      ...[`cards.nodes.${at}`, `cards.edges.${at}.node`],
    ]),
  );
  expect(paths).not.toContain('cardsById.0');
});

test('the stale list contains at most 100 paths, and the others are counted', async () => {
  await request();
  passTime(30_000);
  const ids = JSON.stringify(Array(90).fill(CARD));
  const response = await request(`{ cardsById(ids: ${ids}) { title } again: cardsById(ids: ${ids}) { title } }`);
  expect(response.errors).toBeUndefined();
  expect(staleOf(response)).toHaveLength(100);
  expect(response.extensions?.cardgraph).toMatchObject({ staleOmitted: 80 });
  passTime(6000);
  expect((await request()).extensions?.cardgraph).not.toHaveProperty('staleOmitted');
});

describe('a cached card that this server changes', () => {
  const rename = (title: string) =>
    stack.graph.data(
      `mutation ($input: UpdateCardInput!) { updateCard(input: $input) { card { notice } userErrors { code } } }`,
      { input: { cardId: CARD, baseInfo: { notice: title } } },
    );
  const notice = async () => (await request(`{ card(id: "${CARD}") { notice } }`)).data.card.notice;

  test('is returned with the change afterwards', async () => {
    await notice();
    expect(await rename('changed')).toEqual({ updateCard: { card: { notice: 'changed' }, userErrors: [] } });
    expect(await notice()).toBe('changed');
  });

  test('is not replaced by the result of a read that was in flight during the change', async () => {
    // The slow read takes effect before the change and returns after it.
    await stack.emulator.fault({ path: GET, kind: 'latency', when: 'after', value: 400, times: 1 });
    const slow = notice();
    await until(async () => (await gets()) === 1);
    await rename('changed');
    expect(await notice()).toBe('changed');
    expect(await slow).not.toBe('changed');
    expect(await notice()).toBe('changed');
  });

  test('is read live before and after the change instead of from the cache', async () => {
    await notice();
    await stack.emulator.clearLedger();
    await rename('changed');
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 2, '/card/update': 1 });
  });
});

describe('a request with the header cache-control no-cache', () => {
  const fresh = async (header = 'no-cache', query = `{ card(id: "${CARD}") { title } }`): Promise<GraphAnswer> => {
    const response = await fetch(stack.graph.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'cache-control': header },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as GraphAnswer;
  };

  test.each(['no-cache', 'max-age=0, No-Cache'])('reads a cached card from the platform with %s', async (header) => {
    await request();
    expect((await fresh(header)).errors).toBeUndefined();
    expect(await gets()).toBe(2);
  });

  test.each(['max-age=0', 'x-no-cache', 'no-store'])('is served from the cache with %s', async (header) => {
    await request();
    await fresh(header);
    expect(await gets()).toBe(1);
  });

  test('shares one call with equal requests in flight, and reads a card at most once a second', async () => {
    await request();
    await Promise.all(Array.from({ length: 10 }, () => fresh()));
    expect(await gets()).toBe(2);
    await fresh();
    expect(await gets()).toBe(2);
    passTime(1000);
    await fresh();
    expect(await gets()).toBe(3);
  });

  test('is cached for requests without it', async () => {
    await fresh();
    await request();
    expect(await gets()).toBe(1);
  });

  test('returns an error instead of stale data when the platform fails', async () => {
    await request();
    await stack.emulator.fault({ path: GET, kind: 'http' });
    passTime(30_000);
    const response = await fresh();
    expect(response.errors).toHaveLength(1);
    expect(staleOf(response)).toBeUndefined();
  });

  test('reads a card again that did not exist', async () => {
    const query = '{ card(id: "pNO") { title } }';
    await request(query);
    await fresh('no-cache', query);
    await fresh('no-cache', query);
    expect(await gets()).toBe(2);
  });
});
