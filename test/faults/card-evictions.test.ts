import { card as endpoint } from '../../src/platform/endpoints/card.js';
import { readKeyOf } from '../../src/platform/interceptor.js';
import { evictedKey } from '../../src/store/keys.js';
import { createRedisStore } from '../../src/store/redis.js';
import type { SharedScripts, Store } from '../../src/store/store.js';
import { STOCK_INTERVAL_MS } from '../../src/webhooks/card-evictions.js';
import { silent, until } from '../support/event-logs.js';
import { evictionsWith } from '../support/recorded-evictions.js';
import { describeWithRedis, TestRedis } from '../support/redis.js';

const ACCOUNT = { baseUrl: 'https://api.weixin.qq.com', appid: 'wx1' };

/** Tolerance for late timers of a busy machine, milliseconds. */
const LATE_MS = 300;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describeWithRedis('CardEvictions of two replicas on one Redis', () => {
  let redis: TestRedis;
  let stores: (Store & { readonly scripts: SharedScripts })[];
  let cards = 0;
  /** A card that no other test uses. */
  let card: string;

  beforeAll(async () => {
    redis = await TestRedis.start();
    stores = [0, 1].map(() => createRedisStore(redis.url, silent) as Store & { readonly scripts: SharedScripts });
    for (const store of stores) await until(() => store.check());
  });
  beforeEach(() => {
    cards += 1;
    card = `p${cards}`;
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    await redis.close();
  });

  const replica = (n: 0 | 1, isConfirmed?: () => boolean) => evictionsWith(stores[n]?.scripts, isConfirmed);

  test('evict a card once per interval over both during a wave, and once after the last event', async () => {
    const [one, other] = [replica(0), replica(1)];
    let lastEventAt = 0;
    const startedAt = performance.now();
    for (let n = 0; performance.now() - startedAt < 1200; n += 1) {
      lastEventAt = performance.now();
      await (n % 2 === 0 ? one : other).evictions.stock(ACCOUNT, card);
      await sleep(5);
    }
    await sleep(STOCK_INTERVAL_MS + LATE_MS);
    const at = [...one.invalidated, ...other.invalidated].map((each) => each.at).sort((a, b) => a - b);
    expect(at).toHaveLength(3);
    expect(at.at(-1)).toBeGreaterThan(lastEventAt);
    // The interval begins a moment before the eviction.
    for (const n of [1, 2]) expect((at[n] ?? 0) - (at[n - 1] ?? 0)).toBeGreaterThan(STOCK_INTERVAL_MS - 100);
    await Promise.all([one.evictions.close(), other.evictions.close()]);
    expect(one.invalidated.length + other.invalidated.length).toBe(3);
  });

  test('evict a card at the end of the interval that the other replica has begun', async () => {
    const [one, other] = [replica(0), replica(1)];
    const startedAt = performance.now();
    await one.evictions.stock(ACCOUNT, card);
    await sleep(500);
    await other.evictions.stock(ACCOUNT, card);
    expect(other.invalidated).toEqual([]);
    await until(() => expect(other.invalidated).toHaveLength(1));
    const tookMs = (other.invalidated[0]?.at ?? 0) - startedAt;
    expect(tookMs).toBeGreaterThan(STOCK_INTERVAL_MS - 10);
    expect(tookMs).toBeLessThan(STOCK_INTERVAL_MS + LATE_MS);
    expect(one.invalidated).toHaveLength(1);
  });

  test('repeat a failed eviction even if an interval has not ended that would cover its events', async () => {
    let isConfirmed = true;
    const { evictions, invalidated } = replica(0, () => isConfirmed);
    for (let n = 0; n < 2; n += 1) await evictions.stock(ACCOUNT, card);
    isConfirmed = false;
    await until(() => expect(invalidated).toHaveLength(2));
    await sleep(STOCK_INTERVAL_MS / 2);
    isConfirmed = true;
    const interval = evictedKey(readKeyOf(ACCOUNT, endpoint.get, { card_id: card }));
    await redis.command('SET', interval, '1', 'PX', String(STOCK_INTERVAL_MS));
    await until(() => expect(invalidated).toHaveLength(3));
  });
});
