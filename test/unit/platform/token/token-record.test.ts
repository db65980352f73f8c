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
let isAway: boolean;
beforeEach(() => {
  now = NOON;
  isAway = false;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  const kept = createMemoryStore().records;
  const orFail = <T>(work: () => Promise<T>) => (isAway ? Promise.reject(new StoreUnavailable('away')) : work());
  records = {
    get: (key) => orFail(() => kept.get(key)),
    compareAndSet: (...change) => orFail(() => kept.compareAndSet(...change)),
    close: () => kept.close(),
  };
});
afterEach(() => jest.restoreAllMocks());

const givenRecord = () => new TokenRecord(records, KEYS, secret);
const tokenOf = (value: string): SharedToken => ({ value, renewFrom: now + 1000, goodUntil: now + 2000 });

describe('the record of a token', () => {
  test('that nobody wrote: none', async () => {
    expect(await givenRecord().read()).toEqual({ raw: undefined, token: undefined });
  });

  test('that a replica wrote: read by all who have the secret, until it ends', async () => {
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

  test('that another replica has replaced since: not replaced', async () => {
    const record = givenRecord();
    const before = await record.read();
    await record.replace(before, tokenOf('newer'));
    expect(await record.replace(before, tokenOf('late'))).toBe(false);
    expect((await record.read()).token?.value).toBe('newer');
  });

  test.each([
    ['of another value', { value: 7, renewFrom: 1, goodUntil: 2 }],
    ['without a time of renewal', { value: 'v', goodUntil: 2 }],
    ['without an end', { value: 'v', renewFrom: 1 }],
    ['with texts for times', { value: 'v', renewFrom: '1', goodUntil: '2' }],
    ['of nothing', {}],
    ['that is a list', [1]],
    ['that is null', null],
    ['of another version', { v: 2, value: 'v', renewFrom: 1, goodUntil: 2 }],
  ])('%s: no token, and replaced', async (_subject, held) => {
    await records.compareAndSet(
      KEYS.record,
      undefined,
      new Seal(secret, KEYS.place).close(JSON.stringify(held)),
      10_000,
    );
    const read = await givenRecord().read();
    expect(read).toEqual({ raw: expect.any(String), token: undefined });
    expect(await givenRecord().replace(read, tokenOf('good'))).toBe(true);
  });

  test('that is no JSON: no token', async () => {
    await records.compareAndSet(KEYS.record, undefined, new Seal(secret, KEYS.place).close('{'), 10_000);
    expect((await givenRecord().read()).token).toBeUndefined();
  });

  test('can be fetched for by one replica at a time, and again when its time is over', async () => {
    const lease = await givenRecord().takeLease(1000);
    expect(lease?.isHeld).toBe(true);
    expect(await givenRecord().takeLease(1000)).toBeUndefined();
    await lease?.release();
    expect(await givenRecord().takeLease(1000)).toBeDefined();
    now += 1000;
    expect(await givenRecord().takeLease(1000)).toBeDefined();
  });
});

describe('a refresh', () => {
  /** As many as may be forced, so far apart. */
  async function forced(record: TokenRecord, apartMs: number, most = 100): Promise<number> {
    let times = 0;
    while (times < most && (await record.mayForce())) {
      times += 1;
      now += apartMs;
    }
    return times;
  }

  test('may be forced once in 30 seconds', async () => {
    const record = givenRecord();
    expect(await record.mayForce()).toBe(true);
    now += 29_999;
    expect(await record.mayForce()).toBe(false);
    now += 1;
    expect(await record.mayForce()).toBe(true);
  });

  test('may be forced 20 times a day, which ends at midnight in China', async () => {
    const record = givenRecord();
    expect(await forced(record, 60_000)).toBe(20);
    now = NOON + 12 * HOUR_MS - 1;
    expect(await record.mayForce()).toBe(false);
    now += 1;
    expect(await forced(record, 60_000)).toBe(20);
  });

  test('counts for all replicas together', async () => {
    const [one, other] = [givenRecord(), givenRecord()];
    expect(await forced(one, 60_000, 15)).toBe(15);
    expect(await forced(other, 60_000, 4)).toBe(4);
    expect(await other.mayForce()).toBe(true);
    expect(await one.mayForce()).toBe(false);
    now += 60_000;
    expect(await one.mayForce()).toBe(false);
  });

  test('that two replicas want at once: forced by one', async () => {
    expect(await Promise.all([givenRecord().mayForce(), givenRecord().mayForce()])).toEqual([true, false]);
  });

  test('with the store away: counts for this replica alone, with what it knew before', async () => {
    const [one, other] = [givenRecord(), givenRecord()];
    await forced(one, 60_000, 15);
    isAway = true;
    expect(await forced(one, 60_000)).toBe(5);
    expect(await forced(other, 60_000)).toBe(20);
    isAway = false;
    expect(await givenRecord().mayForce()).toBe(true);
    expect(await one.mayForce()).toBe(false);
  });

  test('is counted two days', async () => {
    await givenRecord().mayForce();
    now += 48 * HOUR_MS - 1;
    expect(await records.get(KEYS.forced)).toBeDefined();
    now += 1;
    expect(await records.get(KEYS.forced)).toBeUndefined();
  });

  const today = Math.floor((NOON + 8 * HOUR_MS) / (24 * HOUR_MS));

  test.each([
    ['as it is written', { day: today, times: 20, lastAt: 1 }, false],
    ['of yesterday', { day: today - 1, times: 20, lastAt: 1 }, true],
    ['of a moment ago', { day: today, times: 1, lastAt: NOON - 1 }, false],
    ['of an hour ahead, by a clock that was set back', { day: today, times: 1, lastAt: NOON + HOUR_MS }, true],
    ['without a day', { times: 20, lastAt: NOON }, true],
    ['without a number', { day: today, lastAt: NOON }, true],
    ['without a time', { day: today, times: 20 }, true],
    ['with texts for numbers', { day: today, times: '20', lastAt: '1' }, true],
    ['of nothing', null, true],
    ['of another version, which says no', { v: 2, day: today - 1, times: 0, lastAt: 1 }, false],
  ])('after a count %s: %p', async (_subject, held, mayForce) => {
    await records.compareAndSet(KEYS.forced, undefined, JSON.stringify(held), HOUR_MS);
    expect(await givenRecord().mayForce()).toBe(mayForce);
  });
});
