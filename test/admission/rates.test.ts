import { loadConfig } from '../../src/config/load-config.js';
import { encryptCode } from '../../src/emulator/state/encrypted-codes.js';
import { createLog } from '../../src/log.js';
import { createMemoryStore } from '../../src/store/memory.js';
import { createRedisStore } from '../../src/store/redis.js';
import { apiKeys, entryOf, keyOf } from '../support/api-keys.js';
import type { GraphAnswer } from '../support/graph-client.js';
import { describeWithRedis, TestRedis } from '../support/redis.js';
import { RATES, type Stack, startGraph, startStack, WIDE_LIMITS } from '../support/stack.js';
import { until } from '../support/time.js';

const CODES = ['100000000001', '100000000002', '100000000003'];
const SET_UNAVAILABLE = `mutation ($input: SetCodeUnavailableInput!) { setCodeUnavailable(input: $input) { replayed userErrors { code } } }`;

let stack: Stack;
afterEach(() => stack.close());

const start = async (rates: object, more: object = {}) => {
  stack = await startStack({
    server: { rates: { ...RATES, ...rates }, auth: apiKeys(entryOf('one'), entryOf('two')), ...more },
  });
};
const by = (name: string) => ({ 'x-api-key': keyOf(name) });

/** Sends a query and returns the response with its headers. */
async function send(name: string, query = '{ __typename }', variables = {}, url = stack.graph.url) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...by(name) },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as Omit<GraphAnswer, 'status'>;
  return { status: response.status, headers: response.headers, body };
}

const rateOf = ({ headers }: { headers: Headers }) =>
  ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'].map((name) => headers.get(name));

const aliased = (codes: readonly string[]) =>
  `{ ${codes.map((code, index) => `c${index}: code(code: "${code}") { status }`).join(' ')} }`;
const madeUp = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `MADE-UP-${from + index}`);
const codeGets = async () => (await stack.emulator.calls())['/card/code/get'] ?? 0;

describe('the caller rate', () => {
  test('is in the headers of every response, and a request over it returns 429 without a call', async () => {
    await start({ callerPerMinute: 2 });
    const [first, second, third] = [await send('one'), await send('one'), await send('one', aliased(CODES))];
    expect([first, second].map(({ status }) => status)).toEqual([200, 200]);
    expect([first, second, third].map((response) => rateOf(response).slice(0, 2))).toEqual([
      ['2', '1'],
      ['2', '0'],
      ['2', '0'],
    ]);
    expect(third).toMatchObject({
      status: 429,
      body: { errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) } }] },
    });
    const seconds = Number(third.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(await codeGets()).toBe(0);
  });

  test('is counted for each caller separately', async () => {
    await start({ callerPerMinute: 1 });
    expect([(await send('one')).status, (await send('one')).status, (await send('two')).status]).toEqual([
      200, 429, 200,
    ]);
  });

  test('applies no limit and sends no header when it is unset', async () => {
    await start({});
    expect(rateOf(await send('one'))).toEqual([null, null, null]);
  });
});

test('the account rate counts all callers together', async () => {
  await start({ accountPerMinute: 2 });
  const statuses = [];
  for (const name of ['one', 'two', 'one']) statuses.push((await send(name)).status);
  expect(statuses).toEqual([200, 200, 429]);
});

describe('code look-ups', () => {
  test('that find nothing reach the platform up to the rate, and the other aliases are RATE_LIMITED at their paths', async () => {
    await start({ codeMissesPerMinute: 10 }, { limits: WIDE_LIMITS });
    const { status, body } = await send('one', aliased(madeUp(100)));
    expect(status).toBe(200);
    expect(await codeGets()).toBe(10);
    expect(body.errors).toHaveLength(90);
    for (const { extensions } of body.errors ?? []) {
      expect(extensions).toEqual({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
    }
  });

  test('that find nothing are counted together for fields, references and members', async () => {
    await start({ codeMissesPerMinute: 6 });
    const references = madeUp(3, 10).map((code) => ({ __typename: 'Code', cardId: 'pDEMO-groupon-0001', code }));
    await send('one', aliased(madeUp(2)));
    await send('one', 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Code { status } } }', {
      r: references,
    });
    await send('one', '{ memberInfo(cardId: "pDEMO-member-card-0001", code: "MADE-UP") { points } }');
    const before = await stack.emulator.calls();
    const refused = await send('one', aliased(madeUp(2, 20)));
    expect(refused).toMatchObject({ status: 429, body: { data: { c0: null, c1: null } } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(await stack.emulator.calls()).toEqual(before);
  });

  test('that find nothing also come from redeemCode, decryptedCode and encrypted codes that cannot be decrypted', async () => {
    await start({ codeMissesPerMinute: 4 });
    const redeem = (input: string, key: number) =>
      send('one', `mutation { redeemCode(input: { ${input}, idempotencyKey: "${key}" }) { userErrors { code } } }`);
    await redeem('code: "MADE-UP"', 1);
    await redeem('encryptedCode: "MADE-UP"', 2);
    await send('one', '{ decryptedCode(encryptedCode: "MADE-UP-2") { status } }');
    await send('one', `{ decryptedCode(encryptedCode: "${encryptCode('wxdemo', 'MADE-UP-3')}") { status } }`);
    const before = await stack.emulator.calls();
    expect(before).toEqual({ '/card/code/consume': 1, '/card/code/decrypt': 3, '/card/code/get': 1 });
    expect(await redeem(`code: "${CODES[0]}"`, 3)).toMatchObject({ status: 429, body: { data: { redeemCode: null } } });
    expect((await send('one', '{ decryptedCode(encryptedCode: "MADE-UP-4") { status } }')).status).toBe(429);
    expect(await stack.emulator.calls()).toEqual(before);
  });

  test('for one encrypted code over its rate are RATE_LIMITED for every caller', async () => {
    await start({ codePerMinute: 2 });
    const query = `{ decryptedCode(encryptedCode: "${encryptCode('wxdemo', CODES[0] ?? '')}", cardId: "pDEMO-groupon-0001") { code } }`;
    for (const name of ['one', 'two']) expect((await send(name, query)).status).toBe(200);
    expect((await send('one', query)).status).toBe(429);
    expect(await stack.emulator.calls()).toEqual({ '/card/code/decrypt': 2 });
  });

  test('that find nothing are limited to 60 per minute by default', () => {
    expect(loadConfig({}).rates).toEqual({ codeMissesPerMinute: 60 });
  });

  test('that exist are also rejected for a caller with too many misses, but not for another caller', async () => {
    await start({ codeMissesPerMinute: 2 });
    await send('one', aliased(madeUp(2)));
    expect((await send('one', aliased(CODES))).status).toBe(429);
    expect((await send('two', aliased(CODES))).body.errors).toBeUndefined();
  });

  test('that exist all succeed, even if there are more at once than the miss rate', async () => {
    await start({ codeMissesPerMinute: 2 });
    for (let index = 0; index < 40; index += 1) {
      await stack.emulator.addCode({
        card_id: 'pDEMO-groupon-0001',
        openid: 'oDEMO-user-0001',
        code: `EXISTS-${index}`,
      });
    }
    const codes = Array.from({ length: 30 }, (_, index) => `EXISTS-${index}`);
    const { body } = await send('one', aliased(codes));
    expect(body.errors).toBeUndefined();
    expect(Object.values(body.data)).toEqual(codes.map(() => ({ status: 'NORMAL' })));
  });

  test('for one code over its rate are RATE_LIMITED for every caller', async () => {
    await start({ codePerMinute: 2 });
    const [code = ''] = CODES;
    for (const name of ['one', 'two']) expect((await send(name, aliased([code]))).status).toBe(200);
    expect((await send('one', aliased([code]))).status).toBe(429);
    expect((await send('one', aliased(CODES.slice(1)))).status).toBe(200);
    expect(await codeGets()).toBe(4);
  });
});

test('a code mutation over the rate makes no call, and its key is released', async () => {
  const store = createMemoryStore();
  const keys = new Set<string>();
  const records = {
    ...{ get: store.records.get.bind(store.records), close: store.records.close.bind(store.records) },
    compareAndSet: async (key: string, expected: string | undefined, value: string | undefined, ttlMs: number) => {
      if (key.startsWith('idempotency')) value === undefined ? keys.delete(key) : keys.add(key);
      return store.records.compareAndSet(key, expected, value, ttlMs);
    },
  };
  await start({ codeMissesPerMinute: 1 }, { store: { ...store, records } });
  await send('one', aliased(madeUp(1)));
  const { status, body } = await send('one', SET_UNAVAILABLE, { input: { code: CODES[0], idempotencyKey: 'k' } });
  expect({ status, body }).toMatchObject({ status: 429, body: { data: { setCodeUnavailable: null } } });
  expect((await stack.emulator.calls())['/card/code/unavailable']).toBeUndefined();
  expect([...keys]).toEqual([]);
});

describeWithRedis('two replicas on one Redis', () => {
  test('count together, separately while Redis is unavailable, and together again afterwards', async () => {
    const redis = await TestRedis.start();
    const log = createLog({ level: 'silent' });
    const stores = [createRedisStore(redis.url, log), createRedisStore(redis.url, log)];
    await start({ callerPerMinute: 5, codeMissesPerMinute: 4 }, { store: stores[0] });
    const other = await startGraph(stack.emulator.url, {
      store: stores[1],
      rates: { ...RATES, callerPerMinute: 5, codeMissesPerMinute: 4 },
      auth: apiKeys(entryOf('one'), entryOf('two')),
    });
    try {
      await until(() => stores.every(({ scripts }) => scripts?.isReady === true));
      await send('one', aliased(madeUp(3)));
      const second = await send('one', aliased(madeUp(3, 10)), {}, other.url);
      expect(rateOf(second).slice(0, 2)).toEqual(['5', '3']);
      expect(await codeGets()).toBe(4);
      await redis.kill();
      await until(() => stores.every(({ scripts }) => scripts?.isReady === false));
      expect(rateOf(await send('one', '{ __typename }', {}, other.url)).slice(0, 2)).toEqual(['5', '4']);
      await redis.start();
      await until(() => stores.every(({ scripts }) => scripts?.isReady === true));
      expect(rateOf(await send('one')).slice(0, 2)).toEqual(['5', '2']);
    } finally {
      await other.close();
      await Promise.all(stores.map((store) => store.close()));
      await redis.close();
    }
  });
});
