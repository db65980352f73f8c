import { Deadline } from '../../../src/deadline.js';
import type { Account } from '../../../src/platform/client.js';
import { PlatformError, refusal } from '../../../src/platform/errors.js';
import {
  IdempotencyUnavailable,
  type SafeWrite,
  SafeWrites,
  type SafeWritesOptions,
} from '../../../src/safety/safe-writes.js';
import { createMemoryStore } from '../../../src/store/memory.js';
import { RollBacks } from '../../../src/store/roll-backs.js';
import { type RecordStore, StoreUnavailable } from '../../../src/store/store.js';
import { passTime, realTime, sleptTime, until } from '../../support/time.js';

const PATH = '/card/modifystock';
const REQUEST_MS = 5000;
const CRASHED_AFTER_MS = 5000;

const accountOf = (appid: string, baseUrl: string): Account => ({
  appid,
  baseUrl,
  token: { mode: 'stable', secret: { reveal: () => '' } },
});
const lostAnswer = () => new PlatformError({ kind: 'transport', endpoint: PATH });

beforeEach(sleptTime);
afterEach(realTime);

/** A stock that writes increase, with a record of the calls. */
class Stock {
  quantity = 100;
  readonly done: string[] = [];
  /** Timeout of the last write, milliseconds. */
  timeoutMs = 0;
  /** The failures of the next writes, each with or without an effect. */
  readonly failures: { readonly error: unknown; readonly hasEffect?: boolean }[] = [];
  isReadable = true;

  adding(increaseBy: number, facts: Partial<SafeWrite<number, number, string>> & { key?: string } = {}) {
    const { key, ...more } = facts;
    const write: SafeWrite<number, number, string> = {
      mutation: 'modifyStock',
      input: { increaseBy, ...(key === undefined ? {} : { idempotencyKey: key }) } as SafeWrite<0, 0, 0>['input'],
      endpoint: { path: PATH, effect: 'once' },
      prepare: async () => {
        this.done.push('prepare');
        return { before: this.quantity };
      },
      invalidate: async () => void this.done.push('invalidate'),
      send: async (before, sending) => {
        this.done.push('send');
        this.timeoutMs = sending.timeoutMs;
        const failure = this.failures.shift();
        if (failure === undefined || failure.hasEffect) this.quantity = before + increaseBy;
        if (failure !== undefined) throw failure.error;
        return this.quantity;
      },
      readBack: async (before) => {
        this.done.push('read back');
        if (!this.isReadable) throw lostAnswer();
        return this.quantity === before + increaseBy ? this.quantity : undefined;
      },
      ...more,
    };
    return write;
  }

  get sends(): number {
    return this.done.filter((step) => step === 'send').length;
  }
}

/** Records that can be unavailable, either for certain values or completely. */
class Records implements RecordStore {
  readonly #store = createMemoryStore().records;
  /** Whether a write of this value, or a read, fails. */
  fails: (value?: string) => boolean = () => false;
  /** Whether the confirmation of such a write is lost. */
  isMute: (value?: string) => boolean = () => false;
  /** Delays a write of this value. */
  delays: (value?: string) => Promise<void> | undefined = () => undefined;

  async get(key: string) {
    if (this.fails()) throw new StoreUnavailable('away');
    return this.#store.get(key);
  }

  async compareAndSet(key: string, expected: string | undefined, value: string | undefined, ttlMs: number) {
    if (this.fails(value ?? 'nothing')) throw new StoreUnavailable('away');
    await this.delays(value);
    const isDone = await this.#store.compareAndSet(key, expected, value, ttlMs);
    if (this.isMute(value)) throw new StoreUnavailable('slow');
    return isDone;
  }

  async close() {}
}

let stock: Stock;
let records: Records;
let rollBacks: RollBacks;
let lost: unknown[];
const deadlines: Deadline[] = [];
beforeEach(() => {
  stock = new Stock();
  records = new Records();
  rollBacks = new RollBacks(records);
  lost = [];
});
afterEach(() => {
  for (const deadline of deadlines.splice(0)) deadline.close();
  rollBacks.close();
});

/** Returns the writes of one request. */
function request(options: Partial<SafeWritesOptions> = {}): SafeWrites {
  const deadline = new Deadline(REQUEST_MS);
  deadlines.push(deadline);
  return new SafeWrites({
    records,
    rollBacks,
    account: accountOf('wx1', 'http://platform'),
    caller: 'shop',
    deadline,
    requestTimeoutMs: REQUEST_MS,
    onLost: (error) => lost.push(error),
    ...options,
  });
}

/** Performs a write, and waits until its outcome is recorded. */
async function add(increaseBy: number, facts?: Parameters<Stock['adding']>[1]) {
  const outcome = await request().perform(stock.adding(increaseBy, facts));
  if (outcome.kind === 'committed') await outcome.recorded;
  return outcome;
}

describe('a write without a key', () => {
  test('is prepared and sent, and evicts earlier cached reads before and after', async () => {
    expect(await add(5)).toMatchObject({ kind: 'committed', before: 100, result: 105, replayed: false });
    expect(stock.done).toEqual(['prepare', 'invalidate', 'send', 'invalidate']);
  });

  test('needs no records', async () => {
    records.fails = () => true;
    expect(await add(5)).toMatchObject({ kind: 'committed' });
    expect(await add(5)).toMatchObject({ kind: 'committed', before: 105 });
    expect(lost).toEqual([]);
  });

  test('with null for a key behaves the same', async () => {
    records.fails = () => true;
    expect(await add(5, { input: { idempotencyKey: null } })).toMatchObject({ kind: 'committed' });
  });

  test('is not sent if a check stops it', async () => {
    expect(await add(5, { prepare: async () => ({ stop: 'changed' }) })).toEqual({ kind: 'stopped', stop: 'changed' });
    expect(stock.done).toEqual([]);
  });

  test('returns the reason if the platform refuses it', async () => {
    const error = refusal(PATH, 45031, 'stock out of limit');
    stock.failures.push({ error });
    expect(await add(5)).toEqual({ kind: 'refused', before: 100, error, replayed: false });
    expect(stock.done).toEqual(['prepare', 'invalidate', 'send', 'invalidate']);
  });

  test.each([
    ['a daily quota', refusal(PATH, 45009, '')],
    ['a token', refusal(PATH, 40001, '')],
    ['no connection', new PlatformError({ kind: 'transport', endpoint: PATH, sent: false })],
    ['a lost response to the token call', new PlatformError({ kind: 'transport', endpoint: '/cgi-bin/stable_token' })],
    ['an internal error', new TypeError('internal')],
  ])('that was not executed because of %s rejects with that error and is not read back', async (_subject, error) => {
    stock.failures.push({ error });
    await expect(add(5)).rejects.toBe(error);
    expect(stock.done).toEqual(['prepare', 'invalidate', 'send', 'invalidate']);
  });

  test('with a lost response is committed if its effect shows', async () => {
    stock.failures.push({ error: lostAnswer(), hasEffect: true });
    expect(await add(5)).toMatchObject({ kind: 'committed', before: 100, result: 105, replayed: false });
    expect(stock.done).toEqual(['prepare', 'invalidate', 'send', 'read back', 'invalidate']);
  });

  test('with a lost response is unknown if its effect does not show or cannot be read', async () => {
    const error = lostAnswer();
    stock.failures.push({ error }, { error, hasEffect: true });
    expect(await add(5)).toEqual({ kind: 'unknown', before: 100, replayed: false, error });
    stock.isReadable = false;
    expect(await add(5)).toEqual({ kind: 'unknown', before: 100, replayed: false, error });
    expect(stock.sends).toBe(2);
  });

  test('has three fifths of the remaining time, and the rest is for reading back', async () => {
    const deadline = new Deadline();
    deadline.prolong(performance.now() + 1001);
    await request({ deadline }).perform(stock.adding(5));
    expect(stock.timeoutMs).toBe(600);
  });

  test('has a timeout of one millisecond if no time remains', async () => {
    await request({ deadline: new Deadline() }).perform(stock.adding(5));
    expect(stock.timeoutMs).toBe(1);
  });

  test.each([
    ['committed', undefined],
    ['refused', { error: refusal(PATH, 45031, '') }],
    ['lost', { error: lostAnswer(), hasEffect: true }],
    ['failed', { error: new TypeError('internal') }],
  ])('continues after a disconnect of its caller until it is %s', async (_subject, failure) => {
    const deadline = new Deadline();
    if (failure !== undefined) stock.failures.push(failure);
    const write = stock.adding(5);
    const seen: unknown[] = [];
    const outcome = request({ deadline }).perform({
      ...write,
      send: async (before, sending) => {
        deadline.cancel();
        seen.push(deadline.ended);
        return write.send(before, sending);
      },
      readBack: async (before) => {
        seen.push(deadline.ended);
        return write.readBack?.(before);
      },
    });
    await outcome.catch(() => undefined);
    expect(seen.every((ended) => ended === undefined)).toBe(true);
    expect(deadline.ended).toBe('cancelled');
  });
});

describe('a repeat with the same key', () => {
  const KEY = { key: 'k' };

  test('is not sent again and returns the outcome of the first', async () => {
    await add(5, KEY);
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', before: 100, result: 105, replayed: true });
    expect(stock.sends).toBe(1);
    expect(stock.done).not.toContain('read back');
  });

  test('writes neither a lock nor a record', async () => {
    await add(5, KEY);
    records.fails = (value) => value !== undefined;
    expect(await add(5, { ...KEY, lock: 'stock:p1' })).toMatchObject({ kind: 'committed', replayed: true });
    expect(lost).toEqual([]);
  });

  test('is committed while its outcome is being recorded', async () => {
    let record: () => void = () => undefined;
    records.delays = (value) =>
      value?.includes('"committed"') ? new Promise((resolve) => (record = resolve)) : undefined;
    const outcome = await request().perform(stock.adding(5, KEY));
    expect(outcome).toMatchObject({ kind: 'committed', before: 100, result: 105, replayed: false });
    expect(await add(5, KEY)).toEqual({ kind: 'key in use' });
    record();
    await (outcome as { recorded?: Promise<void> }).recorded;
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', before: 100, result: 105, replayed: true });
    expect(stock.sends).toBe(1);
  });

  test('reports a later result that could not be stored, and stays committed', async () => {
    const first = await add(5, KEY);
    records.fails = () => {
      throw new TypeError('internal');
    };
    await (first as { keep?: (result: number) => Promise<void> }).keep?.(106);
    expect(lost).toEqual([new TypeError('internal')]);
    records.fails = () => false;
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', before: 100, result: 105, replayed: true });
  });

  test('returns a result that was stored later', async () => {
    const first = await add(5, KEY);
    await (first as { keep?: (result: number) => Promise<void> }).keep?.(106);
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', before: 100, result: 106, replayed: true });
  });

  test('returns the stored result of a replay that replaced the first one', async () => {
    await add(5, KEY);
    const repeat = await add(5, KEY);
    await (repeat as { keep?: (result: number) => Promise<void> }).keep?.(107);
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', before: 100, result: 107, replayed: true });
  });

  test('after a refused request is refused with the same errors, without a call', async () => {
    stock.failures.push({ error: refusal(PATH, 45031, 'stock out of limit') });
    const first = await add(5, KEY);
    const repeat = await add(5, KEY);
    expect(repeat).toEqual({ ...first, replayed: true });
    expect(repeat).toMatchObject({
      error: { endpoint: PATH, errcode: 45031, errmsg: 'stock out of limit', kind: 'state' },
    });
    expect(stock.sends).toBe(1);
  });

  test('with another input is refused, regardless of the first outcome', async () => {
    await add(5, KEY);
    expect(await add(6, KEY)).toEqual({ kind: 'key reused' });
    expect(stock.sends).toBe(1);
  });

  test.each<[string, Partial<SafeWritesOptions>, object]>([
    ['account', { account: accountOf('wx2', 'http://platform') }, {}],
    ['platform', { account: accountOf('wx1', 'http://other') }, {}],
    ['caller', { caller: 'till' }, {}],
    ['mutation', {}, { mutation: 'updateCard' }],
  ])('from another %s uses a separate key', async (_subject, options, facts) => {
    await add(5, KEY);
    expect(await request(options).perform(stock.adding(5, { ...KEY, ...facts }))).toMatchObject({ replayed: false });
    expect(stock.sends).toBe(2);
  });

  test('returns "key in use" while the first is being sent', async () => {
    const write = stock.adding(5, KEY);
    let repeat: unknown;
    await request().perform({
      ...write,
      send: async (before, sending) => {
        repeat = await add(5, KEY);
        return write.send(before, sending);
      },
    });
    expect(repeat).toEqual({ kind: 'key in use' });
    expect(stock.sends).toBe(1);
  });

  test('is sent only once if several arrive at the same time', async () => {
    const outcomes = await Promise.all([add(5, KEY), add(5, KEY), add(5, KEY)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['committed', 'key in use', 'key in use']);
    expect(stock.sends).toBe(1);
  });

  test.each([
    ['a check that stopped it', {}, { prepare: async () => ({ stop: 'changed' }) }],
    ['a failed read before the write', {}, { prepare: () => Promise.reject(lostAnswer()) }],
    ['a write that was not executed', { error: refusal(PATH, 45009, '') }, {}],
  ])('after %s finds the key released, even with another input', async (_subject, failure, facts) => {
    if ('error' in failure) stock.failures.push(failure);
    await add(5, { ...KEY, ...facts }).catch(() => undefined);
    expect(await add(6, KEY)).toMatchObject({ kind: 'committed', result: 106, replayed: false });
  });

  test('after an internal error returns "key in use", because the outcome is uncertain', async () => {
    stock.failures.push({ error: new TypeError('internal'), hasEffect: true });
    await expect(add(5, KEY)).rejects.toThrow('internal');
    expect(await add(5, KEY)).toEqual({ kind: 'key in use' });
  });
});

describe('a repeat after a lost response', () => {
  const KEY = { key: 'k' };
  const HARMLESS = { ...KEY, endpoint: { path: PATH, effect: 'write' as const } };

  test('returns success if the effect showed', async () => {
    stock.failures.push({ error: lostAnswer(), hasEffect: true });
    await add(5, KEY);
    stock.done.length = 0;
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', before: 100, result: 105, replayed: true });
    expect(stock.done).toEqual([]);
  });

  test('returns and stores success if the effect shows by then', async () => {
    stock.failures.push({ error: lostAnswer() });
    await add(5, KEY);
    stock.quantity = 105;
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', before: 100, result: 105, replayed: true });
    stock.done.length = 0;
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', result: 105, replayed: true });
    expect(stock.done).toEqual([]);
  });

  test('is never sent again if the effect does not show and the call is not repeatable', async () => {
    stock.failures.push({ error: lostAnswer() });
    await add(5, KEY);
    for (let n = 0; n < 2; n += 1) expect(await add(5, KEY)).toEqual({ kind: 'unknown', before: 100, replayed: true });
    expect(stock.sends).toBe(1);
  });

  test('is sent again like the first time if the effect does not show and the call is repeatable', async () => {
    stock.failures.push({ error: lostAnswer() });
    await add(5, HARMLESS);
    stock.quantity = 200;
    expect(await add(5, HARMLESS)).toMatchObject({ kind: 'committed', before: 200, result: 205, replayed: false });
    expect(await add(5, HARMLESS)).toMatchObject({ kind: 'committed', before: 200, result: 205, replayed: true });
    expect(stock.sends).toBe(2);
  });

  test('returns unknown and is not sent again if the effect cannot be read back', async () => {
    stock.failures.push({ error: lostAnswer() });
    await add(5, HARMLESS);
    stock.isReadable = false;
    expect(await add(5, HARMLESS)).toEqual({ kind: 'unknown', before: 100, replayed: true });
    expect(stock.sends).toBe(1);
  });
});

describe('a write that a read allows to repeat', () => {
  const KEY = { key: 'k' };
  /** Like the redemption of a code: no read shows whose effect it is. */
  const repeatable = (facts: Parameters<Stock['adding']>[1] = {}): Parameters<Stock['adding']>[1] => ({
    ...facts,
    readBack: undefined,
    mayRepeat: async (before) => stock.quantity === before,
  });
  const SENT_TWICE = ['send', 'send'];
  const sends = () => stock.done.filter((step) => step === 'send');

  test('is sent once more in the same request after a lost response', async () => {
    stock.failures.push({ error: lostAnswer() });
    expect(await add(5, repeatable())).toMatchObject({ kind: 'committed', before: 100, result: 105, replayed: false });
    expect(sends()).toEqual(SENT_TWICE);
  });

  test('is unknown without a further call if the read does not allow it', async () => {
    stock.failures.push({ error: lostAnswer(), hasEffect: true });
    expect(await add(5, repeatable(KEY))).toMatchObject({ kind: 'unknown', replayed: false });
    expect(await add(5, repeatable(KEY))).toMatchObject({ kind: 'unknown', replayed: true });
    expect(sends()).toEqual(['send']);
  });

  test('is unknown if the read fails', async () => {
    stock.failures.push({ error: lostAnswer() });
    const facts = { ...repeatable(), mayRepeat: () => Promise.reject(lostAnswer()) };
    expect(await add(5, facts)).toMatchObject({ kind: 'unknown' });
    expect(sends()).toEqual(['send']);
  });

  test.each([
    ['lost', { error: lostAnswer() }],
    ['refused', { error: refusal(PATH, 40099, 'consumed') }],
    ['not sent', { error: refusal(PATH, 45009, 'quota') }],
  ])('is unknown if the second call is %s, and a retry with the key sends it again', async (_subject, second) => {
    stock.failures.push({ error: lostAnswer() }, second);
    expect(await add(5, repeatable(KEY))).toMatchObject({ kind: 'unknown', replayed: false });
    expect(sends()).toEqual(SENT_TWICE);
    expect(await add(5, repeatable(KEY))).toMatchObject({ kind: 'committed', before: 100, result: 105 });
    expect(await add(5, repeatable(KEY))).toMatchObject({ kind: 'committed', result: 105, replayed: true });
    expect(sends()).toHaveLength(3);
  });

  test('stays unknown if the call of a retry is refused', async () => {
    const refused = { error: refusal(PATH, 40099, 'consumed') };
    stock.failures.push({ error: lostAnswer() }, refused, refused);
    for (let n = 0; n < 2; n += 1) expect(await add(5, repeatable(KEY))).toMatchObject({ kind: 'unknown' });
    expect(stock.done.filter((step) => step === 'prepare')).toHaveLength(1);
    stock.quantity = 300;
    expect(await add(5, repeatable(KEY))).toMatchObject({ kind: 'unknown', before: 100 });
    expect(sends()).toHaveLength(3);
  });

  test('is committed if the effect of the second call shows', async () => {
    stock.failures.push({ error: lostAnswer() }, { error: lostAnswer(), hasEffect: true });
    const facts = { mayRepeat: async (before: number) => stock.quantity === before };
    expect(await add(5, facts)).toMatchObject({ kind: 'committed', before: 100, result: 105 });
    expect(sends()).toEqual(SENT_TWICE);
  });

  test('is not sent again in the same request if the deadline is near', async () => {
    stock.failures.push({ error: lostAnswer() });
    const deadline = new Deadline(400);
    deadlines.push(deadline);
    expect(await request({ deadline }).perform(stock.adding(5, repeatable()))).toMatchObject({ kind: 'unknown' });
    expect(sends()).toEqual(['send']);
  });
});

describe('a write that a read allows to repeat, after a timeout', () => {
  const timedOut = () => new PlatformError({ kind: 'timeout', endpoint: PATH });
  const facts: Parameters<Stock['adding']>[1] = { key: 'k', mayRepeat: async (before) => stock.quantity === before };
  const retryMs = (milliseconds: number) => {
    const deadline = new Deadline(milliseconds);
    deadlines.push(deadline);
    return request({ deadline }).perform(stock.adding(5, facts));
  };

  test('is not sent again in the same request, because the first call may still be in flight', async () => {
    stock.failures.push({ error: timedOut() });
    const unseen = { ...facts, readBack: undefined };
    expect(await add(5, unseen)).toMatchObject({ kind: 'unknown', replayed: false });
    expect(await add(5, unseen)).toMatchObject({ kind: 'unknown', replayed: true });
    expect(stock.sends).toBe(1);
  });

  test('is sent again by a retry after the first call has certainly ended', async () => {
    stock.failures.push({ error: timedOut() });
    expect(await add(5, facts)).toMatchObject({ kind: 'unknown' });
    passTime(REQUEST_MS + CRASHED_AFTER_MS);
    expect(await add(5, facts)).toMatchObject({ kind: 'committed', before: 100, result: 105 });
    expect(stock.sends).toBe(2);
  });

  test('is read back by a retry until the first call has certainly ended, and is then sent again', async () => {
    stock.failures.push({ error: timedOut() });
    expect(await add(5, facts)).toMatchObject({ kind: 'unknown' });
    passTime(CRASHED_AFTER_MS - 500);
    const at = Date.now();
    expect(await add(5, facts)).toMatchObject({ kind: 'committed', before: 100, result: 105 });
    expect(Date.now() - at).toBeLessThanOrEqual(1000);
    expect(stock.sends).toBe(2);
  });

  test('stays unknown if the retry ends before the first call has certainly ended', async () => {
    stock.failures.push({ error: timedOut() });
    expect(await add(5, facts)).toMatchObject({ kind: 'unknown' });
    expect(await retryMs(1000)).toEqual({ kind: 'unknown', before: 100, replayed: true });
    expect(stock.sends).toBe(1);
  });

  test('is committed by a retry that sees the first call arrive late', async () => {
    stock.failures.push({ error: timedOut() });
    expect(await add(5, facts)).toMatchObject({ kind: 'unknown' });
    const late = stock.adding(5, facts);
    let reads = 0;
    const readBack = async (before: number) => {
      reads += 1;
      if (reads === 3) stock.quantity += 5;
      return late.readBack?.(before);
    };
    expect(await request().perform({ ...late, readBack })).toMatchObject({ kind: 'committed', result: 105 });
    expect(stock.sends).toBe(1);
  });

  test('waits anew after the call of a retry timed out as well', async () => {
    stock.failures.push({ error: timedOut() }, { error: timedOut() });
    expect(await add(5, facts)).toMatchObject({ kind: 'unknown' });
    passTime(REQUEST_MS + CRASHED_AFTER_MS);
    expect(await add(5, facts)).toMatchObject({ kind: 'unknown' });
    expect(await retryMs(1000)).toMatchObject({ kind: 'unknown' });
    expect(stock.sends).toBe(2);
  });

  test('is sent again at once if the platform executes only one of two calls', async () => {
    stock.failures.push({ error: timedOut() });
    const once = { ...facts, readBack: undefined, mayOverlap: true } as const;
    expect(await add(5, once)).toMatchObject({ kind: 'committed', result: 105, replayed: false });
    expect(stock.sends).toBe(2);
  });
});

describe('a write whose read-back counts only while it is the last one of its lock', () => {
  const LOCK = { lock: 'member', order: 'checked' } as const;
  const repeatable = { mayRepeat: async (before: number) => stock.quantity === before };

  test('stays unknown if another write brought the total to the expected value', async () => {
    stock.failures.push({ error: lostAnswer() });
    expect(await add(5, { ...LOCK, key: 'one' })).toMatchObject({ kind: 'unknown' });
    expect(await add(5, { ...LOCK, key: 'other' })).toMatchObject({ kind: 'committed', result: 105 });
    expect(await add(5, { ...LOCK, key: 'one' })).toMatchObject({ kind: 'unknown', replayed: true });
    expect(stock.sends).toBe(2);
  });

  test('is not sent again if another write brought the total back to the former value', async () => {
    stock.failures.push({ error: lostAnswer(), hasEffect: true });
    const facts = { ...LOCK, ...repeatable, key: 'one', readBack: async () => undefined };
    expect(await add(5, facts)).toMatchObject({ kind: 'unknown' });
    expect(await add(-5, { ...LOCK, key: 'other' })).toMatchObject({ kind: 'committed' });
    expect(await add(5, facts)).toMatchObject({ kind: 'unknown', replayed: true });
    expect(stock.sends).toBe(2);
  });

  test('is settled by a retry while no other write was sent', async () => {
    stock.failures.push({ error: lostAnswer() }, { error: lostAnswer() });
    const facts = { ...LOCK, ...repeatable, key: 'one' };
    expect(await add(5, facts)).toMatchObject({ kind: 'unknown' });
    expect(await add(5, { lock: 'another member', order: 'checked', key: 'other' })).toMatchObject({ result: 105 });
    stock.quantity = 100;
    expect(await add(5, facts)).toMatchObject({ kind: 'committed', result: 105 });
  });

  test('is not sent if its place in the order cannot be recorded', async () => {
    records.fails = (value) => value?.startsWith('cardgraph:1:{idempotency:') === true;
    await expect(add(5, { ...LOCK, key: 'one' })).rejects.toThrow(IdempotencyUnavailable);
    expect(stock.sends).toBe(0);
  });
});

describe('two requests with one key for a write under a lock', () => {
  test('return one outcome, although the first one changes what stops the second', async () => {
    const facts: Parameters<Stock['adding']>[1] = {
      key: 'k',
      lock: 'member',
      prepare: async () => (stock.quantity === 100 ? { before: 100 } : { stop: 'changed' }),
    };
    const outcomes = await Promise.all([add(5, facts), add(5, facts)]);
    expect(outcomes).toMatchObject([
      { kind: 'committed', result: 105, replayed: false },
      { kind: 'committed', result: 105, replayed: true },
    ]);
    expect(stock.sends).toBe(1);
  });
});

describe('a refusal that is temporary', () => {
  test('releases the key, so that a retry sends the call again', async () => {
    const facts = { key: 'k', temporary: [45061] };
    stock.failures.push({ error: refusal(PATH, 45061, 'too frequent') });
    expect(await add(5, facts)).toMatchObject({ kind: 'refused', replayed: false });
    expect(await add(5, facts)).toMatchObject({ kind: 'committed', result: 105, replayed: false });
  });
});

describe('a created object that nothing in the request identifies', () => {
  const ID = 'card-1';
  /** A write whose read-back finds the object unless it belongs to another key. */
  const creating = (key: string): Parameters<Stock['adding']>[1] => ({
    key,
    createdId: () => ID,
    readBack: async (_before, created) => ((await created?.belongsToAnother(ID)) ? undefined : 1),
  });

  test('is found for the key of the lost response, and for no other key', async () => {
    stock.failures.push({ error: lostAnswer(), hasEffect: true }, { error: lostAnswer() });
    expect(await add(1, creating('one'))).toMatchObject({ kind: 'committed', result: 1 });
    expect(await add(1, creating('two'))).toMatchObject({ kind: 'unknown' });
    expect(await add(1, creating('one'))).toMatchObject({ kind: 'committed', result: 1, replayed: true });
  });

  test('is not found for a lost response if another key received it as its response', async () => {
    expect(await add(1, creating('one'))).toMatchObject({ kind: 'committed' });
    stock.failures.push({ error: lostAnswer() });
    expect(await add(1, creating('two'))).toMatchObject({ kind: 'unknown' });
  });

  test('goes to one of two keys that find it at the same time', async () => {
    const unaware = (key: string) => ({ ...creating(key), readBack: async () => 1 });
    stock.failures.push({ error: lostAnswer(), hasEffect: true }, { error: lostAnswer() });
    const outcomes = await Promise.all([add(1, unaware('one')), add(1, unaware('two'))]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['committed', 'unknown']);
  });

  test('is not the outcome of a lost response while the records are unavailable', async () => {
    const write = stock.adding(1, creating('one'));
    stock.failures.push({ error: lostAnswer(), hasEffect: true });
    write.invalidate = async () => {
      records.fails = () => true;
    };
    expect(await request().perform(write)).toMatchObject({ kind: 'unknown' });
    records.fails = () => false;
    expect(await add(1, creating('two'))).toMatchObject({ kind: 'committed' });
  });

  test('is committed if the response names it, even if it cannot be claimed', async () => {
    const write = stock.adding(1, creating('one'));
    write.invalidate = async () => {
      records.fails = () => true;
    };
    expect(await request().perform(write)).toMatchObject({ kind: 'committed' });
    expect(lost).toHaveLength(2);
  });
});

describe('a record of a crashed process', () => {
  const KEY = { key: 'k', endpoint: { path: PATH, effect: 'write' as const } };

  /** Crashes after the call was sent, before the outcome could be stored. */
  async function dying(hasEffect: boolean): Promise<void> {
    records.fails = (value) => /committed|unknown/.test(value ?? '');
    stock.failures.push(...(hasEffect ? [] : [{ error: lostAnswer() }]));
    await add(5, KEY);
    records.fails = () => false;
    stock.done.length = 0;
  }

  test('is in use until the end of its request and five more seconds', async () => {
    await dying(true);
    passTime(REQUEST_MS + CRASHED_AFTER_MS - 1);
    expect(await add(5, KEY)).toEqual({ kind: 'key in use' });
    expect(stock.done).toEqual([]);
    passTime(1);
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', before: 100, result: 105, replayed: true });
    expect(stock.done).toEqual(['read back']);
  });

  test('is not in use longer because the clock was set back by an hour', async () => {
    await dying(true);
    passTime(-3_600_000);
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', before: 100, result: 105, replayed: true });
  });

  test('is settled once, with the result of the read-back stored', async () => {
    await dying(true);
    passTime(REQUEST_MS + CRASHED_AFTER_MS);
    await add(5, KEY);
    stock.done.length = 0;
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', result: 105, replayed: true });
    expect(stock.done).toEqual([]);
  });

  test('is unknown if no effect shows, because the call may still arrive', async () => {
    await dying(false);
    passTime(REQUEST_MS + CRASHED_AFTER_MS);
    expect(await add(5, KEY)).toEqual({ kind: 'unknown', before: 100, replayed: true });
    expect(stock.sends).toBe(0);
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', replayed: false });
  });
});

describe('unavailable records', () => {
  const KEY = { key: 'k' };

  test.each([
    ['from the start', () => true],
    ['directly before the write is sent', (value?: string) => value !== undefined],
  ])('prevent a write with a key from being sent if they fail %s', async (_subject, fails) => {
    records.fails = fails;
    const failure = add(5, KEY);
    await expect(failure).rejects.toThrow(IdempotencyUnavailable);
    await expect(failure).rejects.toMatchObject({
      name: 'IdempotencyUnavailable',
      cause: expect.any(StoreUnavailable),
    });
    expect(stock.sends).toBe(0);
  });

  test.each([
    ['committed', undefined, { kind: 'committed', result: 105, replayed: false }],
    ['refused', refusal(PATH, 45031, ''), { kind: 'refused', replayed: false }],
    ['unknown', lostAnswer(), { kind: 'unknown', replayed: false }],
  ])(
    'do not prevent the outcome %s from being returned, and the failure to store it is reported',
    async (state, error, outcome) => {
      records.fails = (value) => value?.includes(`"${state}"`) ?? false;
      if (error !== undefined) stock.failures.push({ error });
      expect(await add(5, KEY)).toMatchObject(outcome);
      expect(lost).toEqual([expect.any(StoreUnavailable)]);
    },
  );

  test('release the key in the background if the store failed to release it, and return the reason immediately', async () => {
    records.fails = (value) => value === 'nothing';
    const error = refusal(PATH, 45009, '');
    stock.failures.push({ error });
    await expect(add(5, KEY)).rejects.toBe(error);
    records.fails = () => false;
    expect(await add(6, KEY)).toMatchObject({ kind: 'committed', result: 106, replayed: false });
    expect(lost).toEqual([]);
  });

  test('report a key that could not be released until its record counts as crashed', async () => {
    records.fails = (value) => value === 'nothing';
    stock.failures.push({ error: refusal(PATH, 45009, '') });
    const began = Date.now();
    await expect(add(5, KEY)).rejects.toThrow();
    await until(() => lost.length > 0);
    expect(lost).toEqual([expect.any(StoreUnavailable)]);
    expect(Date.now() - began).toBeGreaterThanOrEqual(REQUEST_MS + CRASHED_AFTER_MS);
  });

  describe('that stored the intent record although they reported a failure', () => {
    /** Stores the record and loses the confirmation. */
    function losingTheConfirmation(): void {
      records.isMute = (value) => value?.includes('"intent"') ?? false;
    }

    test('report that nothing was executed, and a repeat is sent exactly once', async () => {
      losingTheConfirmation();
      await expect(add(5, KEY)).rejects.toThrow(IdempotencyUnavailable);
      records.isMute = () => false;
      expect(await add(5, KEY)).toMatchObject({ kind: 'committed', result: 105, replayed: false });
      expect(await add(5, KEY)).toMatchObject({ kind: 'committed', result: 105, replayed: true });
      expect(stock.sends).toBe(1);
    });

    test('roll the record back in the background, so that another replica can use the key', async () => {
      losingTheConfirmation();
      await expect(add(5, KEY)).rejects.toThrow(IdempotencyUnavailable);
      records.isMute = () => false;
      const elsewhere = { rollBacks: new RollBacks(records) };
      await until(async () => {
        const outcome = await request(elsewhere).perform(stock.adding(5, KEY));
        return outcome.kind === 'committed' && !outcome.replayed;
      });
      expect(stock.sends).toBe(1);
    });

    test('restore the record of an earlier attempt whose outcome is unknown', async () => {
      const HARMLESS = { ...KEY, endpoint: { path: PATH, effect: 'write' as const } };
      stock.failures.push({ error: lostAnswer() });
      expect(await add(5, HARMLESS)).toMatchObject({ kind: 'unknown' });
      losingTheConfirmation();
      await expect(add(5, HARMLESS)).rejects.toThrow(IdempotencyUnavailable);
      records.isMute = () => false;
      stock.isReadable = false;
      expect(await add(5, HARMLESS)).toEqual({ kind: 'unknown', before: 100, replayed: true });
    });

    test('are reported as unavailable, instead of the key as in use, while the record cannot be rolled back', async () => {
      losingTheConfirmation();
      await expect(add(5, KEY)).rejects.toThrow(IdempotencyUnavailable);
      records.fails = (value) => value !== undefined;
      await expect(add(5, KEY)).rejects.toThrow(IdempotencyUnavailable);
    });
  });

  test.each([
    ['reading a key', (value?: string) => value === undefined],
    ['storing an outcome', (value?: string) => value?.includes('"committed"') ?? false],
  ])('are not reported as unavailable after an internal error when %s', async (_subject, fails) => {
    records.fails = (value) => {
      if (fails(value)) throw new TypeError('internal');
      return false;
    };
    await expect(add(5, KEY)).rejects.toThrow('internal');
    expect(lost).toEqual([]);
  });
});

describe('writes with the same lock', () => {
  const LOCK = { lock: 'stock:p1' };

  /** Runs a function while a write with this lock is in flight. */
  async function meanwhile<T>(run: () => Promise<T>, options?: Partial<SafeWritesOptions>): Promise<T> {
    const write = stock.adding(5, LOCK);
    let result: { readonly of: T } | undefined;
    await request(options).perform({
      ...write,
      send: async (before, sending) => {
        result = { of: await run() };
        return write.send(before, sending);
      },
    });
    if (result === undefined) throw new Error('it was not sent');
    return result.of;
  }

  test('run one after another, and each reads the result of the previous one', async () => {
    const outcomes = await Promise.all([1, 2, 3].map((increaseBy) => add(increaseBy, LOCK)));
    expect(outcomes.every(({ kind }) => kind === 'committed')).toBe(true);
    expect(stock.quantity).toBe(106);
  });

  test.each<[string, Partial<SafeWritesOptions>, object]>([
    ['name', {}, { lock: 'stock:p2' }],
    ['account', { account: accountOf('wx2', 'http://platform') }, LOCK],
    ['platform', { account: accountOf('wx1', 'http://other') }, LOCK],
    ['type, without a lock', {}, {}],
  ])('run concurrently with one of another %s', async (_subject, options, facts) => {
    expect(await meanwhile(() => request(options).perform(stock.adding(1, facts)))).toMatchObject({
      kind: 'committed',
    });
  });

  test.each(['timeout', 'cancelled'] as const)('wait for each other only until %s', async (end) => {
    const deadline = new Deadline();
    const waiting = meanwhile(() => {
      setImmediate(() => deadline.end(end));
      return request({ deadline }).perform(stock.adding(1, LOCK));
    });
    await expect(waiting).rejects.toMatchObject({ name: 'PlatformError', kind: end, endpoint: PATH, sent: false });
    expect(stock.sends).toBe(0);
  });

  test.each([
    ['a second', 1000, 1500],
    ['no time', 0, 500],
  ])(
    'wait half a second after a request that had %s left and could not release the lock',
    async (_subject, leftMs, freeMs) => {
      const deadline = new Deadline();
      deadline.prolong(performance.now() + leftMs);
      records.fails = (value) => value === 'nothing';
      rollBacks.close(); // the process ends before it can retry
      await request({ deadline }).perform(stock.adding(5, LOCK));
      const beganAt = Date.now();
      expect(await add(1, LOCK)).toMatchObject({ kind: 'committed', before: 105 });
      expect(Date.now() - beganAt).toBeGreaterThanOrEqual(freeMs);
      // At most 80 ms between two attempts.
      expect(Date.now() - beganAt).toBeLessThanOrEqual(freeMs + 80);
    },
  );

  test('may be sent only while the lease is valid', async () => {
    const seen: (boolean | undefined)[] = [];
    const write = stock.adding(5, LOCK);
    await request().perform({
      ...write,
      send: async (before, sending) => {
        seen.push(sending.maySend?.());
        passTime(REQUEST_MS + 499);
        seen.push(sending.maySend?.());
        passTime(1);
        seen.push(sending.maySend?.());
        return write.send(before, sending);
      },
    });
    expect(seen).toEqual([true, true, false]);
  });

  test('continue after one that failed', async () => {
    stock.failures.push({ error: new TypeError('internal') });
    await expect(add(5, LOCK)).rejects.toThrow('internal');
    expect(await add(1, LOCK)).toMatchObject({ kind: 'committed' });
  });

  test('are not sent if the lock cannot be acquired', async () => {
    records.fails = () => true;
    await expect(add(5, LOCK)).rejects.toThrow(IdempotencyUnavailable);
    expect(stock.sends).toBe(0);
  });

  test('also run one after another if they have keys and are repeated after a lost response', async () => {
    const KEYED = { ...LOCK, key: 'k', endpoint: { path: PATH, effect: 'write' as const } };
    stock.failures.push({ error: lostAnswer() });
    await add(5, KEYED);
    const deadline = new Deadline();
    const repeat = meanwhile(() => {
      setImmediate(() => deadline.end('timeout'));
      return request({ deadline }).perform(stock.adding(5, KEYED));
    });
    await expect(repeat).rejects.toMatchObject({ kind: 'timeout', sent: false });
    expect(stock.sends).toBe(1);
  });
});
