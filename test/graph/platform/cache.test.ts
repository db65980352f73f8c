import type { GraphAnswer } from '../../support/graph-client.js';
import { movableTime, passTime, realTime, until } from '../../support/time.js';
import { useStack } from '../../support/use-stack.js';

const CARD = 'pDEMO-groupon-0001';
const OTHER = 'pDEMO-cash-0001';
const GET = '/card/get';

beforeEach(movableTime);
afterEach(realTime);
// A cache outlives a reset of the emulator: each test has a server of its own.
const stack = useStack({ beforeEach: 'restart', server: { cacheMaxBytes: 1_000_000, requestTimeoutMs: 1000 } });

const ask = (query = `{ card(id: "${CARD}") { title } }`) => stack.graph.ask(query);
const gets = async () => (await stack.emulator.calls())[GET] ?? 0;
const staleOf = ({ extensions }: GraphAnswer) => (extensions?.cardgraph as { stale: unknown } | undefined)?.stale;

describe('a card', () => {
  test('asked for again within 5 s: no call, and nothing said of it', async () => {
    const first = await ask();
    passTime(4000);
    const again = await ask();
    expect(again).toEqual(first);
    expect(staleOf(again)).toBeUndefined();
    expect(await gets()).toBe(1);
  });

  test('asked for after 20 s: at once, with its age, and the platform is asked meanwhile', async () => {
    await ask();
    passTime(20_500);
    const again = await ask();
    expect(again.errors).toBeUndefined();
    expect(staleOf(again)).toEqual([{ path: ['card'], ageSeconds: 20 }]);
    await until(async () => (await gets()) === 2);
    expect(staleOf(await ask())).toBeUndefined();
    expect(await gets()).toBe(2);
  });

  test.each([
    ['fails', { kind: 'http' }],
    ['is gone', { kind: 'reset' }],
    ['is busy', { kind: 'errcode', value: -1 }],
    ['has no quota left', { kind: 'errcode', value: 45009 }],
  ] as const)('asked for after 10 minutes while the platform %s: with its age, and no error', async (_, fault) => {
    await ask();
    await stack.emulator.fault({ path: GET, ...fault });
    passTime(600_000);
    const again = await ask();
    expect(again.errors).toBeUndefined();
    expect(again.data.card.title).toEqual(expect.any(String));
    expect(staleOf(again)).toEqual([{ path: ['card'], ageSeconds: 600 }]);
    passTime(6000);
    expect((await ask()).errors).toHaveLength(1);
  });

  test('that is unknown: not asked for again for 2 s', async () => {
    const query = '{ card(id: "pNO") { title } }';
    for (let n = 0; n < 3; n += 1) expect((await ask(query)).data).toEqual({ card: null });
    expect(await gets()).toBe(1);
    passTime(2000);
    await ask(query);
    expect(await gets()).toBe(2);
  });
});

test('a stale card, wherever it is shown: each place is told', async () => {
  const query = `{
    card(id: "${CARD}") { title }
    again: card(id: "${CARD}") { notice }
    cardsById(ids: ["${OTHER}", "${CARD}"]) { title }
    cards(first: 50) { nodes { title } edges { cardId node { title } } }
    payGiftRules(first: 5) { nodes { terms { card { title } } } }
    _entities(representations: [{ __typename: "Card", id: "pNO" }, { __typename: "Card", id: "${CARD}" }]) { ... on Card { title } }
  }`;
  await ask();
  passTime(30_000);
  const answer = await ask(query);
  expect(answer.errors).toBeUndefined();
  const { edges } = answer.data.cards;
  const at = edges.findIndex(({ cardId }: { cardId: string }) => cardId === CARD);
  const paths = (staleOf(answer) as { path: (string | number)[]; ageSeconds: number }[]).map(({ path }) =>
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

test('lists 100 stale places at most, and counts the others', async () => {
  await ask();
  passTime(30_000);
  const ids = JSON.stringify(Array(90).fill(CARD));
  const answer = await ask(`{ cardsById(ids: ${ids}) { title } again: cardsById(ids: ${ids}) { title } }`);
  expect(answer.errors).toBeUndefined();
  expect(staleOf(answer)).toHaveLength(100);
  expect(answer.extensions?.cardgraph).toMatchObject({ staleOmitted: 80 });
  passTime(6000);
  expect((await ask()).extensions?.cardgraph).not.toHaveProperty('staleOmitted');
});

describe('a card that this server changes', () => {
  const rename = (title: string) =>
    stack.graph.data(
      `mutation ($input: UpdateCardInput!) { updateCard(input: $input) { card { notice } userErrors { code } } }`,
      { input: { cardId: CARD, baseInfo: { notice: title } } },
    );
  const notice = async () => (await ask(`{ card(id: "${CARD}") { notice } }`)).data.card.notice;

  test('asked for afterwards: as it is now', async () => {
    await notice();
    expect(await rename('changed')).toEqual({ updateCard: { card: { notice: 'changed' }, userErrors: [] } });
    expect(await notice()).toBe('changed');
  });

  test('while a slow read of it is under way: what that read brings is not shown to anybody else', async () => {
    // The slow one is read before the change and answered after it.
    await stack.emulator.fault({ path: GET, kind: 'latency', when: 'after', value: 400, times: 1 });
    const slow = notice();
    await until(async () => (await gets()) === 1);
    await rename('changed');
    expect(await notice()).toBe('changed');
    expect(await slow).not.toBe('changed');
    expect(await notice()).toBe('changed');
  });

  test('that is read live around the change: never from what is held', async () => {
    await notice();
    await stack.emulator.clearLedger();
    await rename('changed');
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 2, '/card/update': 1 });
  });
});
