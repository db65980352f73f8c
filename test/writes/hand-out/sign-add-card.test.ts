import { createMemoryStore } from '../../../src/store/memory.js';
import { type RecordStore, StoreUnavailable } from '../../../src/store/store.js';
import { type GraphAnswer, GraphClient } from '../../support/graph-client.js';
import { having, minimalCard } from '../../support/new-cards.js';
import { LIMITS, startGraph } from '../../support/stack.js';
import { useStack } from '../../support/use-stack.js';

const SIGN = `mutation ($input: SignAddCardInput!) {
  signAddCard(input: $input) { cardList { cardId cardExt } userErrors { code field message errcode } }
}`;
const WHITELIST =
  'mutation ($input: SetTestWhitelistInput!) { setTestWhitelist(input: $input) { size userErrors { code } } }';
const CREATE =
  'mutation ($input: CreateCardInput!) { createCard(input: $input) { cardId userErrors { code message } } }';

const CARD = 'pDEMO-cash-0001';
const OTHER_CARD = 'pDEMO-groupon-0001';
const DEPOSITED = 'pDEMO-general-coupon-0003';
const IN_REVIEW = 'pDEMO-cash-0003';
const REJECTED = 'pDEMO-discount-0003';
const USER = 'oDEMO-user-0006';
const OTHER_USER = 'oDEMO-user-0005';

const records = createMemoryStore().records;
let isUnavailable = false;
const orFail = <T>(work: () => Promise<T>) =>
  isUnavailable ? Promise.reject(new StoreUnavailable('unavailable')) : work();
const failing: RecordStore = {
  get: (key) => orFail(() => records.get(key)),
  compareAndSet: (...change) => orFail(() => records.compareAndSet(...change)),
  close: () => records.close(),
};
const stack = useStack({ server: { store: { ...createMemoryStore(), records: failing } } });
beforeEach(() => {
  isUnavailable = false;
});

const sign = async (...cards: object[]): Promise<GraphAnswer['data']['signAddCard']> => {
  const { data, errors } = await stack.graph.ask(SIGN, { input: { cards } });
  expect(errors).toBeUndefined();
  return data.signAddCard;
};
const signedExt = async (item: object): Promise<string> => {
  const { cardList, userErrors } = await sign(item);
  expect(userErrors).toEqual([]);
  return cardList[0].cardExt;
};
const whitelist = (openids: string[], usernames: string[] = []) =>
  stack.graph.data(WHITELIST, { input: { openids, usernames } });
const claim = (cardExt: string, openid = USER, card_id = CARD) =>
  stack.emulator.claim({ card_id, card_ext: cardExt, openid } as never);

let keys = 0;
/** Creates an approved card. */
async function givenCard(...changes: Parameters<typeof having>[1][]): Promise<string> {
  keys += 1;
  const input = { card: having(minimalCard('CASH'), ...changes), idempotencyKey: `hand-out-${keys}` };
  const { createCard } = await stack.graph.data(CREATE, { input });
  expect(createCard.userErrors).toEqual([]);
  await stack.emulator.review({ card_id: createCard.cardId, passed: true });
  return createCard.cardId;
}

describe('signAddCard', () => {
  test('returns a cardExt with which the user claims the card once, and only that card', async () => {
    const cardExt = await signedExt({ cardId: CARD, channel: 'till-7' });
    const parts = JSON.parse(cardExt);
    expect(Object.keys(parts)).toEqual(['timestamp', 'nonce_str', 'outer_str', 'signature']);
    expect(parts).toMatchObject({ timestamp: expect.stringMatching(/^\d{10}$/), outer_str: 'till-7' });
    await expect(claim(cardExt, USER, OTHER_CARD)).resolves.toMatchObject({ errcode: 40080 });
    const { code } = await claim(cardExt);
    expect(code).toMatch(/^\d{12}$/);
    const { codes } = await stack.emulator.state();
    expect(codes.find((one) => one.code === code)).toMatchObject({ card_id: CARD, openid: USER, outer_str: 'till-7' });
    expect((await claim(cardExt, OTHER_USER)).errcode).toBeGreaterThan(0);
  });

  test('returns a cardExt with the code of a card with custom codes, and requires that code', async () => {
    const cardId = await givenCard(['baseInfo.codeMode', 'CUSTOM']);
    const cardExt = await signedExt({ cardId, code: 'NEW-0001' });
    const changed = JSON.stringify({ ...JSON.parse(cardExt), code: 'NEW-0002' });
    await expect(claim(changed, USER, cardId)).resolves.toMatchObject({ errcode: 40080 });
    await expect(claim(cardExt, USER, cardId)).resolves.toMatchObject({ code: 'NEW-0001' });
    const { userErrors } = await sign({ cardId });
    expect(userErrors).toMatchObject([{ code: 'CODE_MODE_MISMATCH', field: ['cards', '0', 'code'] }]);
  });

  test('returns a cardExt that only the named user can use for a card that is bound to a user', async () => {
    const cardId = await givenCard(['baseInfo.bindOpenid', true]);
    const cardExt = await signedExt({ cardId, openid: USER });
    await expect(claim(cardExt, OTHER_USER, cardId)).resolves.toMatchObject({ errcode: 40003 });
    await expect(claim(cardExt, USER, cardId)).resolves.toMatchObject({ code: expect.any(String) });
  });

  test('signs the same card several times, each with another nonce, with one card/get and one ticket', async () => {
    const first = await sign({ cardId: CARD }, { cardId: OTHER_CARD }, { cardId: CARD });
    expect(first.cardList.map(({ cardId }: { cardId: string }) => cardId)).toEqual([CARD, OTHER_CARD, CARD]);
    await sign({ cardId: CARD });
    const nonces = first.cardList.map(({ cardExt }: { cardExt: string }) => JSON.parse(cardExt).nonce_str);
    expect(new Set(nonces).size).toBe(3);
    const { '/card/get': reads, '/cgi-bin/ticket/getticket': tickets = 0 } = await stack.emulator.calls();
    expect(reads).toBe(3);
    expect(tickets).toBeLessThanOrEqual(1);
  });

  test('signs all cards or none', async () => {
    const { cardList, userErrors } = await sign({ cardId: CARD }, { cardId: 'pUNKNOWN' });
    expect(cardList).toEqual([]);
    expect(userErrors).toMatchObject([{ code: 'CARD_NOT_FOUND', field: ['cards', '1', 'cardId'] }]);
    expect(await stack.emulator.calls()).not.toHaveProperty('/cgi-bin/ticket/getticket');
  });

  test.each([
    ['no cards', [], 'INVALID_INPUT', ['cards'], /1 to 5 entries, got a list of 0/],
    ['six cards', Array(6).fill({ cardId: CARD }), 'TOO_MANY_ITEMS', ['cards'], /1 to 5 entries, got a list of 6/],
    ['an empty cardId', [{ cardId: '' }], 'INVALID_INPUT', ['cards', '0', 'cardId'], /1 to 32 bytes/],
    ['an empty code', [{ cardId: CARD, code: '' }], 'INVALID_INPUT', ['cards', '0', 'code'], /1 to 20 letters/],
    [
      'a code of 21 bytes',
      [{ cardId: CARD, code: 'a'.repeat(21) }],
      'INVALID_INPUT',
      ['cards', '0', 'code'],
      /21 bytes/,
    ],
    ['a code with a space', [{ cardId: CARD, code: 'a b' }], 'INVALID_INPUT', ['cards', '0', 'code'], /letters/],
    ['an openid with a space', [{ cardId: CARD, openid: 'a b' }], 'INVALID_INPUT', ['cards', '0', 'openid'], /letters/],
    [
      'a channel of 129 bytes',
      [{ cardId: CARD, channel: 'a'.repeat(129) }],
      'INVALID_INPUT',
      ['cards', '0', 'channel'],
      /128/,
    ],
    [
      'the same code twice',
      [
        { cardId: CARD, code: 'A1' },
        { cardId: CARD, code: 'A1' },
      ],
      'INVALID_INPUT',
      ['cards', '1', 'code'],
      /that of entry 1 again/,
    ],
  ])('refuses %s before any call', async (_subject, cards, code, field, message) => {
    const { cardList, userErrors } = await sign(...cards);
    expect(cardList).toEqual([]);
    expect(userErrors).toEqual([{ code, field, message: expect.stringMatching(message), errcode: null }]);
    expect(await stack.emulator.calls()).toEqual({});
  });

  test.each([
    ['an unknown card', { cardId: 'pUNKNOWN' }, 'CARD_NOT_FOUND', 'cardId', /check the id/],
    ['a deleted card', { cardId: 'pDEMO-gift-0003' }, 'CARD_STATUS_CONFLICT', 'cardId', /deleted/],
    ['a card without stock', { cardId: 'pDEMO-gift-0002' }, 'STOCK_OUT_OF_RANGE', 'cardId', /modifyStock/],
    [
      'a card under review',
      { cardId: IN_REVIEW },
      'CARD_STATUS_CONFLICT',
      'cardId',
      /wait for the review.*setTestWhitelist/,
    ],
    ['a rejected card', { cardId: REJECTED }, 'CARD_STATUS_CONFLICT', 'cardId', /updateCard.*setTestWhitelist/],
    [
      'a code for a card with deposited codes',
      { cardId: DEPOSITED, code: 'A1' },
      'CODE_MODE_MISMATCH',
      'code',
      /omit the code/,
    ],
    [
      "a code for a card with the platform's codes",
      { cardId: CARD, code: 'A1' },
      'CODE_MODE_MISMATCH',
      'code',
      /omit the code/,
    ],
    [
      'an openid for a card that is not bound',
      { cardId: CARD, openid: USER },
      'INVALID_INPUT',
      'openid',
      /omit the openid/,
    ],
  ])('refuses %s', async (_subject, item, code, field, message) => {
    await whitelist([]);
    const { cardList, userErrors } = await sign({ cardId: OTHER_CARD }, item);
    expect(cardList).toEqual([]);
    expect(userErrors).toEqual([
      { code, field: ['cards', '1', field], message: expect.stringMatching(message), errcode: null },
    ]);
  });

  test.each([
    ['than its stock', [['baseInfo.quantity', 2]], 'STOCK_OUT_OF_RANGE', /only 2 .*modifyStock/],
    ['than its claimLimit', [['baseInfo.claimLimit', 2]], 'TOO_MANY_ITEMS', /2 times \(claimLimit\)/],
  ] as const)('refuses a card that is in the list more often %s', async (_subject, changes, code, message) => {
    const cardId = await givenCard(...(changes as unknown as Parameters<typeof givenCard>));
    const { cardList, userErrors } = await sign({ cardId }, { cardId: CARD }, { cardId }, { cardId });
    expect(cardList).toEqual([]);
    expect(userErrors).toEqual([
      { code, field: ['cards', '3', 'cardId'], message: expect.stringMatching(message), errcode: null },
    ]);
    await signedExt({ cardId });
    expect((await sign({ cardId }, { cardId })).userErrors).toEqual([]);
  });

  test('reads the card from the platform even if a response is cached', async () => {
    const server = await startGraph(stack.emulator.url, { cacheMaxBytes: 1_000_000 });
    const graph = new GraphClient(server.url);
    const query = (id: string) => graph.data('query ($id: ID!) { cardsById(ids: [$id]) { status } }', { id });
    try {
      await query(IN_REVIEW);
      await stack.emulator.review({ card_id: IN_REVIEW, passed: true });
      await expect(query(IN_REVIEW)).resolves.toMatchObject({ cardsById: [{ status: 'IN_REVIEW' }] });
      const { signAddCard } = await graph.data(SIGN, { input: { cards: [{ cardId: IN_REVIEW }] } });
      expect(signAddCard).toMatchObject({ cardList: [{ cardId: IN_REVIEW }], userErrors: [] });
    } finally {
      await server.close();
    }
  });

  test('refuses a bound card without an openid', async () => {
    const cardId = await givenCard(['baseInfo.bindOpenid', true]);
    const { userErrors } = await sign({ cardId });
    expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['cards', '0', 'openid'] }]);
  });

  test.each([
    ['a fixed range', 'fixedRange', { beginsAt: '2020-01-01T00:00:00Z' }, /extend it with updateCard/],
    ['a fixed term', 'fixedTerm', { termDays: 1 }, /send another card/],
  ])('refuses a card whose end of %s has passed', async (_subject, kind, rest, message) => {
    const endsAt = new Date(Date.now() + 2000);
    const validity = { [kind]: { ...rest, endsAt: endsAt.toISOString() } };
    const cardId = await givenCard(['baseInfo.validity', validity]);
    await signedExt({ cardId });
    await new Promise((resolve) => setTimeout(resolve, endsAt.getTime() - Date.now() + 10));
    const { userErrors } = await sign({ cardId });
    expect(userErrors).toMatchObject([
      { code: 'INVALID_VALIDITY', field: ['cards', '0', 'cardId'], message: expect.stringMatching(message) },
    ]);
  });
});

describe('signAddCard of a card under review', () => {
  test('succeeds once setTestWhitelist has put a user on the list, who can claim it', async () => {
    await whitelist([USER]);
    const cardExt = await signedExt({ cardId: IN_REVIEW });
    await expect(claim(cardExt, USER, IN_REVIEW)).resolves.toMatchObject({ code: expect.any(String) });
    await whitelist([]);
    const { userErrors } = await sign({ cardId: IN_REVIEW });
    expect(userErrors).toMatchObject([{ code: 'CARD_STATUS_CONFLICT' }]);
  });

  test('succeeds for a named user if that user is on the list, or if a user is on it by WeChat id', async () => {
    keys += 1;
    const card = having(minimalCard('CASH'), ['baseInfo.bindOpenid', true]);
    const { createCard } = await stack.graph.data(CREATE, { input: { card, idempotencyKey: `hand-out-${keys}` } });
    const { cardId } = createCard;
    await whitelist([USER]);
    await signedExt({ cardId, openid: USER });
    const { userErrors } = await sign({ cardId, openid: OTHER_USER });
    expect(userErrors).toMatchObject([
      { code: 'CARD_STATUS_CONFLICT', message: expect.stringMatching(/not on the test/) },
    ]);
    await expect(whitelist([USER], ['demo-user-0001'])).resolves.toMatchObject({ setTestWhitelist: { size: 2 } });
    await signedExt({ cardId, openid: OTHER_USER });
  });

  test('is refused while the store is unreachable, but that of an approved card is not', async () => {
    await whitelist([USER]);
    isUnavailable = true;
    const { userErrors } = await sign({ cardId: IN_REVIEW });
    expect(userErrors).toMatchObject([
      { code: 'CARD_STATUS_CONFLICT', message: expect.stringMatching(/store is unreachable/) },
    ]);
    await signedExt({ cardId: CARD });
  });

  test('is refused if the list could not be recorded, although it was replaced', async () => {
    await whitelist([]);
    isUnavailable = true;
    await expect(whitelist([USER])).resolves.toMatchObject({ setTestWhitelist: { size: 1, userErrors: [] } });
    isUnavailable = false;
    const { userErrors } = await sign({ cardId: IN_REVIEW });
    expect(userErrors).toMatchObject([{ code: 'CARD_STATUS_CONFLICT' }]);
  });
});

test('the result of signAddCard is not cached by HTTP, and is not returned over GET', async () => {
  const body = JSON.stringify({ query: SIGN, variables: { input: { cards: [{ cardId: CARD }] } } });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(stack.graph.url, { method: 'POST', headers, body });
  expect(response.headers.get('cache-control')).toMatch(/no-store/);
  const query = new URLSearchParams({
    query: 'mutation { signAddCard(input: { cards: [] }) { cardList { cardExt } } }',
  });
  const got = await fetch(`${stack.graph.url}?${query}`, { headers: { 'apollo-require-preflight': 'a' } });
  expect(got.status).toBe(405);
});

test('the cost of signAddCard is one call per card and one for the ticket', async () => {
  const server = await startGraph(stack.emulator.url, {
    limits: { ...LIMITS, cost: 3 },
  });
  try {
    const cost = async (cards: number) => {
      const input = { cards: Array(cards).fill({ cardId: CARD }) };
      return JSON.stringify(await new GraphClient(server.url).ask(SIGN, { input }));
    };
    expect(await cost(2)).toContain('cardExt');
    expect(await cost(3)).toContain('OPERATION_TOO_COMPLEX');
  } finally {
    await server.close();
  }
});
