import { PassThrough } from 'node:stream';
import { createLog, type Log } from '../../../src/log.js';
import { doctorKey, idempotencyKey, lockKey, tokenKeys } from '../../../src/store/keys.js';
import { Rate } from '../../../src/store/rate-counter.js';
import { createRedisStore } from '../../../src/store/redis.js';
import { type SharedCache, type Store, StoreUnavailable } from '../../../src/store/store.js';
import { describeWithRedis, TestRedis } from '../../support/redis.js';
import { movableTime, passTime, realTime, until } from '../../support/time.js';

/**
 * Maximum time of a command while Redis is unavailable, and of the recovery, milliseconds. On an idle machine they are under
 * 300 and 3,000. The higher limits are for machines that run other suites at the same time.
 */
const SOON_MS = 1500;
const BACK_MS = 8000;

const A_MINUTE = 60_000;
const silent = createLog({ level: 'silent' });
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describeWithRedis('a store in Redis', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  async function givenRedis(): Promise<TestRedis> {
    const redis = await TestRedis.start();
    closers.push(() => redis.close());
    return redis;
  }

  function openStore(url: string, log: Log = silent) {
    const store = createRedisStore(url, log);
    closers.push(() => store.close());
    const { records, cache } = store;
    if (cache === undefined) throw new Error('expected a shared cache');
    return { records, cache };
  }

  const isUp = ({ records }: Pick<Store, 'records'>) =>
    records.get('any').then(
      () => true,
      () => false,
    );

  /** Waits until the store responds. Returns the time, milliseconds. */
  async function untilUp(...stores: Pick<Store, 'records'>[]): Promise<number> {
    const from = performance.now();
    for (const store of stores) {
      while (!(await isUp(store))) {
        if (performance.now() - from > 5000) throw new Error('expected the store to be back within 5 s');
        await sleep(5);
      }
    }
    return performance.now() - from;
  }

  /** Returns the time of the slowest of some calls that must all fail, milliseconds. */
  async function slowestFailure(calls: readonly (() => Promise<unknown>)[]): Promise<number> {
    const times = await Promise.all(
      calls.map(async (call) => {
        const from = performance.now();
        await expect(call()).rejects.toThrow(StoreUnavailable);
        return performance.now() - from;
      }),
    );
    return Math.max(...times);
  }

  test('starts without Redis, fails fast, and uses Redis once it is there', async () => {
    const redis = await givenRedis();
    await redis.kill();
    const store = openStore(redis.url);
    expect(await slowestFailure([() => store.records.get('key')])).toBeLessThan(SOON_MS);
    await redis.start();
    expect(await untilUp(store)).toBeLessThan(BACK_MS);
    await expect(store.records.compareAndSet('key', undefined, 'a', A_MINUTE)).resolves.toBe(true);
  });

  test('fails fast while Redis is killed, and finds its records afterwards', async () => {
    const redis = await givenRedis();
    const { records, cache } = openStore(redis.url);
    await untilUp({ records });
    await records.compareAndSet('key', undefined, 'a', A_MINUTE);
    const inFlight = Array.from({ length: 20 }, (_, n) => records.get(`${n}`).catch((error) => error));
    await redis.kill();
    for (const outcome of await Promise.all(inFlight)) {
      if (outcome !== undefined) expect(outcome).toBeInstanceOf(StoreUnavailable);
    }
    const calls = [() => records.get('key'), () => records.compareAndSet('key', 'a', 'b', A_MINUTE)];
    expect(await slowestFailure(calls)).toBeLessThan(SOON_MS);
    await expect(cache.get('key')).resolves.toMatchObject({ value: undefined, generation: expect.any(Number) });
    await redis.start();
    expect(await untilUp({ records })).toBeLessThan(BACK_MS);
    await expect(records.get('key')).resolves.toBe('a');
  });

  test('fails fast while Redis is frozen, and none of the failed commands is executed later', async () => {
    const redis = await givenRedis();
    const { records, cache } = openStore(redis.url);
    await untilUp({ records });
    await records.compareAndSet('key', undefined, 'a', A_MINUTE);
    redis.freeze();
    const calls = Array.from({ length: 50 }, () => () => records.compareAndSet('key', 'a', 'b', A_MINUTE));
    expect(await slowestFailure(calls)).toBeLessThan(SOON_MS);
    // The outage is detected by now, and commands fail immediately.
    expect(await slowestFailure([() => records.get('key')])).toBeLessThan(SOON_MS);
    await expect(cache.get('key')).resolves.toMatchObject({ value: undefined });
    await sleep(500);
    redis.thaw();
    expect(await untilUp({ records })).toBeLessThan(BACK_MS);
    await expect(records.get('key')).resolves.toBe('a');
  });

  test('publishes an invalidation that failed while Redis was frozen for less than the connection timeout', async () => {
    const redis = await givenRedis();
    const [store, other] = [openStore(redis.url), openStore(redis.url)];
    await Promise.all([untilUp(store), untilUp(other)]);
    const heard: (string | undefined)[] = [];
    other.cache.onInvalidate((key) => heard.push(key));
    await until(() => other.cache.receivesInvalidations);
    heard.length = 0;
    redis.freeze();
    await expect(store.records.get('key')).rejects.toThrow(StoreUnavailable);
    expect(await store.cache.invalidate('card')).toBe(false);
    redis.thaw();
    await until(() => heard.includes('card'));
  });

  test('reconnects after Redis was frozen for longer than the connection timeout', async () => {
    const redis = await givenRedis();
    const { records } = openStore(redis.url);
    await untilUp({ records });
    redis.freeze();
    for (let n = 0; n < 14; n += 1) {
      expect(await slowestFailure([() => records.get('key')])).toBeLessThan(SOON_MS);
      await sleep(100);
    }
    redis.thaw();
    expect(await untilUp({ records })).toBeLessThan(BACK_MS);
  });

  test('accepts a response although this process was busy for longer than the command timeout', async () => {
    const { records } = openStore((await givenRedis()).url);
    await untilUp({ records });
    const reading = records.get('key');
    await sleep(1);
    for (const until = Date.now() + 300; Date.now() < until; );
    await expect(reading).resolves.toBeUndefined();
  });

  test('keeps working after its records and scripts were flushed', async () => {
    const redis = await givenRedis();
    const { records } = openStore(redis.url);
    await untilUp({ records });
    await records.compareAndSet('key', undefined, 'a', A_MINUTE);
    await redis.command('FLUSHALL');
    await redis.command('SCRIPT', 'FLUSH');
    await expect(records.get('key')).resolves.toBeUndefined();
    await expect(records.compareAndSet('key', undefined, 'b', A_MINUTE)).resolves.toBe(true);
  });

  test('fails with StoreUnavailable when Redis is out of memory', async () => {
    const redis = await givenRedis();
    const { records } = openStore(redis.url);
    await untilUp({ records });
    await redis.command('CONFIG', 'SET', 'maxmemory', '1');
    await expect(records.compareAndSet('key', undefined, 'a', A_MINUTE)).rejects.toThrow(StoreUnavailable);
  });

  test('uses only keys with a prefix and an expiry', async () => {
    const redis = await givenRedis();
    const { records, cache } = openStore(redis.url);
    await untilUp({ records });
    await records.compareAndSet(idempotencyKey('one'), undefined, 'a', A_MINUTE);
    await cache.set('two', 0, 'b', A_MINUTE);
    await cache.invalidate('three');
    const keys = (await redis.command('--raw', 'KEYS', '*')).trim().split('\n').sort();
    expect(keys).toEqual([
      'cardgraph:1:{cached:three}:generation',
      'cardgraph:1:{cached:two}:value',
      'cardgraph:1:{idempotency:one}:record',
      'cardgraph:generation:three', // for 0.1.0, like the next one
      'cardgraph:record:idempotency:one',
    ]);
    for (const key of keys) expect(Number(await redis.command('--raw', 'PTTL', key))).toBeGreaterThan(1000);
  });

  test('works with a Redis Cluster, because the keys of each command share a hash tag', async () => {
    const redis = await TestRedis.startCluster();
    closers.push(() => redis.close());
    const account = { baseUrl: 'http://platform/{x}', appid: 'wx1' };
    const store = createRedisStore(redis.url, silent, { oldNames: false });
    closers.push(() => store.close());
    const { records, scripts } = store;
    const cache = store.cache as SharedCache;
    await untilUp({ records });
    const { record, lease, forced } = tokenKeys('stable', account);
    for (const key of [record, lease, forced, lockKey(account, 'stock:p1'), idempotencyKey('one'), doctorKey('id')]) {
      expect(await records.compareAndSet(key, undefined, 'a', A_MINUTE)).toBe(true);
      expect(await records.get(key)).toBe('a');
    }
    const key = 'http://platform wx1 /card/get {"card_id":"p1"}';
    const { generation } = await cache.get(key);
    await cache.set(key, generation, 'value', A_MINUTE);
    expect(await cache.get(key)).toMatchObject({ value: 'value', generation });
    await cache.invalidate(key);
    expect(await cache.get(key)).toMatchObject({ value: undefined, generation: generation + 1 });
    const rate = new Rate('caller', 1, scripts);
    await rate.count(['shop']);
    expect(await rate.count(['shop'])).toMatchObject({ count: 2 });

    const keys = (await redis.command('--raw', 'KEYS', '*')).trim().split('\n');
    expect(keys).toHaveLength(8);
    for (const each of keys) expect(each).toMatch(/^cardgraph:1:\{.+\}:[a-z]+$/);
    // The names of 0.1.0 are in different slots, which shows that the cluster does reject commands over several slots.
    const { records: withOldNames } = openStore(redis.url);
    await expect(withOldNames.compareAndSet(idempotencyKey('two'), undefined, 'a', A_MINUTE)).rejects.toThrow(
      StoreUnavailable,
    );
  });

  test('passes on an invalidation by 0.1.0 and removes the value under its new name', async () => {
    const redis = await givenRedis();
    const { records, cache } = openStore(redis.url);
    const received: (string | undefined)[] = [];
    cache.onInvalidate((key) => received.push(key));
    await untilUp({ records });
    for (; !cache.receivesInvalidations; await sleep(5));
    const { generation } = await cache.get('key');
    await cache.set('key', generation, 'old', A_MINUTE);
    received.length = 0;
    await redis.command('PUBLISH', 'cardgraph:invalidated', 'key');
    for (; (await cache.get('key')).value !== undefined; await sleep(5));
    expect(received).toEqual(['key']);
    await cache.set('key', generation, 'old', A_MINUTE);
    expect((await cache.get('key')).value).toBeUndefined();
  });

  test('announces an invalidation to 0.1.0 as well, once, and removes the value under its old name', async () => {
    const redis = await givenRedis();
    const [one, other] = [openStore(redis.url), openStore(redis.url)];
    await untilUp(one, other);
    for (; !other.cache.receivesInvalidations; await sleep(5));
    await redis.command('SET', 'cardgraph:cached:key', 'old');
    await one.cache.invalidate('key');
    await sleep(100);
    expect(await redis.command('--raw', 'EXISTS', 'cardgraph:cached:key')).toBe('0\n');
    expect(await redis.command('--raw', 'GET', 'cardgraph:generation:key')).toBe('1\n');
    // A replica that mistook its own announcement for one of 0.1.0 would have incremented it again.
    expect((await one.cache.get('key')).generation).toBe(1);
  });

  test('is unavailable with a wrong password, and logs it once, without the password', async () => {
    const redis = await givenRedis();
    await redis.command('CONFIG', 'SET', 'requirepass', 'the right one');
    const lines = new PassThrough();
    const log = createLog({ level: 'trace', destination: lines });
    const store = openStore(redis.url.replace('//', '//default:PLANTED@'), log);
    await sleep(500);
    await expect(store.records.get('key')).rejects.toThrow(StoreUnavailable);
    const text = String(lines.read());
    expect(text.match(/"connection":"commands"/g)).toHaveLength(1);
    expect(text).toContain('WRONGPASS');
    expect(text).not.toContain('PLANTED');
  });

  describe('cache', () => {
    async function givenReplicas() {
      const redis = await givenRedis();
      const one = openStore(redis.url);
      const other = openStore(redis.url);
      const received: (string | undefined)[] = [];
      other.cache.onInvalidate((key) => received.push(key));
      await untilUp(one, other);
      await until(() => received.length > 0);
      return { redis, one, other, received };
    }

    async function until(condition: () => boolean): Promise<void> {
      for (const end = Date.now() + 5000; !condition(); await sleep(2)) {
        if (Date.now() > end) throw new Error(`expected within 5 s: ${condition}`);
      }
    }

    test('returns a value that another replica stored until it expires', async () => {
      const { one, other } = await givenReplicas();
      const { value, generation } = await one.cache.get('key');
      expect(value).toBeUndefined();
      await one.cache.set('key', generation, 'a', 100);
      await expect(other.cache.get('key')).resolves.toMatchObject({ value: 'a', generation });
      await sleep(110);
      await expect(other.cache.get('key')).resolves.toMatchObject({ value: undefined, generation });
    });

    test('evicts and announces an invalidated key everywhere, and does not store earlier reads', async () => {
      const { one, other, received } = await givenReplicas();
      const before = await other.cache.get('key');
      await one.cache.set('key', before.generation, 'old', A_MINUTE);
      received.length = 0;
      await one.cache.invalidate('key');
      await until(() => received.length > 0);
      expect(received).toEqual(['key']);
      await other.cache.set('key', before.generation, 'old', A_MINUTE);
      const after = await other.cache.get('key');
      expect(after.value).toBeUndefined();
      await other.cache.set('key', after.generation, 'new', A_MINUTE);
      await expect(one.cache.get('key')).resolves.toMatchObject({ value: 'new' });
    });

    test('reports the invalidations of other replicas only', async () => {
      const { one, other, received } = await givenReplicas();
      await until(() => other.cache.receivesInvalidations);
      received.length = 0;
      await Promise.all([other.cache.invalidate('own'), other.cache.invalidate('own')]);
      await one.cache.invalidate('key');
      await one.cache.invalidate('own');
      await until(() => received.length >= 2);
      expect(received).toEqual(['key', 'own']);
    });

    test('does not mistake an invalidation for its own once its own has been missing for a second', async () => {
      const { other, received } = await givenReplicas();
      await until(() => other.cache.receivesInvalidations);
      received.length = 0;
      movableTime();
      try {
        const invalidated = other.cache.invalidate('key');
        passTime(1001);
        await invalidated;
        await until(() => received.length > 0);
        expect(received).toEqual(['key']);
      } finally {
        realTime();
      }
    });

    test('reports after a reconnection that invalidations may have been missed', async () => {
      const { redis, received } = await givenReplicas();
      received.length = 0;
      await redis.kill();
      await redis.start();
      await until(() => received.includes(undefined));
    });

    test('evicts a key that was invalidated while Redis was unavailable', async () => {
      const { redis, one, other } = await givenReplicas();
      await one.cache.set('key', 0, 'old', A_MINUTE);
      await redis.kill();
      await one.cache.invalidate('key');
      await redis.start();
      await untilUp(one);
      await expect(one.cache.get('key')).resolves.toMatchObject({ value: undefined });
      await untilUp(other);
      await sleep(50);
      await expect(other.cache.get('key')).resolves.toMatchObject({ value: undefined });
    });

    test('neither fails nor blocks while Redis is frozen', async () => {
      const { redis, one } = await givenReplicas();
      redis.freeze();
      const from = performance.now();
      await Promise.all([
        one.cache.set('key', 0, 'a', A_MINUTE),
        one.cache.invalidate('key'),
        expect(one.cache.get('key')).resolves.toMatchObject({ value: undefined }),
      ]);
      expect(performance.now() - from).toBeLessThan(SOON_MS);
      redis.thaw();
    });
  });
});
