import { createRedisStore } from '../../../src/store/redis.js';
import { StoreUnavailable } from '../../../src/store/store.js';
import { STOCK_INTERVAL_MS } from '../../../src/webhooks/card-evictions.js';
import { silent } from '../../support/event-logs.js';
import { evictionsWith } from '../../support/recorded-evictions.js';

const ACCOUNT = { baseUrl: 'https://api.weixin.qq.com', appid: 'wx1' };

describe('CardEvictions of one process', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('evicts a card at the first change of its stock, and once more after the others', async () => {
    const { evictions, invalidated } = evictionsWith();
    for (let n = 0; n < 100; n += 1) await evictions.stock(ACCOUNT, 'p1');
    expect(invalidated).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(STOCK_INTERVAL_MS - 1);
    expect(invalidated).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(invalidated).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(10 * STOCK_INTERVAL_MS);
    expect(invalidated).toHaveLength(2);
    expect(new Set(invalidated.map(({ key }) => key)).size).toBe(1);
  });

  test('evicts a card at once if it was reviewed within the interval', async () => {
    const { evictions, invalidated } = evictionsWith();
    for (let n = 0; n < 3; n += 1) await evictions.stock(ACCOUNT, 'p1');
    await evictions.card(ACCOUNT, 'p1');
    expect(invalidated).toHaveLength(2);
  });

  test('evicts pending cards when it is closed, and none afterwards', async () => {
    const { evictions, invalidated } = evictionsWith();
    for (const id of ['p1', 'p1', 'p2', 'p3', 'p3', 'p3']) await evictions.stock(ACCOUNT, id);
    invalidated.length = 0;
    await evictions.close();
    expect(invalidated.map(({ key }) => /p\d/.exec(key)?.[0])).toEqual(['p1', 'p3']);
    await jest.advanceTimersByTimeAsync(10 * STOCK_INTERVAL_MS);
    expect(invalidated).toHaveLength(2);
  });

  test('has intervals for 10,000 cards, and evicts others at each change of their stock', async () => {
    const { evictions, invalidated } = evictionsWith();
    for (let n = 0; n <= 10_000; n += 1) await evictions.stock(ACCOUNT, `p${n}`);
    invalidated.length = 0;
    for (const id of ['p0', 'p9999', 'p10000', 'p10000']) await evictions.stock(ACCOUNT, id);
    expect(invalidated.map(({ key }) => /p\d+/.exec(key)?.[0])).toEqual(['p10000', 'p10000']);
    expect(jest.getTimerCount()).toBe(10_000);
  });

  test('does not evict a card whose id is longer than any that is cached', async () => {
    const { evictions, invalidated } = evictionsWith();
    await evictions.card(ACCOUNT, 'p'.repeat(257));
    await evictions.stock(ACCOUNT, 'p'.repeat(257));
    expect(invalidated).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('repeats a pending eviction each interval until it is confirmed', async () => {
    let isConfirmed = true;
    const { evictions, invalidated } = evictionsWith(undefined, () => isConfirmed);
    for (let n = 0; n < 2; n += 1) await evictions.stock(ACCOUNT, 'p1');
    isConfirmed = false;
    await jest.advanceTimersByTimeAsync(4 * STOCK_INTERVAL_MS);
    expect(invalidated).toHaveLength(5);
    isConfirmed = true;
    await jest.advanceTimersByTimeAsync(10 * STOCK_INTERVAL_MS);
    expect(invalidated).toHaveLength(6);
  });

  test('rejects an event whose eviction is not confirmed, and repeats the eviction', async () => {
    let isConfirmed = false;
    const { evictions, invalidated } = evictionsWith(undefined, () => isConfirmed);
    await expect(evictions.card(ACCOUNT, 'p1')).rejects.toThrow(StoreUnavailable);
    await expect(evictions.all(ACCOUNT)).rejects.toThrow(StoreUnavailable);
    await expect(evictions.stock(ACCOUNT, 'p1')).rejects.toThrow(StoreUnavailable);
    isConfirmed = true;
    invalidated.length = 0;
    await jest.advanceTimersByTimeAsync(STOCK_INTERVAL_MS);
    expect(invalidated).toHaveLength(1);
  });
});

test('CardEvictions rejects a claim if it is unknown whether another replica has begun an interval', async () => {
  const store = createRedisStore('redis://127.0.0.1:1', silent);
  const { evictions, invalidated } = evictionsWith(store.scripts);
  await expect(evictions.stock(ACCOUNT, 'p1')).rejects.toThrow(StoreUnavailable);
  expect(invalidated).toEqual([]);
  await store.close();
});
