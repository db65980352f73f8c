import { createLog } from '../../../src/log.js';
import { Rate, secondsLeft } from '../../../src/store/rate-counter.js';
import { createRedisStore } from '../../../src/store/redis.js';
import { describeWithRedis, TestRedis } from '../../support/redis.js';
import { movableTime, passTime, realTime, until } from '../../support/time.js';

beforeEach(movableTime);
afterEach(realTime);

describe('a rate', () => {
  test('keeps counting beyond its limit until a minute after the first event', async () => {
    const rate = new Rate('test', 2, undefined);
    for (const count of [1, 2, 3]) expect(await rate.count(['one'])).toMatchObject({ limit: 2, count });
    const { endsInMs } = await rate.count(['one'], 0);
    expect(endsInMs).toBeGreaterThan(59_000);
    expect(endsInMs).toBeLessThanOrEqual(60_000);
    passTime(59_000);
    expect(await rate.count(['one'])).toMatchObject({ count: 4 });
    passTime(1000);
    expect(await rate.count(['one'])).toMatchObject({ count: 1 });
  });

  test('counts several events at once, and does not change when it is only read', async () => {
    const rate = new Rate('test', 10, undefined);
    await rate.count(['one'], 3);
    expect(await rate.count(['one'], 0)).toMatchObject({ count: 3 });
    expect(await rate.count(['one'], 0)).toMatchObject({ count: 3 });
  });

  test('counts each key separately', async () => {
    const rate = new Rate('test', 10, undefined);
    await rate.count(['a', 'bc']);
    for (const name of [['ab', 'c'], ['a'], ['abc'], ['bc', 'a']]) {
      expect(await rate.count(name)).toMatchObject({ count: 1 });
    }
  });
});

test.each([
  [60_000, 60],
  [1001, 2],
  [1000, 1],
  [999, 1],
  [0, 1],
])('%i milliseconds left are rounded up to %i seconds', (endsInMs, seconds) => {
  expect(secondsLeft({ limit: 1, count: 1, endsInMs })).toBe(seconds);
});

describeWithRedis('a rate with Redis', () => {
  test('counts for all replicas together, separately from other rates, and locally while Redis is unavailable', async () => {
    const redis = await TestRedis.start();
    const log = createLog({ level: 'silent' });
    const stores = [createRedisStore(redis.url, log), createRedisStore(redis.url, log)];
    try {
      await until(() => stores.every(({ scripts }) => scripts?.isReady));
      const [one, other] = stores.map(({ scripts }) => new Rate('test', 3, scripts));
      const otherRate = new Rate('other', 3, stores[0]?.scripts);
      await one?.count(['who'], 2);
      expect(await other?.count(['who'])).toMatchObject({ limit: 3, count: 3 });
      expect(await other?.count(['who'])).toMatchObject({ limit: 3, count: 4 });
      expect(await one?.count(['who'], 0)).toMatchObject({ count: 4 });
      expect(await otherRate.count(['who'])).toMatchObject({ count: 1 });
      await redis.kill();
      await until(() => stores.every(({ scripts }) => !scripts?.isReady));
      expect(await one?.count(['who'])).toMatchObject({ limit: 3, count: 1 });
    } finally {
      await Promise.all(stores.map((store) => store.close()));
      await redis.close();
    }
  });
});
