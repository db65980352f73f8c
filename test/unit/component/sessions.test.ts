import { AuthorizationSessions } from '../../../src/component/sessions.js';
import { createLog } from '../../../src/log.js';
import { createMemoryStore } from '../../../src/store/memory.js';
import { createRedisStore } from '../../../src/store/redis.js';
import type { RecordStore, Store } from '../../../src/store/store.js';
import { until } from '../../support/event-logs.js';
import { hasRedis, TestRedis } from '../../support/redis.js';

const COMPONENT = { baseUrl: 'https://api.weixin.qq.com', appid: 'wxc0ffee0000000001' };
const APPID = 'wxfedcba9876543210';
const CODE = 'queryauthcode@@@PLANTED';
const log = createLog({ level: 'silent' });

/** Opens a store for two replicas. */
const BACKENDS: Readonly<Record<string, () => Promise<{ stores: readonly [Store, Store]; close(): Promise<void> }>>> = {
  async memory() {
    const store = createMemoryStore();
    return { stores: [store, store], close: () => store.close() };
  },
  async redis() {
    const redis = await TestRedis.start();
    const stores = [createRedisStore(redis.url, log), createRedisStore(redis.url, log)] as const;
    for (const { records } of stores) await until(() => records.get('any'));
    return {
      stores,
      async close() {
        for (const store of stores) await store.close();
        await redis.close();
      },
    };
  },
};

describe.each(Object.entries(BACKENDS))('authorization sessions in %s', (name, open) => {
  if (name === 'redis' && !hasRedis) return void test.skip('there is no redis-server on PATH', () => {});

  let backend: Awaited<ReturnType<typeof open>>;
  /** The sessions of two replicas. */
  let one: AuthorizationSessions;
  let other: AuthorizationSessions;
  let count = 0;
  let preAuthCode: string;
  let state: string;

  beforeAll(async () => {
    backend = await open();
    [one, other] = backend.stores.map(({ records }) => new AuthorizationSessions(records, COMPONENT)) as [
      AuthorizationSessions,
      AuthorizationSessions,
    ];
  });
  afterAll(() => backend.close());

  beforeEach(async () => {
    count += 1;
    preAuthCode = `preauthcode@@@PLANTED-${count}`;
    state = await one.begin(preAuthCode);
  });

  test('have a state of 32 random bytes, and are pending on every replica', async () => {
    expect(state).toMatch(/^[\w-]{43}$/);
    expect(await one.begin('preauthcode@@@another')).not.toBe(state);
    expect(await other.read(state)).toEqual({ status: 'pending' });
    expect(await other.read('unknown')).toBeUndefined();
  });

  test('are used once, by the code that was brought back first', async () => {
    expect(await one.enter(state, CODE)).toEqual({ status: 'pending' });
    expect(await other.enter(state, CODE)).toEqual({ status: 'pending' });
    expect(await other.enter(state, 'another code')).toBeUndefined();
    await one.complete(state, { status: 'authorized', appid: APPID });
    expect(await other.read(state)).toEqual({ status: 'authorized', appid: APPID });
    expect(await other.enter(state, CODE)).toBeUndefined();
  });

  test('admit a browser once if the notification has completed them before', async () => {
    await other.completeByPreAuthCode(preAuthCode, APPID);
    expect(await one.read(state)).toEqual({ status: 'authorized', appid: APPID });
    expect(await one.enter(state, CODE)).toEqual({ status: 'authorized', appid: APPID });
    expect(await other.enter(state, CODE)).toBeUndefined();
    expect(await one.read(state)).toEqual({ status: 'authorized', appid: APPID });
  });

  test('become authorized if the notification arrives after a rejected code, and not the reverse', async () => {
    await one.enter(state, CODE);
    await one.complete(state, { status: 'failed' });
    expect(await one.read(state)).toEqual({ status: 'failed' });
    expect(await one.enter(state, CODE)).toBeUndefined();
    await other.completeByPreAuthCode(preAuthCode, APPID);
    await one.complete(state, { status: 'failed' });
    expect(await one.read(state)).toEqual({ status: 'authorized', appid: APPID });
  });

  test('admit only one of ten codes that are brought back at the same time', async () => {
    const codes = Array.from({ length: 10 }, (_, n) => `code ${n}`);
    const entered = await Promise.all(codes.map((code, n) => (n % 2 === 0 ? one : other).enter(state, code)));
    expect(entered.filter((session) => session !== undefined)).toEqual([{ status: 'pending' }]);
  });

  test('are not completed by an unknown code, state or session', async () => {
    await one.completeByPreAuthCode('preauthcode@@@unknown', APPID);
    await one.complete('unknown', { status: 'authorized', appid: APPID });
    expect(await one.enter('unknown', CODE)).toBeUndefined();
    expect(await one.read(state)).toEqual({ status: 'pending' });
  });

  test('are unknown to another third-party platform', async () => {
    const [{ records }] = backend.stores;
    const foreign = new AuthorizationSessions(records, { ...COMPONENT, appid: 'wxanother' });
    expect(await foreign.read(state)).toBeUndefined();
    await foreign.completeByPreAuthCode(preAuthCode, APPID);
    expect(await one.read(state)).toEqual({ status: 'pending' });
  });

  test('are unknown after they are removed', async () => {
    await other.remove(state);
    await other.remove(state);
    expect(await one.read(state)).toBeUndefined();
    await one.completeByPreAuthCode(preAuthCode, APPID);
    expect(await one.enter(state, CODE)).toBeUndefined();
  });
});

describe('an authorization session in the store', () => {
  /** Records every key, value and lifetime. */
  class Recorded implements Pick<RecordStore, 'get' | 'compareAndSet'> {
    readonly #records = createMemoryStore().records;
    readonly values = new Map<string, string | undefined>();
    readonly lifetimes: number[] = [];

    get(key: string) {
      return this.#records.get(key);
    }

    compareAndSet(key: string, expected: string | undefined, value: string | undefined, ttlMs: number) {
      this.values.set(key, value);
      this.lifetimes.push(ttlMs);
      return this.#records.compareAndSet(key, expected, value, ttlMs);
    }
  }

  test('contains no state and no code, and expires 20 minutes after its last change', async () => {
    const records = new Recorded();
    const sessions = new AuthorizationSessions(records, COMPONENT);
    const state = await sessions.begin('preauthcode@@@PLANTED');
    await sessions.enter(state, CODE);
    await sessions.complete(state, { status: 'authorized', appid: APPID });
    const text = JSON.stringify([...records.values]);
    expect(text).not.toMatch(/PLANTED/);
    expect(text).not.toContain(state);
    expect(new Set(records.lifetimes)).toEqual(new Set([20 * 60_000]));
    expect([...records.values.keys()].map((key) => key.replace(/[\w-]{43}/, 'HASH'))).toEqual([
      'cardgraph:1:{component:https://api.weixin.qq.com:wxc0ffee0000000001:session:HASH}:record',
      'cardgraph:1:{component:https://api.weixin.qq.com:wxc0ffee0000000001:pre-auth:HASH}:session',
    ]);
  });

  test.each([
    'not JSON',
    '[]',
    '{"v":2,"status":"pending"}',
    '{"v":1,"status":"open"}',
    '{"v":1,"status":"authorized"}',
  ])('counts as absent if it is %s', async (damaged) => {
    const records = new Recorded();
    const sessions = new AuthorizationSessions(records, COMPONENT);
    const state = await sessions.begin('preauthcode@@@PLANTED');
    const [[key = '', value] = []] = [...records.values];
    await records.compareAndSet(key, value, damaged, 60_000);
    expect(await sessions.read(state)).toBeUndefined();
    expect(await sessions.enter(state, CODE)).toBeUndefined();
  });
});
