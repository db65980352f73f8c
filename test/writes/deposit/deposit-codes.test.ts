import { randomUUID } from 'node:crypto';
import { createMemoryStore } from '../../../src/store/memory.js';
import { type RecordStore, StoreUnavailable } from '../../../src/store/store.js';
import { apiKeys, entryOf, keyOf } from '../../support/api-keys.js';
import { createCards } from '../../support/creations.js';
import { having, minimalCard } from '../../support/new-cards.js';
import { sendJson } from '../../support/raw-platform.js';
import { RATES } from '../../support/stack.js';
import { useProxiedStack, useStack } from '../../support/use-stack.js';

const PATH = '/card/code/deposit';
const CHECK = '/card/code/checkcode';
const COUNT = '/card/code/getdepositcount';
const CARD = 'pDEMO-general-coupon-0003';
const PLATFORM_CARD = 'pDEMO-groupon-0001';
const DEPOSIT = `mutation ($input: DepositCodesInput!) { depositCodes(input: $input) {
  deposited alreadyDeposited failed remaining replayed userErrors { code message field errcode } } }`;

interface Lists {
  readonly deposited: readonly string[];
  readonly alreadyDeposited: readonly string[];
  readonly failed: readonly string[];
  readonly remaining: readonly string[];
}

/** Everything that the records of idempotency keys contain. */
const written: string[] = [];
let recordsFail: (value: string | undefined) => boolean = () => false;
/** Runs once, before the result of the first portion is recorded. */
let onFirstResult: (() => unknown) | undefined;
const store = createMemoryStore();
const records: RecordStore = {
  get: (key) => store.records.get(key),
  async compareAndSet(key, expected, value, ttlMs) {
    if (recordsFail(value)) throw new StoreUnavailable('the test has stopped the store');
    written.push(`${key} ${value}`);
    if (value?.includes('"committed"')) {
      const action = onFirstResult;
      onFirstResult = undefined;
      await action?.();
    }
    return store.records.compareAndSet(key, expected, value, ttlMs);
  },
  close: () => store.records.close(),
};

const stack = useStack({ server: { requestTimeoutMs: 2000, store: { ...store, records } } });
afterEach(() => {
  recordsFail = () => false;
  onFirstResult = undefined;
});

const codesOf = (count: number, prefix = 'C') =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(4, '0')}`);
const deposit = async (codes: readonly string[], more: object = {}) =>
  (await stack.graph.data(DEPOSIT, { input: { cardId: CARD, codes, ...more } })).depositCodes;
/** Returns the number of codes of each deposit that was sent. */
const sizes = async () =>
  (await stack.emulator.ledger()).recent.flatMap(({ path, request }) =>
    path === PATH ? [(request.code as readonly string[]).length] : [],
  );
const lengths = ({ deposited, alreadyDeposited, failed, remaining }: Lists) => [
  deposited.length,
  alreadyDeposited.length,
  failed.length,
  remaining.length,
];

/** Expects that the four lists hold each code of the input once, in order. */
function expectAll(codes: readonly string[], lists: Lists): void {
  const { deposited, alreadyDeposited, failed, remaining } = lists;
  for (const list of [deposited, alreadyDeposited, failed, remaining]) {
    expect(list).toEqual(codes.filter((code) => list.includes(code)));
  }
  expect([...deposited, ...alreadyDeposited, ...failed, ...remaining].sort()).toEqual([...codes].sort());
}

describe('depositCodes', () => {
  test('sends 250 codes in portions of 100, 100 and 50, and returns each of them once', async () => {
    const codes = codesOf(250);
    const result = await deposit(codes);
    expect(result).toMatchObject({ deposited: codes, remaining: [], replayed: false, userErrors: [] });
    expect(await sizes()).toEqual([100, 100, 50]);
    expect(await stack.emulator.calls()).toEqual({ [PATH]: 3 });
  });

  test('returns codes in the list that the platform names for them, in the order of the input', async () => {
    const codes = ['new-1', 'QL-0101', 'QL-0001', 'new-2'];
    const result = await deposit(codes);
    expectAll(codes, result);
    expect(result).toMatchObject({
      deposited: ['new-1', 'new-2'],
      alreadyDeposited: ['QL-0101', 'QL-0001'],
      failed: [],
    });
  });

  test('costs one call per 100 codes', async () => {
    const { extensions } = await stack.graph.ask(DEPOSIT, { input: { cardId: CARD, codes: codesOf(250) } });
    expect(extensions).toMatchObject({ cardgraph: { cost: 3 } });
  });

  test('returns the card by reference, and reads its new count within the same request', async () => {
    const query = `mutation ($input: DepositCodesInput!) {
      one: depositCodes(input: $input) { card { id } }
      two: depositCodes(input: { cardId: "${CARD}", codes: ["second"] }) { card { depositedCodeCount } } }`;
    const { one, two } = await stack.graph.data(query, { input: { cardId: CARD, codes: ['first'] } });
    expect(one).toEqual({ card: { id: CARD } });
    expect(await stack.emulator.calls()).toEqual({ [PATH]: 2, [COUNT]: 1, '/card/get': 1 });
    await stack.emulator.clearLedger();
    const { card } = await stack.graph.data(`{ card(id: "${CARD}") { a: depositedCodeCount b: depositedCodeCount } }`);
    expect(card).toEqual({ a: two.card.depositedCodeCount, b: two.card.depositedCodeCount });
    expect(await stack.emulator.calls()).toEqual({ [COUNT]: 1, '/card/get': 1 });
  });

  test.each([
    ['no code', [], ['codes'], /1 to 1000 codes, got a list of 0 entries/],
    ['1,001 codes', codesOf(1001), ['codes', '1000'], /1 to 1000 codes, got a list of 1001 entries/],
    ['10,000 codes', Array(10_000).fill('x'), ['codes', '1000'], /got a list of 10000 entries/],
    ['a repeated code', ['a', 'b', 'c', 'b'], ['codes', '3'], /index 1 again at index 3/],
    ['a code of 21 bytes', ['a', 'secret-'.repeat(3)], ['codes', '1'], /got a string of 21 bytes/],
    ['an empty code', [''], ['codes', '0'], /got a string of 0 bytes/],
    ['a code with a space', ['sec ret'], ['codes', '0'], /got a string with other characters/],
    ['a code with a trailing line break', ['secret\n'], ['codes', '0'], /got a string with other characters/],
  ] as const)(
    'refuses %s with INVALID_INPUT before any call, without the value',
    async (_what, codes, field, message) => {
      const result = await deposit(codes);
      expect(result.userErrors).toMatchObject([
        { code: 'INVALID_INPUT', field, message: expect.stringMatching(message), errcode: null },
      ]);
      expect(result.userErrors[0].message).not.toMatch(/secret|sec ret/);
      expect(result.remaining).toHaveLength(codes.length);
      expect(await stack.emulator.calls()).toEqual({});
    },
  );

  test('reports at most 100 wrong codes', async () => {
    expect((await deposit(codesOf(150, 'a b'))).userErrors).toHaveLength(100);
  });

  test('returns CODE_MODE_MISMATCH for a card without custom codes, and CARD_NOT_FOUND for an unknown one', async () => {
    expect(await deposit(['a'], { cardId: PLATFORM_CARD })).toMatchObject({
      remaining: ['a'],
      userErrors: [{ code: 'CODE_MODE_MISMATCH', field: ['cardId'], message: expect.stringMatching(/DEPOSITED/) }],
    });
    expect((await deposit(['a'], { cardId: 'pDEMO-none' })).userErrors).toMatchObject([
      { code: 'CARD_NOT_FOUND', field: ['cardId'] },
    ]);
  });

  test('returns CARD_STATUS_CONFLICT for a card under review', async () => {
    const card = having(minimalCard('GROUPON'), ['baseInfo.codeMode', 'DEPOSITED'], ['baseInfo.quantity', 0]);
    const [created] = await createCards(stack.graph, [card]);
    expect(await deposit(['a'], { cardId: created?.cardId })).toMatchObject({
      remaining: ['a'],
      userErrors: [{ code: 'CARD_STATUS_CONFLICT', field: ['cardId'], message: expect.stringMatching(/review/) }],
    });
  });

  test('fails with a top-level error if the quota is used up before the first portion', async () => {
    await stack.emulator.fault({ path: PATH, kind: 'errcode', value: 45009 });
    const { data, errors } = await stack.graph.ask(DEPOSIT, { input: { cardId: CARD, codes: codesOf(200) } });
    expect(data).toEqual({ depositCodes: null });
    expect(errors).toMatchObject([{ extensions: { code: 'PLATFORM_QUOTA_EXCEEDED' } }]);
  });

  test('returns what was deposited if the quota is used up in the second portion', async () => {
    const codes = codesOf(250);
    onFirstResult = () => stack.emulator.fault({ path: PATH, kind: 'errcode', value: 45009 });
    const result = await deposit(codes, { idempotencyKey: randomUUID() });
    expectAll(codes, result);
    expect(lengths(result)).toEqual([100, 0, 0, 150]);
    expect(result.userErrors).toMatchObject([{ code: 'PLATFORM_QUOTA_EXCEEDED', errcode: 45009 }]);
  });

  test('ends with PLATFORM_UNAVAILABLE with the lists if the store fails after the first portion, and a repeat continues', async () => {
    const codes = codesOf(150);
    const input = { idempotencyKey: randomUUID() };
    onFirstResult = () => {
      recordsFail = () => true;
    };
    const result = await deposit(codes, input);
    expectAll(codes, result);
    expect(lengths(result)).toEqual([100, 0, 0, 50]);
    expect(result.userErrors).toMatchObject([{ code: 'PLATFORM_UNAVAILABLE' }]);
    recordsFail = () => false;
    expect(await deposit(codes, input)).toMatchObject({ deposited: codes, replayed: false, userErrors: [] });
    expect(await sizes()).toEqual([100, 50]);
  });

  test('ends with PLATFORM_TIMEOUT with the lists before the time of the request is over', async () => {
    const codes = codesOf(1000);
    await stack.emulator.fault({ path: PATH, kind: 'latency', value: 350 });
    const result = await deposit(codes);
    expectAll(codes, result);
    expect(result.userErrors).toMatchObject([{ code: 'PLATFORM_TIMEOUT' }]);
    expect(result.deposited.length).toBeGreaterThanOrEqual(200);
    expect(result.deposited.length).toBeLessThanOrEqual(500);
    expect(await sizes()).toHaveLength(result.deposited.length / 100);
  });
});

describe('a portion whose response was lost', () => {
  test.each(['reset', 'truncate'] as const)(
    'is deposited if checkcode shows all of its codes after a fault %s',
    async (kind) => {
      const codes = codesOf(150);
      await stack.emulator.fault({ path: PATH, kind, when: 'after', times: 1 });
      const result = await deposit(codes);
      expectAll(codes, result);
      expect(result).toMatchObject({ deposited: codes, userErrors: [] });
      expect(await stack.emulator.calls()).toEqual({ [PATH]: 2, [CHECK]: 1 });
    },
  );

  test('is deposited after a fault hang, which leaves no time for the later ones', async () => {
    const codes = codesOf(150);
    await stack.emulator.fault({ path: PATH, kind: 'hang', when: 'after', times: 1 });
    const result = await deposit(codes);
    expectAll(codes, result);
    expect(lengths(result)).toEqual([100, 0, 0, 50]);
    expect(result.userErrors).toMatchObject([{ code: 'PLATFORM_TIMEOUT' }]);
    expect(await stack.emulator.calls()).toEqual({ [PATH]: 1, [CHECK]: 1 });
  });

  test('is OUTCOME_UNKNOWN if its codes are not there, and a repeat with the key sends it and the later ones', async () => {
    const codes = codesOf(150);
    const input = { idempotencyKey: randomUUID() };
    await stack.emulator.fault({ path: PATH, kind: 'reset', when: 'before', times: 1 });
    const result = await deposit(codes, input);
    expect(lengths(result)).toEqual([0, 0, 0, 150]);
    expect(result).toMatchObject({ replayed: false, userErrors: [{ code: 'OUTCOME_UNKNOWN' }] });
    expect(await deposit(codes, input)).toMatchObject({ deposited: codes, replayed: false, userErrors: [] });
    expect(await sizes()).toEqual([100, 100, 50]);
  });

  test('counts the codes that checkcode shows as deposited, and only the others remain', async () => {
    const codes = ['QL-0101', 'a', 'b'];
    const input = { idempotencyKey: randomUUID() };
    await stack.emulator.fault({ path: PATH, kind: 'reset', when: 'before', times: 1 });
    expect(await deposit(codes, input)).toMatchObject({
      deposited: ['QL-0101'],
      remaining: ['a', 'b'],
      userErrors: [{ code: 'OUTCOME_UNKNOWN' }],
    });
    // The lost attempt may have deposited the duplicate.
    expect(await deposit(codes, input)).toMatchObject({ deposited: codes, alreadyDeposited: [], userErrors: [] });
  });

  test('does not count as look-ups that found nothing', async () => {
    const codes = codesOf(100);
    await stack.emulator.fault({ path: PATH, kind: 'reset', when: 'before', times: 1 });
    await deposit(codes);
    expect(await stack.emulator.calls()).toEqual({ [PATH]: 1, [CHECK]: 3 });
    const { codeDeposit } = await stack.graph.data(`{ codeDeposit(cardId: "${CARD}", codes: ["none"]) { missing } }`);
    expect(codeDeposit).toEqual({ missing: ['none'] });
  });
});

describe('a repeat with the same key', () => {
  test('replays every portion without a call', async () => {
    const codes = ['QL-0101', ...codesOf(120)];
    const input = { idempotencyKey: randomUUID() };
    const first = await deposit(codes, input);
    expect(lengths(first)).toEqual([120, 1, 0, 0]);
    await stack.emulator.clearLedger();
    expect(await deposit(codes, input)).toEqual({ ...first, replayed: true });
    expect(await stack.emulator.calls()).toEqual({});
  });

  test('and other codes is IDEMPOTENCY_KEY_REUSED, also if only a later portion differs', async () => {
    const input = { idempotencyKey: randomUUID() };
    await deposit(codesOf(120), input);
    const other = await deposit(codesOf(121), input);
    expect(other).toMatchObject({ replayed: false, userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }] });
    expect(lengths(other)).toEqual([0, 0, 0, 121]);
    expect(await sizes()).toEqual([100, 20]);
  });

  test('is IDEMPOTENCY_KEY_IN_USE at the first portion whose result is not recorded', async () => {
    const codes = codesOf(120);
    const input = { idempotencyKey: randomUUID() };
    onFirstResult = () => {
      recordsFail = (value) => value?.includes('"committed"') ?? false;
    };
    expect(await deposit(codes, input)).toMatchObject({ deposited: codes, userErrors: [] });
    recordsFail = () => false;
    const again = await deposit(codes, input);
    expect(again).toMatchObject({ userErrors: [{ code: 'IDEMPOTENCY_KEY_IN_USE' }] });
    expectAll(codes, again);
    expect(await sizes()).toEqual([100, 20]);
  });

  test('stores no code', async () => {
    await deposit(['secret-code'], { idempotencyKey: randomUUID() });
    expect(written.some((text) => text.includes('"committed"'))).toBe(true);
    expect(written.join('\n')).not.toContain('secret-code');
  });

  test('but another one sends all codes again, which are then already deposited', async () => {
    const codes = codesOf(120);
    await deposit(codes, { idempotencyKey: randomUUID() });
    const again = await deposit(codes, { idempotencyKey: randomUUID() });
    expect(again).toMatchObject({ alreadyDeposited: codes, replayed: false, userErrors: [] });
  });
});

describe('a response whose lists are not the codes of the portion', () => {
  const proxied = useProxiedStack();
  const respond = (path: string, lists: object) =>
    proxied.answerNext(path, (_, response) => sendJson(response, { errcode: 0, errmsg: 'ok', ...lists }));
  const send = async (codes: readonly string[]) =>
    (await proxied.graph.data(DEPOSIT, { input: { cardId: CARD, codes } })).depositCodes;

  test('is completed by checkcode, without codes that were not sent', async () => {
    respond(PATH, { succ_code: [123, 'foreign'], fail_code: 'none' });
    expect(await send(['QL-0101', '123'])).toMatchObject({
      deposited: ['QL-0101', '123'],
      remaining: [],
      userErrors: [],
    });
    expect(await proxied.emulator.calls()).toEqual({ [CHECK]: 1 });
  });

  test('leaves the codes that checkcode does not show, with OUTCOME_UNKNOWN', async () => {
    respond(PATH, { duplicate_code: ['a'], fail_code: ['b'] });
    const result = await send(['a', 'b', 'c']);
    expect(result).toMatchObject({ deposited: [], alreadyDeposited: ['a'], failed: ['b'], remaining: ['c'] });
    expect(result.userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
  });

  test('is an error of codeDeposit', async () => {
    proxied.answerNext(CHECK, (_, response) => sendJson(response, { errcode: 0, exist_code: ['a'] }), 9);
    const query = `{ codeDeposit(cardId: "${CARD}", codes: ["a", "b"]) { missing } }`;
    const { errors } = await proxied.graph.ask(query);
    expect(errors).toMatchObject([{ path: ['codeDeposit'], extensions: { code: 'PLATFORM_UNAVAILABLE' } }]);
  });
});

describe('codeDeposit', () => {
  const ASK = `query ($cardId: ID!, $codes: [String!]!) {
    codeDeposit(cardId: $cardId, codes: $codes) { deposited missing } }`;
  const ask = (codes: readonly string[], cardId = CARD) => stack.graph.ask(ASK, { cardId, codes });

  test('returns deposited and missing codes in the order of the arguments', async () => {
    const { data } = await ask(['none', 'QL-0102', 'QL-0101']);
    expect(data.codeDeposit).toEqual({ deposited: ['QL-0102', 'QL-0101'], missing: ['none'] });
    expect(await stack.emulator.calls()).toEqual({ [CHECK]: 1 });
  });

  test('is null for an unknown card, without an error', async () => {
    const response = await ask(['a'], 'pDEMO-none');
    expect(response.errors).toBeUndefined();
    expect(response).toMatchObject({ data: { codeDeposit: null } });
  });

  test.each([
    ['no code', []],
    ['101 codes', codesOf(101)],
    ['a repeated code', ['a', 'a']],
    ['a code over 64 bytes', ['a'.repeat(65)]],
  ])('refuses %s before any call', async (_what, codes) => {
    const { errors } = await ask(codes);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(await stack.emulator.calls()).toEqual({});
  });
});

describe('Card.depositedCodeCount', () => {
  test('is null without a call unless the codes of the card are deposited', async () => {
    const { card } = await stack.graph.data(`{ card(id: "${PLATFORM_CARD}") { depositedCodeCount } }`);
    expect(card).toEqual({ depositedCodeCount: null });
    expect(await stack.emulator.calls()).toEqual({ '/card/get': 1 });
  });

  test('is null with an error at its path if the platform fails', async () => {
    await stack.emulator.fault({ path: COUNT, kind: 'errcode', value: 45009 });
    const { data, errors } = await stack.graph.ask(`{ card(id: "${CARD}") { id depositedCodeCount } }`);
    expect(data).toEqual({ card: { id: CARD, depositedCodeCount: null } });
    expect(errors).toMatchObject([{ path: ['card', 'depositedCodeCount'] }]);
  });
});

describe('the limit of code look-ups that found nothing', () => {
  const limited = useStack({
    server: { rates: { ...RATES, codeMissesPerMinute: 10 }, auth: apiKeys(entryOf('shop')) },
  });
  const SHOP = { 'x-api-key': keyOf('shop') };

  test('counts each missing code of codeDeposit, and then rejects further ones before the call', async () => {
    const ask = (codes: readonly string[]) =>
      limited.graph.ask(
        'query ($codes: [String!]!) { codeDeposit(cardId: "pDEMO-general-coupon-0003", codes: $codes) { missing } }',
        { codes },
        SHOP,
      );
    expect((await ask([...codesOf(9), 'QL-0101'])).data.codeDeposit.missing).toHaveLength(9);
    expect((await ask(codesOf(20))).data.codeDeposit.missing).toHaveLength(20);
    expect(await ask(['QL-0101'])).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    expect(await limited.emulator.calls()).toEqual({ [CHECK]: 2 });
  });
});
