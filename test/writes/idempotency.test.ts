import { createMemoryStore } from '../../src/store/memory.js';
import { type RecordStore, type Store, StoreUnavailable } from '../../src/store/store.js';
import { startStack } from '../support/stack.js';
import { until } from '../support/time.js';
import { useStack } from '../support/use-stack.js';

const CARD = 'pDEMO-cash-0001';
const STOCK = `mutation ($input: ModifyStockInput!) { modifyStock(input: $input) {
  replayed quantityBefore quantityAfter card { stock { quantity } } userErrors { code field errcode errmsg } } }`;
const UPDATE = `mutation ($input: UpdateCardInput!) { updateCard(input: $input) {
  replayed reviewRequired verified unverifiedFields card { servicePhone } userErrors { code field errcode } } }`;
const DELETE = `mutation ($input: DeleteCardInput!) { deleteCard(input: $input) {
  replayed deletedCardId userErrors { code errcode } } }`;
const ADD = `mutation ($input: AddPayGiftRuleInput!) { addPayGiftRule(input: $input) {
  replayed ruleId succeededMerchantIds failedMerchants { merchantId errorCode } rule { terms { merchantIds } }
  userErrors { code } } }`;

const stack = useStack();
let keys = 0;

const newKey = () => {
  keys += 1;
  return `key-${keys}`;
};
const stock = async (input: object) =>
  (await stack.graph.data(STOCK, { input: { cardId: CARD, ...input } })).modifyStock;
const update = async (input: object) =>
  (await stack.graph.data(UPDATE, { input: { cardId: CARD, ...input } })).updateCard;
const writes = async (path: string) => (await stack.emulator.calls())[path] ?? 0;

/** Returns a store that calls this function before it records the outcome of a committed change. */
function storeWith(beforeOutcome: () => Promise<void>): Store {
  const store = createMemoryStore();
  const records: RecordStore = {
    ...store.records,
    get: (key) => store.records.get(key),
    async compareAndSet(key, expected, value, ttlMs) {
      if (value?.includes('"committed"')) await beforeOutcome();
      return store.records.compareAndSet(key, expected, value, ttlMs);
    },
  };
  return { ...store, records };
}

describe('a repeat with the same key and input', () => {
  test('changes the stock once, replays scalars and reads the card live', async () => {
    const input = { increaseBy: 5, idempotencyKey: newKey() };
    const first = await stock(input);
    await stock({ increaseBy: 100, idempotencyKey: newKey() });
    const repeat = await stock(input);
    expect(first).toMatchObject({ replayed: false, userErrors: [] });
    const { quantityBefore, quantityAfter } = first;
    expect(repeat).toMatchObject({ replayed: true, quantityBefore, quantityAfter, userErrors: [] });
    expect(repeat.card.stock.quantity).toBe(first.quantityAfter + 100);
    expect(await writes('/card/modifystock')).toBe(2);
  });

  test('is recognized with another order of fields and without a default value', async () => {
    const idempotencyKey = newKey();
    await stock({ increaseBy: 5, reduceBy: 0, idempotencyKey });
    expect(await stock({ idempotencyKey, increaseBy: 5 })).toMatchObject({ replayed: true });
  });

  test('verifies an update that could not be read back the first time', async () => {
    const input = { baseInfo: { claimLimit: 9 }, idempotencyKey: newKey() };
    await stack.emulator.fault({ path: '/card/update', kind: 'latency', value: 200, times: 1 });
    const sending = stack.graph.ask(UPDATE, { input: { cardId: CARD, ...input } });
    await until(async () => (await writes('/card/get')) === 1);
    await stack.emulator.fault({ path: '/card/get', kind: 'errcode', value: 40097, times: 1 });
    const { data, errors } = await sending;
    expect(data.updateCard).toMatchObject({ replayed: false, verified: null, card: null });
    expect(errors).toMatchObject([{ path: ['updateCard', 'card'] }]);
    expect(await update(input)).toMatchObject({ replayed: true, verified: true, unverifiedFields: [] });
    expect(await writes('/card/update')).toBe(1);
  });

  test('replays the result of an update', async () => {
    const input = { baseInfo: { servicePhone: '020-1', notice: '请出示' }, idempotencyKey: newKey() };
    const first = await update(input);
    await stack.emulator.clearLedger();
    const { replayed, ...repeat } = await update(input);
    expect(replayed).toBe(true);
    expect({ ...repeat, replayed: false }).toEqual(first);
    expect(first).toMatchObject({ reviewRequired: true, verified: null });
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  test('creates a rule once and replays the failed merchants', async () => {
    const now = Date.now();
    const input = {
      merchantIds: ['1900000901', '7200100001'],
      cardId: 'pDEMO-member-card-0001',
      beginsAt: new Date(now).toISOString(),
      endsAt: new Date(now + 86_400_000).toISOString(),
      minimumSpendFen: 1,
      maximumSpendFen: 100,
      idempotencyKey: newKey(),
    };
    const first = (await stack.graph.data(ADD, { input })).addPayGiftRule;
    const repeat = (await stack.graph.data(ADD, { input })).addPayGiftRule;
    expect(first).toMatchObject({ replayed: false, failedMerchants: [{ errorCode: 'MERCHANT_MISMATCH' }] });
    expect(repeat).toEqual({ ...first, replayed: true });
    expect(await writes('/card/paygiftcard/add')).toBe(1);
  });

  test('replays a rejection by the platform without another call', async () => {
    const input = { reduceBy: 99_999_999, idempotencyKey: newKey() };
    const first = await stock(input);
    expect(first).toMatchObject({ replayed: false, userErrors: [{ code: 'STOCK_OUT_OF_RANGE', errcode: 45031 }] });
    expect(await stock(input)).toEqual({ ...first, replayed: true });
    expect(await writes('/card/modifystock')).toBe(1);
  });

  test('returns IDEMPOTENCY_KEY_IN_USE while the first one is still running', async () => {
    await stack.emulator.fault({ path: '/card/modifystock', kind: 'latency', value: 400, times: 1 });
    const input = { increaseBy: 5, idempotencyKey: newKey() };
    const first = stock(input);
    while ((await writes('/card/modifystock')) === 0) await new Promise((go) => setTimeout(go, 5));
    expect((await stock(input)).userErrors).toMatchObject([
      { code: 'IDEMPOTENCY_KEY_IN_USE', field: ['idempotencyKey'] },
    ]);
    expect(await first).toMatchObject({ replayed: false, userErrors: [] });
    expect(await stock(input)).toMatchObject({ replayed: true, userErrors: [] });
  });

  test('changes the stock once when fifty are sent at once', async () => {
    const input = { increaseBy: 5, idempotencyKey: newKey() };
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => stock(input)));
    expect(outcomes.filter(({ replayed, userErrors }) => !replayed && userErrors.length === 0)).toHaveLength(1);
    expect(await writes('/card/modifystock')).toBe(1);
  });
});

describe('an idempotency key', () => {
  test('with another input returns IDEMPOTENCY_KEY_REUSED without a write', async () => {
    const idempotencyKey = newKey();
    await stock({ increaseBy: 5, idempotencyKey });
    expect((await stock({ increaseBy: 6, idempotencyKey })).userErrors).toMatchObject([
      { code: 'IDEMPOTENCY_KEY_REUSED', field: ['idempotencyKey'] },
    ]);
    expect(await writes('/card/modifystock')).toBe(1);
  });

  test('is scoped to its mutation', async () => {
    const idempotencyKey = newKey();
    await stock({ increaseBy: 5, idempotencyKey });
    expect(await update({ baseInfo: { claimLimit: 7 }, idempotencyKey })).toMatchObject({
      replayed: false,
      verified: true,
    });
  });

  test.each([
    ['a daily quota', { kind: 'errcode', value: 45009 }],
    ['a token that is rejected twice', { kind: 'errcode', value: 40001 }],
  ] as const)('is released after %s because nothing was executed', async (_subject, fault) => {
    const own = await startStack();
    try {
      await own.emulator.fault({ path: '/card/modifystock', ...fault, times: 2 });
      const input = { cardId: CARD, increaseBy: 5, idempotencyKey: 'k' };
      const { data } = await own.graph.ask(STOCK, { input });
      expect(data).toEqual({ modifyStock: null });
      // With another input, a key that was not released would be rejected.
      const other = await own.graph.ask(STOCK, { input: { ...input, increaseBy: 6 } });
      expect(other.data?.modifyStock?.userErrors ?? []).toEqual([]);
    } finally {
      await own.close();
    }
  });

  test('is released after a check of this server rejects the input', async () => {
    const idempotencyKey = newKey();
    const changed = await stock({ increaseBy: 5, expectedQuantity: 1, idempotencyKey });
    expect(changed.userErrors).toMatchObject([{ code: 'STOCK_CHANGED' }]);
    expect(await stock({ increaseBy: 6, idempotencyKey })).toMatchObject({ replayed: false, userErrors: [] });
  });
});

describe('a repeat after OUTCOME_UNKNOWN', () => {
  test('sends an update again when it took no effect', async () => {
    const input = { baseInfo: { servicePhone: '020-2' }, idempotencyKey: newKey() };
    await stack.emulator.fault({ path: '/card/update', kind: 'reset', times: 1 });
    expect((await update(input)).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    expect(await update(input)).toMatchObject({ replayed: false, verified: true, userErrors: [] });
    expect(await writes('/card/update')).toBe(2);
  });

  test('never sends a stock change again, even if it took no effect', async () => {
    const input = { increaseBy: 5, idempotencyKey: newKey() };
    await stack.emulator.fault({ path: '/card/modifystock', kind: 'reset', times: 1 });
    for (const replayed of [false, true, true]) {
      expect(await stock(input)).toMatchObject({ replayed, userErrors: [{ code: 'OUTCOME_UNKNOWN' }] });
    }
    expect(await writes('/card/modifystock')).toBe(1);
  });

  test('succeeds when the effect of a stock change has become visible', async () => {
    const quick = await startStack({ server: { requestTimeoutMs: 500 } });
    try {
      const send = async () =>
        (await quick.graph.data(STOCK, { input: { cardId: CARD, increaseBy: 5, idempotencyKey: 'k' } })).modifyStock;
      await quick.emulator.fault({ path: '/card/modifystock', kind: 'latency', value: 800, times: 1 });
      expect((await send()).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
      await new Promise((go) => setTimeout(go, 600));
      expect(await send()).toMatchObject({ replayed: true, userErrors: [] });
      expect((await quick.emulator.calls())['/card/modifystock']).toBe(1);
    } finally {
      await quick.close();
    }
  });

  test('succeeds when a deletion that could not be read back is confirmed', async () => {
    const input = { cardId: CARD, idempotencyKey: newKey() };
    const remove = async () => (await stack.graph.data(DELETE, { input })).deleteCard;
    await stack.emulator.fault({ path: '/card/delete', kind: 'reset', when: 'after', times: 1 });
    await stack.emulator.fault({ path: '/card/get', kind: 'errcode', value: 40097 });
    expect((await remove()).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    await stack.emulator.clearFaults();
    expect(await remove()).toMatchObject({ replayed: true, deletedCardId: CARD, userErrors: [] });
    expect(await writes('/card/delete')).toBe(1);
  });
});

describe('a record of a process that died', () => {
  test('blocks its key until 5 s after its deadline and is then resolved by reading back', async () => {
    let isDead = false;
    // The process dies between the call and the write of its outcome.
    const store = storeWith(async () => {
      if (isDead) throw new StoreUnavailable('dead');
    });
    const own = await startStack({ server: { store, requestTimeoutMs: 300 } });
    try {
      const input = { cardId: CARD, increaseBy: 5, idempotencyKey: 'k' };
      const send = async () => (await own.graph.data(STOCK, { input })).modifyStock;
      isDead = true;
      await send();
      isDead = false;
      expect((await send()).userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_IN_USE' }]);
      await new Promise((go) => setTimeout(go, 5400));
      expect(await send()).toMatchObject({ replayed: true, quantityBefore: 9_880, userErrors: [] });
      expect((await own.emulator.calls())['/card/modifystock']).toBe(1);
    } finally {
      await own.close();
    }
  });
});

describe('the response to a committed change', () => {
  test.each<[what: string, query: string, change: object, reads: number]>([
    ['a stock change, which reads the card back meanwhile', STOCK, { increaseBy: 5 }, 2],
    ['a deletion', DELETE, {}, 0],
  ])('is sent when the outcome is recorded, for %s', async (_what, query, change, reads) => {
    let record: (() => void) | undefined;
    const store = storeWith(async () => {
      if (record !== undefined) return;
      await new Promise<void>((resolve) => {
        record = resolve;
      });
    });
    const own = await startStack({ server: { store } });
    try {
      const input = { cardId: CARD, idempotencyKey: 'k', ...change };
      let isSent = false;
      const response = own.graph.data(query, { input }).finally(() => {
        isSent = true;
      });
      await until(async () => record !== undefined && ((await own.emulator.calls())['/card/get'] ?? 0) === reads);
      await new Promise((go) => setTimeout(go, 100));
      expect(isSent).toBe(false);
      record?.();
      expect(Object.values(await response)).toMatchObject([{ replayed: false, userErrors: [] }]);
    } finally {
      record?.();
      await own.close();
    }
  });
});

describe('concurrent stock changes of one card', () => {
  test('run one after the other, so that each reads the result of the previous one', async () => {
    const { quantity: begin } = (await stack.graph.data(`{ card(id: "${CARD}") { stock { quantity } } }`)).card.stock;
    const outcomes = await Promise.all(
      [1, 2, 3, 4].map((increaseBy) => stock({ increaseBy, idempotencyKey: newKey() })),
    );
    for (const { quantityBefore, quantityAfter } of outcomes) expect(quantityAfter).toBeGreaterThan(quantityBefore);
    const steps = outcomes
      .map(({ quantityBefore, quantityAfter }) => [quantityBefore, quantityAfter])
      .sort(([a], [b]) => a - b);
    expect(steps[0]?.[0]).toBe(begin);
    expect(steps[3]?.[1]).toBe(begin + 10);
    for (let n = 1; n < steps.length; n += 1) expect(steps[n]?.[0]).toBe(steps[n - 1]?.[1]);
  });
});

describe('an unreachable record store', () => {
  test('makes mutations with a key fail and does not affect others and reads', async () => {
    const unreachable = () => Promise.reject(new StoreUnavailable('gone'));
    const store = {
      ...createMemoryStore(),
      records: { get: unreachable, compareAndSet: unreachable, close: async () => {} },
    };
    const own = await startStack({ server: { store } });
    try {
      const { data, errors } = await own.graph.ask(STOCK, {
        input: { cardId: CARD, increaseBy: 5, idempotencyKey: 'k' },
      });
      expect(data).toEqual({ modifyStock: null });
      expect(errors).toMatchObject([{ path: ['modifyStock'], extensions: { code: 'IDEMPOTENCY_STORE_UNAVAILABLE' } }]);
      expect((await own.emulator.calls())['/card/modifystock']).toBeUndefined();
      const input = { cardId: CARD, baseInfo: { claimLimit: 9 } };
      expect((await own.graph.data(UPDATE, { input })).updateCard).toMatchObject({ verified: true, userErrors: [] });
    } finally {
      await own.close();
    }
  });
});
