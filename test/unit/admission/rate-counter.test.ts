import { HttpRefusal } from '../../../src/admission/http-refusal.js';
import { Rate, secondsLeft } from '../../../src/admission/rate-counter.js';
import { RequestRates } from '../../../src/admission/request-rates.js';
import type { RateLimits } from '../../../src/config/config.js';
import { createLog } from '../../../src/log.js';
import { createRedisStore } from '../../../src/store/redis.js';
import { describeWithRedis, TestRedis } from '../../support/redis.js';
import { movableTime, passTime, realTime, until } from '../../support/time.js';

const NONE: RateLimits = {
  callerPerMinute: undefined,
  accountPerMinute: undefined,
  codePerMinute: undefined,
  codeMissesPerMinute: 60,
};

beforeEach(movableTime);
afterEach(realTime);

describe('a rate', () => {
  test('counts on past its limit, until the minute from the first is over', async () => {
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

  test('counts several at once, and none where it only looks', async () => {
    const rate = new Rate('test', 10, undefined);
    await rate.count(['one'], 3);
    expect(await rate.count(['one'], 0)).toMatchObject({ count: 3 });
    expect(await rate.count(['one'], 0)).toMatchObject({ count: 3 });
  });

  test('counts each name by itself', async () => {
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
])('%i milliseconds are left: told as %i seconds', (endsInMs, seconds) => {
  expect(secondsLeft({ limit: 1, count: 1, endsInMs })).toBe(seconds);
});

describe('requests', () => {
  const account = {
    appid: 'wx1',
    baseUrl: 'http://platform',
    token: { mode: 'stable', secret: { reveal: () => '' } },
  } as const;
  const caller = (name: string) => ({ name, scopes: new Set<never>(), appids: 'all' as const });

  /** How a request is refused; one that is let in fails the test. */
  async function refusalOf(asked: Promise<unknown>): Promise<HttpRefusal> {
    const outcome = await asked.catch((error: unknown) => error);
    if (outcome instanceof HttpRefusal) return outcome;
    throw new Error('expected a refusal');
  }

  test('without a rate: let in, and nothing is told', async () => {
    const rates = new RequestRates(NONE, undefined);
    expect(await rates.admit(caller('one'), account)).toBeUndefined();
  });

  test('of one caller: as many as its rate, each told what is left', async () => {
    const rates = new RequestRates({ ...NONE, callerPerMinute: 2 }, undefined);
    const told = [await rates.admit(caller('one'), account), await rates.admit(caller('one'), account)];
    expect(told).toEqual(
      ['1', '0'].map((left) => ({
        'ratelimit-limit': '2',
        'ratelimit-remaining': left,
        'ratelimit-reset': '60',
      })),
    );
    passTime(17_000);
    expect(await refusalOf(rates.admit(caller('one'), account))).toMatchObject({
      status: 429,
      code: 'RATE_LIMITED',
      message: 'More than 2 requests of yours in a minute',
      headers: { 'ratelimit-limit': '2', 'ratelimit-remaining': '0', 'ratelimit-reset': '43', 'retry-after': '43' },
      extensions: { retryAfter: 43 },
    });
    expect(await rates.admit(caller('two'), account)).toMatchObject({ 'ratelimit-remaining': '1' });
    passTime(43_000);
    expect(await rates.admit(caller('one'), account)).toMatchObject({ 'ratelimit-remaining': '1' });
  });

  test('to one account: as many as its rate, of all callers, and nothing is told of what is left', async () => {
    const rates = new RequestRates({ ...NONE, accountPerMinute: 2 }, undefined);
    expect(await rates.admit(caller('one'), account)).toBeUndefined();
    expect(await rates.admit(caller('two'), account)).toBeUndefined();
    expect(await refusalOf(rates.admit(caller('three'), account))).toMatchObject({
      status: 429,
      message: 'More than 2 requests to this account in a minute',
      headers: { 'retry-after': '60' },
      extensions: { retryAfter: 60 },
    });
    await rates.admit(caller('one'), { ...account, appid: 'wx2' });
    await rates.admit(caller('one'), { ...account, baseUrl: 'http://other' });
  });

  test('to one account, with a rate of callers: what is left of that is told as well', async () => {
    const rates = new RequestRates({ ...NONE, callerPerMinute: 5, accountPerMinute: 1 }, undefined);
    await rates.admit(caller('one'), account);
    expect((await refusalOf(rates.admit(caller('one'), account))).headers).toMatchObject({
      'ratelimit-remaining': '3',
      'retry-after': '60',
    });
  });

  test('of a caller over its rate: do not count for the account', async () => {
    const rates = new RequestRates({ ...NONE, callerPerMinute: 1, accountPerMinute: 2 }, undefined);
    await rates.admit(caller('one'), account);
    for (let n = 0; n < 5; n += 1) await refusalOf(rates.admit(caller('one'), account));
    await rates.admit(caller('two'), account);
  });
});

describeWithRedis('a rate with Redis', () => {
  test('counts for all replicas together, apart from rates of other names; while Redis is away, by itself', async () => {
    const redis = await TestRedis.start();
    const log = createLog({ level: 'silent' });
    const stores = [createRedisStore(redis.url, log), createRedisStore(redis.url, log)];
    try {
      await until(() => stores.every(({ scripts }) => scripts?.isReady));
      const [one, other] = stores.map(({ scripts }) => new Rate('test', 3, scripts));
      const unlike = new Rate('other', 3, stores[0]?.scripts);
      await one?.count(['who'], 2);
      expect(await other?.count(['who'])).toMatchObject({ limit: 3, count: 3 });
      expect(await other?.count(['who'])).toMatchObject({ limit: 3, count: 4 });
      expect(await one?.count(['who'], 0)).toMatchObject({ count: 4 });
      expect(await unlike.count(['who'])).toMatchObject({ count: 1 });
      await redis.kill();
      await until(() => stores.every(({ scripts }) => !scripts?.isReady));
      expect(await one?.count(['who'])).toMatchObject({ limit: 3, count: 1 });
    } finally {
      await Promise.all(stores.map((store) => store.close()));
      await redis.close();
    }
  });
});
