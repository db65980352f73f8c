import { Seal } from '../../../../src/platform/token/seal.js';
import { type SharedToken, TokenRecord } from '../../../../src/platform/token/token-record.js';
import { tokenKeys } from '../../../../src/store/keys.js';
import { createMemoryStore } from '../../../../src/store/memory.js';
import { type RecordStore, StoreUnavailable } from '../../../../src/store/store.js';

const KEYS = tokenKeys('stable', { baseUrl: 'http://platform', appid: 'wx1' });
const secret = { reveal: () => 'PLANTED-SECRET' };

/** Noon in China. */
const NOON = Date.parse('2026-03-10T04:00:00Z');
const HOUR_MS = 3_600_000;

let now: number;
let records: RecordStore;
let isUnavailable: boolean;
beforeEach(() => {
  now = NOON;
  isUnavailable = false;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  const stored = createMemoryStore().records;
  const orFail = <T>(work: () => Promise<T>) =>
    isUnavailable ? Promise.reject(new StoreUnavailable('unavailable')) : work();
  records = {
    get: (key) => orFail(() => stored.get(key)),
    compareAndSet: (...change) => orFail(() => stored.compareAndSet(...change)),
    close: () => stored.close(),
  };
});
afterEach(() => jest.restoreAllMocks());

const givenRecord = () => new TokenRecord(records, KEYS, secret);
const tokenOf = (value: string): SharedToken => ({ value, renewFrom: now + 1000, goodUntil: now + 2000 });

describe('the record of a token', () => {
  test('contains no token before it is written', async () => {
    expect(await givenRecord().read()).toEqual({ raw: undefined, token: undefined });
  });

  test('is readable by every replica with the secret until it expires', async () => {
    const record = givenRecord();
    const token = tokenOf('good');
    expect(await record.replace(await record.read(), token)).toBe(true);
    expect((await givenRecord().read()).token).toEqual(token);
    expect((await new TokenRecord(records, KEYS, { reveal: () => 'another' }).read()).token).toBeUndefined();
    now += 1999;
    expect((await givenRecord().read()).token).toEqual(token);
    now += 1;
    expect(await givenRecord().read()).toEqual({ raw: undefined, token: undefined });
  });

  test('is not replaced if another replica has replaced it since it was read', async () => {
    const record = givenRecord();
    const before = await record.read();
    await record.replace(before, tokenOf('newer'));
    expect(await record.replace(before, tokenOf('late'))).toBe(false);
    expect((await record.read()).token?.value).toBe('newer');
  });

  test.each([
    ['with a value of another type', { value: 7, renewFrom: 1, goodUntil: 2 }],
    ['without a renewal time', { value: 'v', goodUntil: 2 }],
    ['without an expiry', { value: 'v', renewFrom: 1 }],
    ['with strings as times', { value: 'v', renewFrom: '1', goodUntil: '2' }],
    ['that is empty', {}],
    ['that is an array', [1]],
    ['that is null', null],
    ['of another version', { v: 2, value: 'v', renewFrom: 1, goodUntil: 2 }],
  ])('%s contains no token and is replaced', async (_subject, record) => {
    await records.compareAndSet(
      KEYS.record,
      undefined,
      new Seal(secret, KEYS.place).close(JSON.stringify(record)),
      10_000,
    );
    const read = await givenRecord().read();
    expect(read).toEqual({ raw: expect.any(String), token: undefined });
    expect(await givenRecord().replace(read, tokenOf('good'))).toBe(true);
  });

  test('that is not JSON contains no token', async () => {
    await records.compareAndSet(KEYS.record, undefined, new Seal(secret, KEYS.place).close('{'), 10_000);
    expect((await givenRecord().read()).token).toBeUndefined();
  });

  test('is leased to one replica at a time, until the lease expires', async () => {
    const lease = await givenRecord().takeLease(1000);
    expect(lease?.isValid).toBe(true);
    expect(await givenRecord().takeLease(1000)).toBeUndefined();
    await lease?.release();
    expect(await givenRecord().takeLease(1000)).toBeDefined();
    now += 1000;
    expect(await givenRecord().takeLease(1000)).toBeDefined();
  });
});

describe('a forced refresh', () => {
  /** Forces refreshes at this interval until one is not allowed. Returns their number. */
  async function forced(record: TokenRecord, apartMs: number, most = 100): Promise<number> {
    let times = 0;
    while (times < most && (await record.mayForce())) {
      times += 1;
      now += apartMs;
    }
    return times;
  }

  test('is allowed once in 30 seconds', async () => {
    const record = givenRecord();
    expect(await record.mayForce()).toBe(true);
    now += 29_999;
    expect(await record.mayForce()).toBe(false);
    now += 1;
    expect(await record.mayForce()).toBe(true);
  });

  test('is allowed 20 times a day, which ends at midnight in China', async () => {
    const record = givenRecord();
    expect(await forced(record, 60_000)).toBe(20);
    now = NOON + 12 * HOUR_MS - 1;
    expect(await record.mayForce()).toBe(false);
    now += 1;
    expect(await forced(record, 60_000)).toBe(20);
  });

  test('is counted for all replicas together', async () => {
    const [one, other] = [givenRecord(), givenRecord()];
    expect(await forced(one, 60_000, 15)).toBe(15);
    expect(await forced(other, 60_000, 4)).toBe(4);
    expect(await other.mayForce()).toBe(true);
    expect(await one.mayForce()).toBe(false);
    now += 60_000;
    expect(await one.mayForce()).toBe(false);
  });

  test('is allowed to only one of two concurrent replicas', async () => {
    expect(await Promise.all([givenRecord().mayForce(), givenRecord().mayForce()])).toEqual([true, false]);
  });

  test('is counted per replica while the store is unavailable, on top of its earlier count', async () => {
    const [one, other] = [givenRecord(), givenRecord()];
    await forced(one, 60_000, 15);
    isUnavailable = true;
    expect(await forced(one, 60_000)).toBe(5);
    expect(await forced(other, 60_000)).toBe(20);
    isUnavailable = false;
    expect(await givenRecord().mayForce()).toBe(true);
    expect(await one.mayForce()).toBe(false);
  });

  test('is stored for two days', async () => {
    await givenRecord().mayForce();
    now += 48 * HOUR_MS - 1;
    expect(await records.get(KEYS.forced)).toBeDefined();
    now += 1;
    expect(await records.get(KEYS.forced)).toBeUndefined();
  });

  const today = Math.floor((NOON + 8 * HOUR_MS) / (24 * HOUR_MS));

  test.each([
    ['of 20 for today', { day: today, times: 20, lastAt: 1 }, false],
    ['of 20 for yesterday', { day: today - 1, times: 20, lastAt: 1 }, true],
    ['with a refresh a moment ago', { day: today, times: 1, lastAt: NOON - 1 }, false],
    [
      'with a refresh an hour ahead, from before a clock was set back',
      { day: today, times: 1, lastAt: NOON + HOUR_MS },
      true,
    ],
    ['without a day', { times: 20, lastAt: NOON }, true],
    ['without a number', { day: today, lastAt: NOON }, true],
    ['without a time', { day: today, times: 20 }, true],
    ['with strings as numbers', { day: today, times: '20', lastAt: '1' }, true],
    ['that is null', null, true],
    ['of another version', { v: 2, day: today - 1, times: 0, lastAt: 1 }, false],
  ])('after a stored count %s has mayForce %p', async (_subject, record, mayForce) => {
    await records.compareAndSet(KEYS.forced, undefined, JSON.stringify(record), HOUR_MS);
    expect(await givenRecord().mayForce()).toBe(mayForce);
  });
});
