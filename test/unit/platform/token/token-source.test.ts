import { Deadline } from '../../../../src/deadline.js';
import { createLog } from '../../../../src/log.js';
import { type SharedToken, TokenRecord } from '../../../../src/platform/token/token-record.js';
import { TokenSource, type TokenSourceOptions } from '../../../../src/platform/token/token-source.js';
import { Transport } from '../../../../src/platform/transport.js';
import { tokenKeys } from '../../../../src/store/keys.js';
import { createMemoryStore } from '../../../../src/store/memory.js';
import { type RecordStore, StoreUnavailable } from '../../../../src/store/store.js';
import { failureOf, until } from '../../../support/direct-client.js';
import { settled } from '../../../support/interceptors.js';
import { type RawPlatform, sendJson, startRawPlatform } from '../../../support/raw-platform.js';

const PATH = '/card/get';
const STABLE = '/cgi-bin/stable_token';
const secret = { reveal: () => 'PLANTED-SECRET' };

/** Returns a token response of the platform. */
const minted = (value: string, lifetimeSeconds = 7200) => ({ access_token: value, expires_in: lifetimeSeconds });

let now: number;
/** The result of `Math.random()`. */
let random: number;
let platform: RawPlatform;
/** Responses to token requests, in order. Further requests wait for `answer()`. */
let answers: object[];
let waiting: (() => void)[];
let records: RecordStore;
let lines: string[];
const deadlines: Deadline[] = [];
const transports: Transport[] = [];

beforeEach(async () => {
  now = Date.parse('2026-03-10T04:00:00Z');
  random = 0;
  answers = [];
  waiting = [];
  lines = [];
  records = createMemoryStore().records;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  jest.spyOn(Math, 'random').mockImplementation(() => random);
  platform = await startRawPlatform(
    () => undefined,
    (_, response) => {
      const answer = () => sendJson(response, answers.shift() ?? {});
      if (answers.length > 0) answer();
      else waiting.push(answer);
    },
  );
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const deadline of deadlines.splice(0)) deadline.close();
  await Promise.all(transports.splice(0).map((transport) => transport.close()));
  await platform.close();
});

/** Responds to the token request that has waited longest. */
function answer(value: object): void {
  answers.push(value);
  waiting.shift()?.();
}

function givenSource(options: Partial<TokenSourceOptions> = {}): TokenSource {
  const transport = new Transport({ baseUrl: platform.url, timeoutMs: 2000 });
  transports.push(transport);
  const log = createLog({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
  return new TokenSource({
    appid: 'wx1',
    baseUrl: platform.url,
    token: { mode: 'stable', secret },
    transport,
    timeoutMs: 2000,
    records,
    log,
    ...options,
  });
}

function within(milliseconds = 2000): Deadline {
  const deadline = new Deadline(milliseconds);
  deadlines.push(deadline);
  return deadline;
}

/** Returns the cached token of a source, or `waits` if the call must wait for one. */
const cachedBy = (source: TokenSource) => {
  const token = source.get(within(), PATH);
  if (typeof token === 'string') return token;
  token.catch(() => undefined);
  return 'waits';
};

const get = async (source: TokenSource) => source.get(within(), PATH);
const renew = async (source: TokenSource, rejected: string) => source.renew(rejected, within(), PATH);
const fetches = () => platform.arrivals.length;

/** Returns the record that the replicas share. */
const shared = () => new TokenRecord(records, tokenKeys('stable', { baseUrl: platform.url, appid: 'wx1' }), secret);

/** Another replica stores a token. */
async function storedByAnother(value: string, own: Partial<SharedToken> = {}): Promise<void> {
  const record = shared();
  const token = { value, renewFrom: now + 3_600_000, goodUntil: now + 7_200_000, ...own };
  expect(await record.replace(await record.read(), token)).toBe(true);
}

describe('the age of a token', () => {
  test('is undefined while no token is cached', async () => {
    expect(givenSource().ageSeconds).toBeUndefined();
  });

  test('counts from the fetch, even if another replica fetched it', async () => {
    const source = givenSource();
    answers.push(minted('one'));
    await get(source);
    expect(source.ageSeconds).toBe(0);
    now += 3_600_000;
    expect(source.ageSeconds).toBe(3600);
    const other = givenSource();
    expect(await get(other)).toBe('one');
    expect(other.ageSeconds).toBe(3600);
    expect(fetches()).toBe(1);
  });

  test('is higher from the start for a token with a shorter lifetime', async () => {
    const source = givenSource();
    answers.push(minted('one', 1200));
    await get(source);
    expect(source.ageSeconds).toBe(6000);
  });

  test('is 0 for a token that expires later than a new one because of another clock', async () => {
    await storedByAnother('one', { goodUntil: now + 8_000_000 });
    const source = givenSource();
    await get(source);
    expect(source.ageSeconds).toBe(0);
  });
});

describe('a cached token', () => {
  test('is returned synchronously until its last minute', async () => {
    const source = givenSource();
    random = 0.999;
    answers.push(minted('one', 600));
    await get(source);
    now += 400_000;
    expect(cachedBy(source)).toBe('one');
    now += 140_000;
    expect(cachedBy(source)).toBe('waits');
  });

  test.each([
    ['half of its lifetime, if that is short', 120, 0, 30],
    ['five minutes before its expiry, if its lifetime is long', 7200, 0, 6900],
    ['half of the remaining time later at most, chosen at random', 7200, 1, 6900 + 120],
    ['a quarter of the remaining time later, chosen at random', 7200, 0.5, 6900 + 60],
  ])('is renewed in the background from %s', async (_from, lifetimeSeconds, drawn, afterSeconds) => {
    const source = givenSource();
    random = drawn;
    answers.push(minted('one', lifetimeSeconds));
    await get(source);
    now += afterSeconds * 1000 - 1;
    expect(cachedBy(source)).toBe('one');
    await settled();
    expect(fetches()).toBe(1);
    now += 1;
    expect(cachedBy(source)).toBe('one');
    await until(() => fetches() === 2);
    answer(minted('two', lifetimeSeconds));
    await until(() => cachedBy(source) === 'two');
  });

  test('that another replica fetched long ago is renewed within half of its remaining time, chosen at random', async () => {
    await storedByAnother('one', { renewFrom: now - 1_000_000, goodUntil: now + 100_000 });
    const source = givenSource();
    random = 1;
    expect(await get(source)).toBe('one');
    now += 49_999;
    expect(cachedBy(source)).toBe('one');
    await settled();
    expect(fetches()).toBe(0);
    now += 1;
    cachedBy(source);
    await until(() => fetches() === 1);
    answer(minted('two'));
    await until(() => cachedBy(source) === 'two');
  });

  test('stays in use while its renewal fails, which is retried after a random 10 to 20 seconds', async () => {
    const source = givenSource();
    answers.push(minted('one', 1200));
    await get(source);
    now += 900_000;
    for (const [drawn, laterMs] of [
      [0, 10_000],
      [1, 20_000],
      [0.5, 15_000],
    ] as const) {
      const before = fetches();
      random = drawn;
      expect(cachedBy(source)).toBe('one');
      await until(() => fetches() === before + 1);
      answer({ errcode: 45009, errmsg: '' });
      await settled();
      now += laterMs - 1;
      expect(cachedBy(source)).toBe('one');
      await settled();
      expect(fetches()).toBe(before + 1);
      now += 1;
    }
  });
});

describe('a token that the platform rejected', () => {
  test('is replaced by the cached token if that is another one', async () => {
    const source = givenSource();
    answers.push(minted('one'), minted('two'));
    await get(source);
    expect(await renew(source, 'one')).toBe('two');
    expect(source.renew('one', within(), PATH)).toBe('two');
    expect(fetches()).toBe(2);
    expect(cachedBy(source)).toBe('two');
  });

  test('is replaced by a new token if the cached one has expired', async () => {
    const source = givenSource();
    answers.push(minted('one', 600), minted('two'));
    await get(source);
    now += 540_000;
    expect(await renew(source, 'of before')).toBe('two');
  });

  test('is replaced by one fetch for all calls that used it', async () => {
    const source = givenSource();
    answers.push(minted('one'));
    await get(source);
    const result = [renew(source, 'one'), renew(source, 'one'), get(source)];
    await until(() => fetches() === 2);
    answer(minted('two'));
    expect(await Promise.all(result)).toEqual(['two', 'two', 'two']);
    expect(fetches()).toBe(2);
  });

  test('is replaced by the token of a fetch in flight if that is another one', async () => {
    const source = givenSource();
    const first = get(source);
    await until(() => fetches() === 1);
    const renewed = renew(source, 'of before');
    await settled();
    answer(minted('one'));
    expect(await Promise.all([first, renewed])).toEqual(['one', 'one']);
    expect(fetches()).toBe(1);
  });

  test('is replaced by a second fetch if a fetch in flight returns the same token', async () => {
    const source = givenSource();
    const first = get(source);
    await until(() => fetches() === 1);
    const renewed = renew(source, 'one');
    await settled();
    answer(minted('one'));
    expect(await first).toBe('one');
    await until(() => fetches() === 2);
    answer(minted('two'));
    expect(await renewed).toBe('two');
  });

  test('is replaced by a second fetch if a fetch in flight fails', async () => {
    const source = givenSource();
    const first = failureOf(get(source));
    await until(() => fetches() === 1);
    const renewed = renew(source, 'of before');
    await settled();
    answer({ errcode: 45009, errmsg: '' });
    expect(await first).toMatchObject({ errcode: 45009 });
    await until(() => fetches() === 2);
    answer(minted('two'));
    expect(await renewed).toBe('two');
  });

  test('is replaced by a forced refresh if the platform repeats it, which is reported if it repeats it again', async () => {
    const source = givenSource();
    answers.push(minted('one'), minted('one'), minted('two'));
    await get(source);
    expect(await renew(source, 'one')).toBe('two');
    expect(platform.arrivals.map(({ body }) => body.includes('force_refresh'))).toEqual([false, false, true]);

    now += 30_000;
    answers.push(minted('two'), minted('two'));
    expect(await failureOf(renew(source, 'two'))).toMatchObject({ kind: 'config', endpoint: STABLE });
    expect(fetches()).toBe(5);
  });

  test('is not adopted from another replica while it is one of the last 16 rejected tokens', async () => {
    await storedByAnother('good');
    const source = givenSource();
    for (let n = 1; n <= 17; n += 1) expect(await renew(source, `rejected ${n}`)).toBe('good');

    await storedByAnother('rejected 3');
    answers.push(minted('new'));
    expect(await renew(source, 'good')).toBe('new');

    // By now, 'rejected 1' and 'rejected 2' have been dropped.
    await storedByAnother('rejected 2');
    expect(await renew(source, 'new')).toBe('rejected 2');
    expect(fetches()).toBe(1);
  });
});

describe('a replica', () => {
  test('that does not get the lease waits no longer than the timeout of a fetch', async () => {
    await shared().takeLease(60_000);
    const source = givenSource({ timeoutMs: 30 });
    expect(await failureOf(get(source))).toMatchObject({ kind: 'timeout', endpoint: STABLE, sent: false });
    expect(fetches()).toBe(0);
  });

  test('that does not get the lease adopts the token that another replica stores', async () => {
    const lease = await shared().takeLease(60_000);
    const result = get(givenSource());
    await settled();
    await storedByAnother('one');
    expect(await result).toBe('one');
    await lease?.release();
    expect(fetches()).toBe(0);
  });

  test('that finds a stored token neither takes the lease nor calls the platform', async () => {
    await storedByAnother('one');
    await shared().takeLease(60_000);
    expect(await get(givenSource())).toBe('one');
  });

  test('that gets the lease just after another replica stored a token adopts that token', async () => {
    const original = records;
    records = {
      ...original,
      get: (key) => original.get(key),
      compareAndSet: async (key, ...change) => {
        // The other replica stores a token and releases the lease between this replica's read and its lease.
        if (key.endsWith(':lease') && change[1] !== undefined) await storedIn(original);
        return original.compareAndSet(key, ...change);
      },
    };
    const storedIn = async (store: RecordStore) => {
      const record = new TokenRecord(store, tokenKeys('stable', { baseUrl: platform.url, appid: 'wx1' }), secret);
      await record.replace(await record.read(), { value: 'theirs', renewFrom: now + 1000, goodUntil: now + 9000 });
    };
    expect(await get(givenSource())).toBe('theirs');
    expect(fetches()).toBe(0);
  });

  test('releases the lease after a fetch', async () => {
    answers.push(minted('one'));
    await get(givenSource());
    expect(await shared().takeLease(1000)).toBeDefined();
  });

  test.each([
    ['a classic token, which the next one invalidates', 'classic', 2000 + 1000],
    ['a stable token', 'stable', 2000],
  ] as const)(
    'that crashes while it fetches %s blocks the lease for a limited time',
    async (_what, mode, milliseconds) => {
      const source = givenSource({ token: { mode, secret } });
      const result = get(source);
      await until(() => fetches() === 1);
      const record = new TokenRecord(records, tokenKeys(mode, { baseUrl: platform.url, appid: 'wx1' }), secret);
      now += milliseconds - 1;
      expect(await record.takeLease(1000)).toBeUndefined();
      now += 1;
      expect(await record.takeLease(1000)).toBeDefined();
      answer(minted('one'));
      await result;
    },
  );
});

describe('a failing store', () => {
  /** Returns a store whose next `times` operations fail. */
  function failing(times: number, error: Error = new StoreUnavailable('unavailable')): RecordStore {
    const original = records;
    let failuresLeft = times;
    const orFail = <T>(work: () => Promise<T>) => {
      failuresLeft -= 1;
      return failuresLeft >= 0 ? Promise.reject(error) : work();
    };
    return {
      get: (key) => orFail(() => original.get(key)),
      compareAndSet: (...change) => orFail(() => original.compareAndSet(...change)),
      close: () => original.close(),
    };
  }
  const classic = { mode: 'classic', secret } as const;

  test('is retried after three failures, and the token is shared', async () => {
    answers.push(minted('one'));
    expect(await get(givenSource({ token: classic, records: failing(3) }))).toBe('one');
    const record = new TokenRecord(records, tokenKeys('classic', { baseUrl: platform.url, appid: 'wx1' }), secret);
    expect((await record.read()).token?.value).toBe('one');
    expect(lines).toEqual([]);
  });

  test('counts as unavailable after four failures, so that the replica fetches without it and logs that in classic mode', async () => {
    answers.push(minted('one'));
    expect(await get(givenSource({ token: classic, records: failing(4) }))).toBe('one');
    const record = new TokenRecord(records, tokenKeys('classic', { baseUrl: platform.url, appid: 'wx1' }), secret);
    expect((await record.read()).token).toBeUndefined();
    expect(lines).toHaveLength(1);
  });

  test('is not retried after an internal error', async () => {
    const result = get(givenSource({ records: failing(1, new TypeError('internal')) }));
    await expect(result).rejects.toThrow('internal');
    expect(fetches()).toBe(0);
  });
});

describe('a call whose deadline ends', () => {
  test('before it needs a token starts no fetch', async () => {
    const deadline = within();
    deadline.end('cancelled');
    const source = givenSource();
    expect(await failureOf(Promise.resolve(source.get(deadline, PATH)))).toMatchObject({
      kind: 'cancelled',
      endpoint: PATH,
      sent: false,
    });
    expect(fetches()).toBe(0);
  });

  test('during the fetch fails, but the fetch continues for other calls', async () => {
    const deadline = within();
    const source = givenSource();
    const result = failureOf(Promise.resolve(source.get(deadline, PATH)));
    await until(() => fetches() === 1);
    deadline.end('timeout');
    expect(await result).toMatchObject({ kind: 'timeout', endpoint: PATH, sent: false });
    answer(minted('one'));
    expect(await get(source)).toBe('one');
    expect(fetches()).toBe(1);
  });
});
