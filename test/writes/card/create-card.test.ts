import { createMemoryStore } from '../../../src/store/memory.js';
import { CardWrites } from '../../support/card-writes.js';
import { GraphClient } from '../../support/graph-client.js';
import { having, minimalCard, NEW_CARD_TYPES, type NewCardJson } from '../../support/new-cards.js';
import { startGraph } from '../../support/stack.js';
import { until } from '../../support/time.js';
import { useProxiedStack, useStack } from '../../support/use-stack.js';

const IDS = '{ cards(first: 100) { totalCount nodes { id } } }';

const stack = useStack();
let keys = 0;
const newKey = () => {
  keys += 1;
  return `create-${keys}`;
};
const create = (card: NewCardJson, idempotencyKey = newKey(), graph: GraphClient = stack.graph) =>
  new CardWrites(graph).create(card, idempotencyKey);
const createdId = async (card: NewCardJson) => (await create(card)).cardId ?? '';
const sends = async () => (await stack.emulator.calls())['/card/create'] ?? 0;
const storedIds = async () => {
  const { cards } = await stack.emulator.state();
  return cards.map((card) => {
    const { base_info } = Reflect.get(card, card.card_type.toLowerCase()) as { base_info: { id: string } };
    return base_info.id;
  });
};
const titled = (title: string, type = 'GROUPON') => having(minimalCard(type), ['baseInfo.title', title]);

describe('createCard', () => {
  test.each(NEW_CARD_TYPES)(
    'creates a %s that is under review, with one card/create and one card/get',
    async (type) => {
      await stack.emulator.clearLedger();
      const { cardId, card, userErrors } = await create(minimalCard(type));
      expect(userErrors).toEqual([]);
      expect(card).toMatchObject({
        id: cardId,
        type,
        status: 'IN_REVIEW',
        stock: { quantity: 500, totalQuantity: 500 },
      });
      expect(await stack.emulator.calls()).toEqual({ '/card/create': 1, '/card/get': 1 });
      expect(await storedIds()).toContain(cardId);
    },
  );

  test('sends false as false, and nothing for a field that is absent or null', async () => {
    const card = having(minimalCard('MEMBER_CARD'), ['baseInfo.canShare', false], ['baseInfo.canGift', null]);
    await create(card);
    const { recent } = await stack.emulator.ledger();
    const sent = recent.find(({ path }) => path === '/card/create')?.request.card;
    expect(sent).toMatchObject({ member_card: { supply_bonus: false, base_info: { can_share: false } } });
    expect(Object.keys((sent as { member_card: { base_info: object } }).member_card.base_info)).not.toContain(
      'can_give_friend',
    );
  });

  test('appears at once in the list, in its count and as a card', async () => {
    const before = (await stack.graph.data(IDS)).cards;
    const { cardId } = await create(titled('Listed'));
    const after = (await stack.graph.data(IDS)).cards;
    expect(after.totalCount).toBe(before.totalCount + 1);
    expect(after.nodes.map(({ id }: { id: string }) => id)).toContain(cardId);
    expect((await stack.graph.data('query ($id: ID!) { card(id: $id) { title } }', { id: cardId })).card.title).toBe(
      'Listed',
    );
  });

  test('creates a card that users can claim once its review has passed, or while they are on the test list', async () => {
    const card_id = await createdId(titled('Reviewed'));
    const openid = 'oDEMO-user-0001';
    expect(await stack.emulator.claim({ card_id, openid })).toMatchObject({ errcode: 40078 });
    const list = `mutation { setTestWhitelist(input: { openids: ["${openid}"], usernames: [] }) { size } }`;
    await stack.graph.data(list);
    expect(await stack.emulator.claim({ card_id, openid })).toEqual({ code: expect.any(String) });
    await stack.emulator.review({ card_id, passed: true });
    const { code = '' } = await stack.emulator.claim({ card_id, openid: 'oDEMO-user-0002' });
    const query = 'query ($code: String!) { code(code: $code) { status card { id title status } } }';
    expect((await stack.graph.data(query, { code })).code).toEqual({
      status: 'NORMAL',
      card: { id: card_id, title: 'Reviewed', status: 'APPROVED' },
    });
  });

  test('creates a card that is rejected once its review has failed', async () => {
    const card_id = await createdId(titled('Refused'));
    await stack.emulator.review({ card_id, passed: false, reason: 'no licence' });
    expect((await stack.emulator.state()).cards.at(-1)?.refuse_reason).toBe('no licence');
    const options = { 'cache-control': 'no-cache' };
    const { data } = await stack.graph.ask('query ($id: ID!) { card(id: $id) { status } }', { id: card_id }, options);
    expect(data.card).toEqual({ status: 'REJECTED' });
  });

  test('appears in a list that is read while an earlier read of the same list is still in flight', async () => {
    await stack.emulator.fault({ path: '/card/batchget', kind: 'latency', value: 600, times: 1 });
    const early = stack.graph.data(IDS);
    await until(async () => ((await stack.emulator.calls())['/card/batchget'] ?? 0) > 0);
    const { cardId } = await create(titled('Not joined'));
    const { nodes } = (await stack.graph.data(IDS)).cards;
    expect(nodes.map(({ id }: { id: string }) => id)).toContain(cardId);
    await early;
  });

  test('replays its outcome for a repeat with the same key, with one card/create', async () => {
    const key = newKey();
    const first = await create(titled('Once'), key);
    const repeat = await create(titled('Once'), key);
    expect(first).toMatchObject({ replayed: false, userErrors: [] });
    expect(repeat).toEqual({ ...first, replayed: true });
    expect(await sends()).toBe(1);
  });

  test('returns IDEMPOTENCY_KEY_REUSED for another card with the same key', async () => {
    const key = newKey();
    await create(titled('One'), key);
    expect((await create(titled('Other'), key)).userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
    expect(await sends()).toBe(1);
  });

  test('creates one card when twenty requests with the same key arrive at once', async () => {
    const key = newKey();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => create(titled('Burst'), key)));
    expect(outcomes.filter(({ replayed, userErrors }) => !replayed && userErrors.length === 0)).toHaveLength(1);
    expect(await sends()).toBe(1);
  });

  test('refuses an input with errors before any call', async () => {
    await stack.emulator.clearLedger();
    const { cardId, userErrors } = await create(having(minimalCard('GROUPON'), ['baseInfo.title', '标'.repeat(10)]));
    expect(cardId).toBeNull();
    expect(userErrors).toMatchObject([{ field: ['card', 'baseInfo', 'title'] }]);
    expect(await stack.emulator.calls()).toEqual({});
  });

  test('returns a rejection by the platform as a user error, and replays it without another call', async () => {
    await stack.emulator.fault({ path: '/card/create', kind: 'errcode', value: 73211, times: 1 });
    const key = newKey();
    const first = await create(titled('Refused'), key);
    expect(first).toMatchObject({ cardId: null, candidates: [], userErrors: [{ errcode: 73211 }] });
    expect(await create(titled('Refused'), key)).toEqual({ ...first, replayed: true });
    expect(await sends()).toBe(1);
  });
});

describe('createCard after a lost response', () => {
  const lose = (when: 'before' | 'after', times = 1) =>
    stack.emulator.fault({ path: '/card/create', kind: 'reset', when, times });

  test.each(['newest', 'oldest'] as const)('finds the created card in a list with the %s card first', async (order) => {
    await stack.emulator.setListing(order);
    await stack.emulator.addCards(120, 'CASH');
    await lose('after');
    const { cardId, userErrors } = await create(titled('Found'));
    expect(userErrors).toEqual([]);
    expect(await storedIds()).toContain(cardId);
    expect(await sends()).toBe(1);
  });

  test.each(NEW_CARD_TYPES)('finds a %s', async (type) => {
    await lose('after');
    expect(await create(titled('Any kind', type))).toMatchObject({ userErrors: [], card: { type } });
  });

  test('is OUTCOME_UNKNOWN if no card was created, and a repeat reads again and never sends', async () => {
    await lose('before');
    const key = newKey();
    expect(await create(titled('Lost'), key)).toMatchObject({
      cardId: null,
      candidates: [],
      userErrors: [{ code: 'OUTCOME_UNKNOWN' }],
    });
    const calls = await stack.emulator.calls();
    expect(await create(titled('Lost'), key)).toMatchObject({
      replayed: true,
      userErrors: [{ code: 'OUTCOME_UNKNOWN' }],
    });
    expect(await sends()).toBe(1);
    expect((await stack.emulator.calls())['/card/batchget']).toBeGreaterThan(calls['/card/batchget'] ?? 0);
  });

  test('is OUTCOME_UNKNOWN with candidates if two cards match', async () => {
    // Two other programs create the same card while the response is lost.
    await lose('before');
    const key = newKey();
    await create(titled('Twin'), key);
    const others = await Promise.all([createElsewhere(titled('Twin')), createElsewhere(titled('Twin'))]);
    const { userErrors, candidates } = await create(titled('Twin'), key);
    expect(userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    expect(candidates.map((candidate) => candidate?.id).sort()).toEqual(others.sort());
  });

  test('does not take a card that differs in one sent field, but offers it as a candidate', async () => {
    await lose('before');
    const key = newKey();
    const card = having(titled('Similar'), ['baseInfo.canShare', false]);
    await create(card, key);
    const other = await createElsewhere(having(card, ['baseInfo.canShare', true]));
    const { cardId, candidates } = await create(card, key);
    expect(cardId).toBeNull();
    expect(candidates).toEqual([{ id: other, title: 'Similar' }]);
  });

  test('does not take a card of another key', async () => {
    const taken = await create(titled('Equal'));
    await lose('before');
    const { cardId, candidates, userErrors } = await create(titled('Equal'));
    expect(taken.userErrors).toEqual([]);
    expect(userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    expect({ cardId, candidates }).toEqual({ cardId: null, candidates: [] });
  });

  test('does not take a card that was created before the request', async () => {
    await stack.emulator.setClock({ advanceSeconds: -5 });
    await createElsewhere(titled('Earlier'));
    await stack.emulator.setClock({ advanceSeconds: 5 });
    await lose('before');
    const key = newKey();
    await create(titled('Earlier'), key);
    expect((await create(titled('Earlier'), key)).cardId).toBeNull();
  });

  test('is OUTCOME_UNKNOWN if the list cannot be read, and a repeat finds the card', async () => {
    await lose('after');
    await stack.emulator.fault({ path: '/card/batchget', kind: 'reset' });
    const key = newKey();
    expect((await create(titled('Unread'), key)).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    await stack.emulator.clearFaults();
    expect(await create(titled('Unread'), key)).toMatchObject({
      replayed: true,
      userErrors: [],
      card: { title: 'Unread' },
    });
    expect(await sends()).toBe(1);
  });

  /** Creates a card as another program does, with separate records. */
  async function createElsewhere(card: NewCardJson): Promise<string> {
    const elsewhere = await startGraph(stack.emulator.url, { store: createMemoryStore() });
    try {
      const { cardId, userErrors } = await create(card, newKey(), new GraphClient(elsewhere.url));
      if (cardId === null) throw new Error(`no card was created: ${JSON.stringify(userErrors)}`);
      return cardId;
    } finally {
      await elsewhere.close();
    }
  }
});

describe('createCard with a small queue of platform calls', () => {
  const small = useStack({ server: { upstreamConcurrency: 4, upstreamQueue: 8, cacheMaxBytes: 0 } });

  test('finds the card after a lost response among 100 others, although fewer calls may wait', async () => {
    await small.emulator.addCards(100, 'CASH');
    await small.emulator.fault({ path: '/card/create', kind: 'reset', when: 'after', times: 1 });
    expect(await create(titled('Small queue'), newKey(), small.graph)).toMatchObject({
      userErrors: [],
      card: { title: 'Small queue' },
    });
  });
});

describe('createCard with an unusable response', () => {
  const proxied = useProxiedStack();

  test.each([
    ['no card_id', { errcode: 0, errmsg: 'ok' }],
    ['an empty card_id', { errcode: 0, errmsg: 'ok', card_id: '' }],
  ])('is OUTCOME_UNKNOWN for a response with %s, not a success', async (_subject, body) => {
    proxied.answerNext('/card/create', (_arrival, response) => void response.end(JSON.stringify(body)));
    const outcome = await create(titled('Without id'), newKey(), proxied.graph);
    expect(outcome).toMatchObject({ cardId: null, userErrors: [{ code: 'OUTCOME_UNKNOWN' }] });
  });
});
