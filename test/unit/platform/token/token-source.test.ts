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

/** A token of the platform as it answers it. */
const minted = (value: string, lifetimeSeconds = 7200) => ({ access_token: value, expires_in: lifetimeSeconds });

let now: number;
/** Of the numbers that are drawn. */
let drawn: number;
let platform: RawPlatform;
/** Answers of the platform to those who ask for a token, in turn; who comes after the last one waits for it. */
let answers: object[];
let waiting: (() => void)[];
let records: RecordStore;
let lines: string[];
const deadlines: Deadline[] = [];
const transports: Transport[] = [];

beforeEach(async () => {
  now = Date.parse('2026-03-10T04:00:00Z');
  drawn = 0;
  answers = [];
  waiting = [];
  lines = [];
  records = createMemoryStore().records;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  jest.spyOn(Math, 'random').mockImplementation(() => drawn);
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

/** Answers who waits for a token, the first of them. */
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

/** The token of a source: `waits` where it is not there at once. */
const heldBy = (source: TokenSource) => {
  const token = source.get(within(), PATH);
  if (typeof token === 'string') return token;
  token.catch(() => undefined);
  return 'waits';
};

const get = async (source: TokenSource) => source.get(within(), PATH);
const renew = async (source: TokenSource, refused: string) => source.renew(refused, within(), PATH);
const fetches = () => platform.arrivals.length;

/** What other replicas share. */
const shared = () => new TokenRecord(records, tokenKeys('stable', { baseUrl: platform.url, appid: 'wx1' }), secret);

/** Another replica stores a token. */
async function storedByAnother(value: string, own: Partial<SharedToken> = {}): Promise<void> {
  const record = shared();
  const token = { value, renewFrom: now + 3_600_000, goodUntil: now + 7_200_000, ...own };
  expect(await record.replace(await record.read(), token)).toBe(true);
}

describe('the age of a token', () => {
  test('while none is held: none', async () => {
    expect(givenSource().ageSeconds).toBeUndefined();
  });

  test('counts from when it was fetched, wherever that was', async () => {
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

  test('of one that is good for less from the first: as if it were older', async () => {
    const source = givenSource();
    answers.push(minted('one', 1200));
    await get(source);
    expect(source.ageSeconds).toBe(6000);
  });

  test('of one that another clock says is newer than new: nothing', async () => {
    await storedByAnother('one', { goodUntil: now + 8_000_000 });
    const source = givenSource();
    await get(source);
    expect(source.ageSeconds).toBe(0);
  });
});

describe('a token that is held', () => {
  test('is there at once until its last minute', async () => {
    const source = givenSource();
    drawn = 0.999;
    answers.push(minted('one', 600));
    await get(source);
    now += 400_000;
    expect(heldBy(source)).toBe('one');
    now += 140_000;
    expect(heldBy(source)).toBe('waits');
  });

  test.each([
    ['half of its time, where it lives for a short while', 120, 0, 30],
    ['five minutes before its end, where it lives for long', 7200, 0, 6900],
    ['then, and half of what is left by chance', 7200, 1, 6900 + 120],
    ['a second part of it by chance', 7200, 0.5, 6900 + 60],
  ])('is renewed in the background from %s', async (_from, lifetimeSeconds, random, afterSeconds) => {
    const source = givenSource();
    drawn = random;
    answers.push(minted('one', lifetimeSeconds));
    await get(source);
    now += afterSeconds * 1000 - 1;
    expect(heldBy(source)).toBe('one');
    await settled();
    expect(fetches()).toBe(1);
    now += 1;
    expect(heldBy(source)).toBe('one');
    await until(() => fetches() === 2);
    answer(minted('two', lifetimeSeconds));
    await until(() => heldBy(source) === 'two');
  });

  test('is renewed, where another replica fetched it long ago, half of what is left by chance from then on', async () => {
    await storedByAnother('one', { renewFrom: now - 1_000_000, goodUntil: now + 100_000 });
    const source = givenSource();
    drawn = 1;
    expect(await get(source)).toBe('one');
    now += 49_999;
    expect(heldBy(source)).toBe('one');
    await settled();
    expect(fetches()).toBe(0);
    now += 1;
    heldBy(source);
    await until(() => fetches() === 1);
    answer(minted('two'));
    await until(() => heldBy(source) === 'two');
  });

  test('does while its renewal fails, which is tried again by chance ten to twenty seconds later', async () => {
    const source = givenSource();
    answers.push(minted('one', 1200));
    await get(source);
    now += 900_000;
    for (const [random, laterMs] of [
      [0, 10_000],
      [1, 20_000],
      [0.5, 15_000],
    ] as const) {
      const before = fetches();
      drawn = random;
      expect(heldBy(source)).toBe('one');
      await until(() => fetches() === before + 1);
      answer({ errcode: 45009, errmsg: '' });
      await settled();
      now += laterMs - 1;
      expect(heldBy(source)).toBe('one');
      await settled();
      expect(fetches()).toBe(before + 1);
      now += 1;
    }
  });
});

describe('a token that the platform refused', () => {
  test('is replaced by the one that is held, where that is another one', async () => {
    const source = givenSource();
    answers.push(minted('one'), minted('two'));
    await get(source);
    expect(await renew(source, 'one')).toBe('two');
    expect(source.renew('one', within(), PATH)).toBe('two');
    expect(fetches()).toBe(2);
    expect(heldBy(source)).toBe('two');
  });

  test('is replaced by a new one, where that which is held has ended', async () => {
    const source = givenSource();
    answers.push(minted('one', 600), minted('two'));
    await get(source);
    now += 540_000;
    expect(await renew(source, 'of before')).toBe('two');
  });

  test('is fetched once for all who were refused it', async () => {
    const source = givenSource();
    answers.push(minted('one'));
    await get(source);
    const asked = [renew(source, 'one'), renew(source, 'one'), get(source)];
    await until(() => fetches() === 2);
    answer(minted('two'));
    expect(await Promise.all(asked)).toEqual(['two', 'two', 'two']);
    expect(fetches()).toBe(2);
  });

  test('while one is fetched that may be the same: that is waited for, and does if it is another one', async () => {
    const source = givenSource();
    const first = get(source);
    await until(() => fetches() === 1);
    const renewed = renew(source, 'of before');
    await settled();
    answer(minted('one'));
    expect(await Promise.all([first, renewed])).toEqual(['one', 'one']);
    expect(fetches()).toBe(1);
  });

  test('while one is fetched that is the same: another one is fetched after it', async () => {
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

  test('while one is fetched in vain: another one is fetched after it', async () => {
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

  test('is forced to be another one where the platform repeats it, and that it repeats it again is told', async () => {
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

  test('is not taken from another replica, though it was refused long ago: sixteen are remembered', async () => {
    await storedByAnother('good');
    const source = givenSource();
    for (let n = 1; n <= 17; n += 1) expect(await renew(source, `refused ${n}`)).toBe('good');

    await storedByAnother('refused 3');
    answers.push(minted('new'));
    expect(await renew(source, 'good')).toBe('new');

    // By now, refused 1 and 2 are forgotten.
    await storedByAnother('refused 2');
    expect(await renew(source, 'new')).toBe('refused 2');
    expect(fetches()).toBe(1);
  });
});

describe('replicas', () => {
  test('one whose turn it is not: waits no longer than a fetch may take', async () => {
    await shared().takeLease(60_000);
    const source = givenSource({ timeoutMs: 30 });
    expect(await failureOf(get(source))).toMatchObject({ kind: 'timeout', endpoint: STABLE, sent: false });
    expect(fetches()).toBe(0);
  });

  test('one whose turn it is not: takes what the other stores', async () => {
    const lease = await shared().takeLease(60_000);
    const asked = get(givenSource());
    await settled();
    await storedByAnother('one');
    expect(await asked).toBe('one');
    await lease?.release();
    expect(fetches()).toBe(0);
  });

  test('one whose token is there already: asks neither for its turn nor the platform', async () => {
    await storedByAnother('one');
    await shared().takeLease(60_000);
    expect(await get(givenSource())).toBe('one');
  });

  test('one whose turn comes just after another stored a token: takes that', async () => {
    const kept = records;
    records = {
      ...kept,
      get: (key) => kept.get(key),
      compareAndSet: async (key, ...change) => {
        // It stores and gives its turn back between this one's look and its turn.
        if (key.endsWith(':lease') && change[1] !== undefined) await storedIn(kept);
        return kept.compareAndSet(key, ...change);
      },
    };
    const storedIn = async (store: RecordStore) => {
      const record = new TokenRecord(store, tokenKeys('stable', { baseUrl: platform.url, appid: 'wx1' }), secret);
      await record.replace(await record.read(), { value: 'theirs', renewFrom: now + 1000, goodUntil: now + 9000 });
    };
    expect(await get(givenSource())).toBe('theirs');
    expect(fetches()).toBe(0);
  });

  test('one that is done: gives its turn back', async () => {
    answers.push(minted('one'));
    await get(givenSource());
    expect(await shared().takeLease(1000)).toBeDefined();
  });

  test.each([
    ['a classic token, of which a second one ends the first', 'classic', 2000 + 1000],
    ['a stable token', 'stable', 2000],
  ] as const)('one that fetches %s and dies: has its turn for a while', async (_what, mode, milliseconds) => {
    const source = givenSource({ token: { mode, secret } });
    const asked = get(source);
    await until(() => fetches() === 1);
    const record = new TokenRecord(records, tokenKeys(mode, { baseUrl: platform.url, appid: 'wx1' }), secret);
    now += milliseconds - 1;
    expect(await record.takeLease(1000)).toBeUndefined();
    now += 1;
    expect(await record.takeLease(1000)).toBeDefined();
    answer(minted('one'));
    await asked;
  });
});

describe('a store that fails', () => {
  /** Fails the next times that it is asked. */
  function failing(times: number, error: Error = new StoreUnavailable('away')): RecordStore {
    const kept = records;
    let left = times;
    const orFail = <T>(work: () => Promise<T>) => {
      left -= 1;
      return left >= 0 ? Promise.reject(error) : work();
    };
    return {
      get: (key) => orFail(() => kept.get(key)),
      compareAndSet: (...change) => orFail(() => kept.compareAndSet(...change)),
      close: () => kept.close(),
    };
  }
  const classic = { mode: 'classic', secret } as const;

  test('three times: asked again, and shared', async () => {
    answers.push(minted('one'));
    expect(await get(givenSource({ token: classic, records: failing(3) }))).toBe('one');
    const record = new TokenRecord(records, tokenKeys('classic', { baseUrl: platform.url, appid: 'wx1' }), secret);
    expect((await record.read()).token?.value).toBe('one');
    expect(lines).toEqual([]);
  });

  test('four times: away, so that this one fetches by itself, and says so where that ends tokens of others', async () => {
    answers.push(minted('one'));
    expect(await get(givenSource({ token: classic, records: failing(4) }))).toBe('one');
    const record = new TokenRecord(records, tokenKeys('classic', { baseUrl: platform.url, appid: 'wx1' }), secret);
    expect((await record.read()).token).toBeUndefined();
    expect(lines).toHaveLength(1);
  });

  test('by a fault of ours: told at once', async () => {
    const asked = get(givenSource({ records: failing(1, new TypeError('of ours')) }));
    await expect(asked).rejects.toThrow('of ours');
    expect(fetches()).toBe(0);
  });
});

describe('a call whose deadline is over', () => {
  test('before: no token is fetched for it', async () => {
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

  test('meanwhile: fails by that, and the token comes for others', async () => {
    const deadline = within();
    const source = givenSource();
    const asked = failureOf(Promise.resolve(source.get(deadline, PATH)));
    await until(() => fetches() === 1);
    deadline.end('timeout');
    expect(await asked).toMatchObject({ kind: 'timeout', endpoint: PATH, sent: false });
    answer(minted('one'));
    expect(await get(source)).toBe('one');
    expect(fetches()).toBe(1);
  });
});
