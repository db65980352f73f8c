import { CardWrites, pathsCalled, refusalsOf, storedPayload } from '../../support/card-writes.js';
import { useStack } from '../../support/use-stack.js';

/** 9,880 left of 10,000. */
const CARD = 'pDEMO-groupon-0001';
const THREE_CALLS = ['/card/get', '/card/modifystock', '/card/get'];

const stack = useStack();
let cards: CardWrites;

beforeAll(() => {
  cards = new CardWrites(stack.graph);
});

let changes = 0;
/** Returns a change with a new key, because a used key would replay its outcome. */
const input = (change: object, cardId = CARD) => {
  changes += 1;
  return { cardId, idempotencyKey: `k-${changes}`, ...change };
};
const sku = async (cardId = CARD) => (await storedPayload(stack.emulator, cardId)).base_info.sku;

describe('modifyStock', () => {
  test.each([
    ['an increase', { increaseBy: 120 }, 10_000, 10_120],
    ['a decrease', { reduceBy: 880 }, 9_000, 9_120],
    ['both at once', { increaseBy: 20, reduceBy: 900 }, 9_000, 9_120],
    ['a decrease to 0', { reduceBy: 9_880 }, 0, 120],
    ['an increase to the maximum', { increaseBy: 99_990_000 }, 99_999_880, 100_000_000],
  ])(
    'changes quantity and total by the same amount, read before and after, for %s',
    async (_subject, changes, quantity, total) => {
      expect(await cards.stock(input(changes))).toEqual({
        cardId: CARD,
        card: { id: CARD, stock: { quantity, totalQuantity: total } },
        quantityBefore: 9_880,
        quantityAfter: quantity,
        replayed: false,
        userErrors: [],
      });
      expect(await sku()).toEqual({ quantity, total_quantity: total });
      expect(await pathsCalled(stack.emulator)).toEqual(THREE_CALLS);
      const { recent } = await stack.emulator.ledger();
      const { increaseBy = 0, reduceBy = 0 } = changes as { increaseBy?: number; reduceBy?: number };
      expect(recent.find(({ path }) => path === '/card/modifystock')?.request).toEqual({
        card_id: CARD,
        increase_stock_value: increaseBy,
        reduce_stock_value: reduceBy,
      });
    },
  );

  test('changes the stock twice when it is sent twice with different keys', async () => {
    await cards.stock(input({ increaseBy: 1, idempotencyKey: 'a' }));
    const second = await cards.stock(input({ increaseBy: 1, idempotencyKey: 'b' }));
    expect(second).toMatchObject({ quantityBefore: 9_881, quantityAfter: 9_882 });
  });
});

describe('setTo', () => {
  const sentTo = async () => {
    const { recent } = await stack.emulator.ledger();
    return recent.filter(({ path }) => path === '/card/modifystock').map(({ request }) => request);
  };

  test.each([
    ['above the stock', 10_000, { increase_stock_value: 120, reduce_stock_value: 0 }, 10_120],
    ['below the stock', 9_000, { increase_stock_value: 0, reduce_stock_value: 880 }, 9_120],
    ['equal to 0', 0, { increase_stock_value: 0, reduce_stock_value: 9_880 }, 120],
    [
      'that makes the total its maximum',
      99_999_880,
      { increase_stock_value: 99_990_000, reduce_stock_value: 0 },
      100_000_000,
    ],
  ])('%s sends the difference to the stock read just before', async (_subject, setTo, request, total) => {
    const { card, ...outcome } = await cards.stock(input({ setTo }));
    expect(outcome).toEqual({
      cardId: CARD,
      quantityBefore: 9_880,
      quantityAfter: setTo,
      replayed: false,
      userErrors: [],
    });
    expect(card).toMatchObject({ stock: { quantity: setTo, totalQuantity: total } });
    expect(await sentTo()).toEqual([{ card_id: CARD, ...request }]);
  });

  test('equal to the stock succeeds without a write, and a repeat with its key replays that', async () => {
    const same = input({ setTo: 9_880 });
    const outcome = { quantityBefore: 9_880, quantityAfter: 9_880, userErrors: [] };
    expect(await cards.stock(same)).toMatchObject({
      ...outcome,
      replayed: false,
      card: { stock: { quantity: 9_880 } },
    });
    expect(await pathsCalled(stack.emulator)).toEqual(['/card/get']);
    await cards.stock(input({ reduceBy: 80 }));
    await stack.emulator.clearLedger();
    expect(await cards.stock(same)).toMatchObject({ ...outcome, replayed: true, card: { stock: { quantity: 9_800 } } });
    expect(await sentTo()).toEqual([]);
  });

  test.each([
    ['increaseBy', { increaseBy: 1 }],
    ['reduceBy', { reduceBy: 1 }],
  ])('together with %s returns CONFLICTING_FIELDS before any call', async (_field, change) => {
    const { userErrors } = await cards.stock(input({ setTo: 5, ...change }));
    expect(userErrors).toMatchObject([{ code: 'CONFLICTING_FIELDS', field: ['setTo'] }]);
    expect(await pathsCalled(stack.emulator)).toEqual([]);
  });

  test.each([-1, 100_000_001])('with the value %i returns INVALID_INPUT before any call', async (setTo) => {
    const { userErrors } = await cards.stock(input({ setTo }));
    expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['setTo'] }]);
    expect(await pathsCalled(stack.emulator)).toEqual([]);
  });

  test('returns STOCK_CHANGED without a write when expectedQuantity differs', async () => {
    const { userErrors } = await cards.stock(input({ setTo: 5, expectedQuantity: 1 }));
    expect(userErrors).toMatchObject([{ code: 'STOCK_CHANGED', field: ['expectedQuantity'] }]);
    expect(await sentTo()).toEqual([]);
  });

  test('resolves a lost response by reading back', async () => {
    await stack.emulator.fault({ path: '/card/modifystock', kind: 'reset', when: 'after', times: 1 });
    expect(await cards.stock(input({ setTo: 10_000 }))).toMatchObject({ quantityAfter: 10_000, userErrors: [] });
    expect(await sentTo()).toHaveLength(1);
  });

  test('from concurrent requests leaves the stock that the last one set', async () => {
    const targets = [100, 20_000, 300];
    const outcomes = await Promise.all(targets.map((setTo) => cards.stock(input({ setTo }))));
    for (const [index, { quantityAfter, userErrors }] of outcomes.entries()) {
      expect({ quantityAfter, userErrors }).toEqual({ quantityAfter: targets[index], userErrors: [] });
    }
    expect(targets).toContain((await sku())?.quantity);
  });
});

describe('expectedQuantity', () => {
  test('equal to the stock allows the change', async () => {
    const outcome = await cards.stock(input({ reduceBy: 1, expectedQuantity: 9_880 }));
    expect(outcome).toMatchObject({ quantityAfter: 9_879, userErrors: [] });
    const none = await cards.stock(input({ increaseBy: 3, expectedQuantity: 0 }, 'pDEMO-gift-0002'));
    expect(none).toMatchObject({ quantityBefore: 0, quantityAfter: 3, userErrors: [] });
  });

  test.each([9_879, 0])(
    '%d returns STOCK_CHANGED without a write because it differs from the stock',
    async (expectedQuantity) => {
      const outcome = await cards.stock(input({ reduceBy: 1, expectedQuantity }));
      expect(refusalsOf(outcome)).toEqual([['STOCK_CHANGED', 'expectedQuantity']]);
      expect(outcome).toMatchObject({ card: null, quantityBefore: 9_880, quantityAfter: null });
      expect(await pathsCalled(stack.emulator)).toEqual(['/card/get']);
    },
  );

  test('is ignored when it is null', async () => {
    expect(await cards.stock(input({ reduceBy: 1, expectedQuantity: null }))).toMatchObject({ userErrors: [] });
  });
});

describe('an input that no card accepts', () => {
  test.each([
    ['neither value', {}, undefined],
    ['both zero', { increaseBy: 0, reduceBy: 0 }, undefined],
    ['a negative increase', { increaseBy: -1 }, 'increaseBy'],
    ['a negative decrease', { reduceBy: -1, increaseBy: 5 }, 'reduceBy'],
    ['an increase over the maximum', { increaseBy: 100_000_001 }, 'increaseBy'],
    ['a decrease over the maximum', { reduceBy: 100_000_001 }, 'reduceBy'],
    ['a negative expectedQuantity', { reduceBy: 1, expectedQuantity: -1 }, 'expectedQuantity'],
    ['an empty key', { reduceBy: 1, idempotencyKey: '' }, 'idempotencyKey'],
    ['a key of 65 bytes', { reduceBy: 1, idempotencyKey: 'k'.repeat(65) }, 'idempotencyKey'],
    ['a key with a control character', { reduceBy: 1, idempotencyKey: 'a\u0000' }, 'idempotencyKey'],
    ['an empty cardId', { reduceBy: 1, cardId: '' }, 'cardId'],
  ])('returns INVALID_INPUT before any call for %s', async (_subject, changes, field) => {
    const outcome = await cards.stock(input(changes));
    expect(refusalsOf(outcome)).toEqual([['INVALID_INPUT', ...(field ? [field] : [])]]);
    expect(outcome).toMatchObject({ card: null, quantityBefore: null, quantityAfter: null });
    expect(await stack.emulator.calls()).toEqual({});
  });

  test.each([
    ['no key', { cardId: CARD, reduceBy: 1 }],
    ['null for a number', input({ reduceBy: null })],
    ['a number over 32 bits', input({ increaseBy: 2 ** 31 })],
  ])('is rejected by the schema with BAD_USER_INPUT for %s', async (_subject, given) => {
    const { errors } = await cards.askStock(given);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(await stack.emulator.calls()).toEqual({});
  });
});

describe("the platform's rejection", () => {
  test.each([
    ['a decrease below 0', { reduceBy: 9_881 }, CARD, 'STOCK_OUT_OF_RANGE', 45031, ['reduceBy']],
    ['an increase past 100,000,000', { increaseBy: 99_990_001 }, CARD, 'STOCK_OUT_OF_RANGE', 45031, ['increaseBy']],
    ['a deleted card', { increaseBy: 1 }, 'pDEMO-gift-0003', 'CARD_STATUS_CONFLICT', 40078, null],
  ])(
    'is returned with its code, errcode and rid for %s, and nothing is changed',
    async (_subject, changes, cardId, code, errcode, field) => {
      const before = await sku(cardId);
      const outcome = await cards.stock(input(changes, cardId));
      const errmsg = expect.stringMatching(/ rid: [\w-]+$/);
      expect(outcome.userErrors).toMatchObject([{ code, errcode, errmsg, field }]);
      expect(outcome).toMatchObject({ card: null, quantityBefore: before.quantity, quantityAfter: null });
      expect(await sku(cardId)).toEqual(before);
      expect(await pathsCalled(stack.emulator)).toEqual(['/card/get', '/card/modifystock']);
    },
  );

  test('contains, if the stock would leave its range, the stock that was read just before', async () => {
    const { quantity } = await sku(CARD);
    expect(quantity).toBe(9_880);
    const { userErrors } = await cards.stock(input({ reduceBy: 9_881 }, CARD));
    expect(userErrors).toMatchObject([{ message: expect.stringMatching(/: 9,880 are left$/), field: ['reduceBy'] }]);
  });

  test('is CARD_NOT_FOUND before the write for an unknown card', async () => {
    const { userErrors } = await cards.stock(input({ increaseBy: 1 }, 'pDEMO-no-such-card'));
    expect(userErrors).toMatchObject([{ code: 'CARD_NOT_FOUND', errcode: 40073 }]);
    expect(await pathsCalled(stack.emulator)).toEqual(['/card/get']);
  });

  test('is a top-level error when the quota is exceeded, without a commit', async () => {
    await stack.emulator.fault({ path: '/card/modifystock', kind: 'errcode', value: 45011 });
    const { data, errors } = await cards.askStock(input({ increaseBy: 1 }));
    expect(data).toEqual({ modifyStock: null });
    expect(errors?.[0]).toMatchObject({ path: ['modifyStock'], extensions: { code: 'PLATFORM_QUOTA_EXCEEDED' } });
  });
});

describe('a stock change with a lost response', () => {
  test('before the commit returns OUTCOME_UNKNOWN and is never sent twice', async () => {
    await stack.emulator.fault({ path: '/card/modifystock', kind: 'reset' });
    const outcome = await cards.stock(input({ increaseBy: 5 }));
    expect(refusalsOf(outcome)).toEqual([['OUTCOME_UNKNOWN']]);
    expect(outcome).toMatchObject({ card: null, quantityAfter: null });
    expect((await stack.emulator.calls())['/card/modifystock']).toBe(1);
    expect((await sku()).quantity).toBe(9_880);
  });

  test('after the commit succeeds because the total is read back', async () => {
    await stack.emulator.fault({ path: '/card/modifystock', kind: 'reset', when: 'after' });
    const outcome = await cards.stock(input({ increaseBy: 5 }));
    expect(outcome).toMatchObject({ quantityBefore: 9_880, quantityAfter: 9_885, replayed: false, userErrors: [] });
    expect((await stack.emulator.calls())['/card/modifystock']).toBe(1);
  });

  test('returns OUTCOME_UNKNOWN when it adds as much as it removes, because the total is unchanged', async () => {
    await stack.emulator.fault({ path: '/card/modifystock', kind: 'reset', when: 'after' });
    expect(refusalsOf(await cards.stock(input({ increaseBy: 5, reduceBy: 5 })))).toEqual([['OUTCOME_UNKNOWN']]);
  });

  test('is committed with quantityAfter and card null, and an error at card, when the read afterwards fails', async () => {
    await stack.emulator.fault({ path: '/card/modifystock', kind: 'latency', value: 150 });
    const pending = cards.askStock(input({ increaseBy: 5 }));
    while ((await pathsCalled(stack.emulator)).length < 2) await new Promise((go) => setTimeout(go, 5));
    await stack.emulator.fault({ path: '/card/get', kind: 'garbage' });
    const { data, errors } = await pending;
    const committed = { card: null, quantityBefore: 9_880, quantityAfter: null, userErrors: [] };
    expect(data.modifyStock).toMatchObject(committed);
    expect(errors?.map(({ path }) => path)).toEqual([['modifyStock', 'card']]);
  });
});
