import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../../src/log.js';
import { openFileStore } from '../../../src/store/file.js';
import { createMemoryStore } from '../../../src/store/memory.js';
import { createRedisStore } from '../../../src/store/redis.js';
import type { Store } from '../../../src/store/store.js';
import { hasRedis, TestRedis } from '../../support/redis.js';

/** A backend of records. */
interface Backend {
  /** Opens another store with the same records, like another replica. */
  open(): Promise<Store>;
  close(): Promise<void>;
}

const log = createLog({ level: 'silent' });

const BACKENDS: Readonly<Record<string, () => Promise<Backend>>> = {
  async memory() {
    const store = createMemoryStore();
    return { open: async () => store, close: async () => {} };
  },
  async file() {
    const folder = mkdtempSync(join(tmpdir(), 'cardgraph-records-'));
    return {
      open: async () => openFileStore(folder),
      close: async () => rmSync(folder, { recursive: true }),
    };
  },
  async redis() {
    const redis = await TestRedis.start();
    return { open: () => connected(createRedisStore(redis.url, log)), close: () => redis.close() };
  },
};

async function connected(store: Store): Promise<Store> {
  for (const until = Date.now() + 5000; Date.now() < until; await sleep(5)) {
    if (
      await store.records.get('any').then(
        () => true,
        () => false,
      )
    )
      return store;
  }
  throw new Error('the store did not connect');
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const A_MINUTE = 60_000;

describe.each(Object.entries(BACKENDS))('records in %s', (name, openBackend) => {
  if (name === 'redis' && !hasRedis) return void test.skip('there is no redis-server on PATH', () => {});

  let backend: Backend;
  let stores: readonly [Store, Store];
  const both = () => [stores[0].records, stores[1].records] as const;

  beforeAll(async () => {
    backend = await openBackend();
    stores = [await backend.open(), await backend.open()];
  });
  afterAll(async () => {
    for (const store of new Set(stores)) await store.close();
    await backend.close();
  });

  test('return undefined for a key that was never set', async () => {
    await expect(both()[0].get('unset')).resolves.toBeUndefined();
  });

  test.each(['a', '', '0', 'undefined', '卡 🎫 "\n\u0000', 'x'.repeat(100_000)])(
    'store a value unchanged (%#)',
    async (value) => {
      const [one, other] = both();
      const key = `stored ${value.length}`;
      await expect(one.compareAndSet(key, undefined, value, A_MINUTE)).resolves.toBe(true);
      await expect(other.get(key)).resolves.toBe(value);
      await expect(other.compareAndSet(key, value, undefined, A_MINUTE)).resolves.toBe(true);
      await expect(one.get(key)).resolves.toBeUndefined();
    },
  );

  test('are replaced only if they have the expected value', async () => {
    const [one, other] = both();
    await expect(one.compareAndSet('c', 'a', 'b', A_MINUTE)).resolves.toBe(false);
    await expect(one.compareAndSet('c', undefined, 'a', A_MINUTE)).resolves.toBe(true);
    await expect(other.compareAndSet('c', undefined, 'b', A_MINUTE)).resolves.toBe(false);
    await expect(other.compareAndSet('c', '', 'b', A_MINUTE)).resolves.toBe(false);
    await expect(other.compareAndSet('c', 'b', undefined, A_MINUTE)).resolves.toBe(false);
    await expect(one.get('c')).resolves.toBe('a');
    await expect(other.compareAndSet('c', 'a', 'b', A_MINUTE)).resolves.toBe(true);
    await expect(one.compareAndSet('c', 'a', 'c', A_MINUTE)).resolves.toBe(false);
    await expect(one.get('c')).resolves.toBe('b');
  });

  test('accept the removal of a missing record', async () => {
    await expect(both()[0].compareAndSet('n', undefined, undefined, A_MINUTE)).resolves.toBe(true);
    await expect(both()[1].get('n')).resolves.toBeUndefined();
  });

  test('are created by only one of 40 concurrent calls', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        both()[n % 2 === 0 ? 0 : 1].compareAndSet('once', undefined, `${n}`, A_MINUTE),
      ),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    await expect(both()[0].get('once')).resolves.toBe(`${outcomes.indexOf(true)}`);
  });

  test('lose none of 40 increments by two replicas', async () => {
    const [one, other] = both();
    const increment = async (n: number) => {
      const records = n % 2 === 0 ? one : other;
      for (;;) {
        const current = await records.get('sum');
        if (await records.compareAndSet('sum', current, String(Number(current ?? 0) + 1), A_MINUTE)) return;
      }
    };
    await Promise.all(Array.from({ length: 40 }, (_, n) => increment(n)));
    await expect(one.get('sum')).resolves.toBe('40');
  });

  test('are read right after another one was changed, in the same step if the store can', async () => {
    const [one, other] = both();
    const { compareAndSetThenGet } = one;
    if (compareAndSetThenGet === undefined) return expect(name).toBe('memory');
    const take = (key: string, otherKey: string) =>
      compareAndSetThenGet.call(one, key, undefined, 'mine', A_MINUTE, otherKey);
    expect(await take('taken', 'read')).toEqual({ isReplaced: true, found: undefined });
    expect(await take('taken', 'taken')).toEqual({ isReplaced: false, found: 'mine' });
    // Each change of the other replica was confirmed before, so it is found.
    for (let n = 0; n < 20; n += 1) {
      await other.compareAndSet('read', n === 0 ? undefined : `${n - 1}`, `${n}`, A_MINUTE);
      expect(await take(`taken ${n}`, 'read')).toEqual({ isReplaced: true, found: `${n}` });
    }
  });

  test('each report their own outcome to 40 concurrent changes', async () => {
    const [one] = both();
    await one.compareAndSet('even', undefined, 'taken', A_MINUTE);
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        one.compareAndSet(n % 2 === 0 ? 'even' : `odd ${n}`, undefined, `${n}`, A_MINUTE),
      ),
    );
    expect(outcomes).toEqual(outcomes.map((_, n) => n % 2 === 1));
  });

  test('are missing after they expire, and can be created again', async () => {
    const [one, other] = both();
    await one.compareAndSet('short', undefined, 'a', 30);
    await expect(other.get('short')).resolves.toBe('a');
    await sleep(40);
    await expect(one.get('short')).resolves.toBeUndefined();
    await expect(one.compareAndSet('short', 'a', 'b', A_MINUTE)).resolves.toBe(false);
    await expect(other.compareAndSet('short', undefined, 'c', A_MINUTE)).resolves.toBe(true);
    await expect(one.get('short')).resolves.toBe('c');
  });

  test('have the new lifetime after they are replaced', async () => {
    const [one] = both();
    await one.compareAndSet('longer', undefined, 'a', 30);
    await one.compareAndSet('longer', 'a', 'b', A_MINUTE);
    await sleep(40);
    // These writes trigger the sweep of expired records, which must not delete this one.
    for (let n = 0; n < 8; n += 1) await one.compareAndSet(`wake ${n}`, undefined, '', A_MINUTE);
    await expect(one.get('longer')).resolves.toBe('b');
  });
});
