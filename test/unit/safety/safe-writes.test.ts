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

/** A stock that writes add to, and what was done with it. */
class Stock {
  quantity = 100;
  readonly done: string[] = [];
  /** How long the last write might take, milliseconds. */
  timeoutMs = 0;
  /** The failures of the next writes: with their effect, or without. */
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

/** Records that can be away, for what is to be written or for all. */
class Records implements RecordStore {
  readonly #kept = createMemoryStore().records;
  /** Whether a write of this value, or a read, fails. */
  fails: (value?: string) => boolean = () => false;
  /** Whether the confirmation of such a write is lost. */
  isMute: (value?: string) => boolean = () => false;

  async get(key: string) {
    if (this.fails()) throw new StoreUnavailable('away');
    return this.#kept.get(key);
  }

  async compareAndSet(key: string, expected: string | undefined, value: string | undefined, ttlMs: number) {
    if (this.fails(value ?? 'nothing')) throw new StoreUnavailable('away');
    const isDone = await this.#kept.compareAndSet(key, expected, value, ttlMs);
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

/** The writes of one request. */
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

const add = (increaseBy: number, facts?: Parameters<Stock['adding']>[1]) =>
  request().perform(stock.adding(increaseBy, facts));

describe('a write without a key', () => {
  test('is prepared and sent; what was read before is forgotten around it', async () => {
    expect(await add(5)).toMatchObject({ kind: 'committed', before: 100, result: 105, replayed: false });
    expect(stock.done).toEqual(['prepare', 'invalidate', 'send', 'invalidate']);
  });

  test('needs no records', async () => {
    records.fails = () => true;
    expect(await add(5)).toMatchObject({ kind: 'committed' });
    expect(await add(5)).toMatchObject({ kind: 'committed', before: 105 });
    expect(lost).toEqual([]);
  });

  test('with null for a key: the same', async () => {
    records.fails = () => true;
    expect(await add(5, { input: { idempotencyKey: null } })).toMatchObject({ kind: 'committed' });
  });

  test('that a check stops: not sent', async () => {
    expect(await add(5, { prepare: async () => ({ stop: 'changed' }) })).toEqual({ kind: 'stopped', stop: 'changed' });
    expect(stock.done).toEqual([]);
  });

  test('that is refused: told why', async () => {
    const error = refusal(PATH, 45031, 'stock out of limit');
    stock.failures.push({ error });
    expect(await add(5)).toEqual({ kind: 'refused', before: 100, error, replayed: false });
    expect(stock.done).toEqual(['prepare', 'invalidate', 'send', 'invalidate']);
  });

  test.each([
    ['a daily quota', refusal(PATH, 45009, '')],
    ['a token', refusal(PATH, 40001, '')],
    ['no connection', new PlatformError({ kind: 'transport', endpoint: PATH, sent: false })],
    ['a token that was not answered', new PlatformError({ kind: 'transport', endpoint: '/cgi-bin/stable_token' })],
    ['a fault of ours', new TypeError('of ours')],
  ])('that was not executed for %s: fails by that, and is not looked for', async (_subject, error) => {
    stock.failures.push({ error });
    await expect(add(5)).rejects.toBe(error);
    expect(stock.done).toEqual(['prepare', 'invalidate', 'send', 'invalidate']);
  });

  test('whose answer is lost: committed where its effect shows', async () => {
    stock.failures.push({ error: lostAnswer(), hasEffect: true });
    expect(await add(5)).toMatchObject({ kind: 'committed', before: 100, result: 105, replayed: false });
    expect(stock.done).toEqual(['prepare', 'invalidate', 'send', 'read back', 'invalidate']);
  });

  test('whose answer is lost: unknown where its effect does not show, or cannot be read', async () => {
    const error = lostAnswer();
    stock.failures.push({ error }, { error, hasEffect: true });
    expect(await add(5)).toEqual({ kind: 'unknown', before: 100, replayed: false, error });
    stock.isReadable = false;
    expect(await add(5)).toEqual({ kind: 'unknown', before: 100, replayed: false, error });
    expect(stock.sends).toBe(2);
  });

  test('has three fifths of the time that is left; the rest is for reading back', async () => {
    const deadline = new Deadline();
    deadline.prolong(performance.now() + 1001);
    await request({ deadline }).perform(stock.adding(5));
    expect(stock.timeoutMs).toBe(600);
  });

  test('has a millisecond where no time is left', async () => {
    await request({ deadline: new Deadline() }).perform(stock.adding(5));
    expect(stock.timeoutMs).toBe(1);
  });

  test.each([
    ['answered', undefined],
    ['refused', { error: refusal(PATH, 45031, '') }],
    ['lost', { error: lostAnswer(), hasEffect: true }],
    ['failed', { error: new TypeError('of ours') }],
  ])('whose caller goes away meanwhile: goes on until it is %s', async (_subject, failure) => {
    const deadline = new Deadline();
    if (failure !== undefined) stock.failures.push(failure);
    const write = stock.adding(5);
    const seen: unknown[] = [];
    const asked = request({ deadline }).perform({
      ...write,
      send: async (before, sending) => {
        deadline.cancel();
        seen.push(deadline.ended);
        return write.send(before, sending);
      },
      readBack: async (before) => {
        seen.push(deadline.ended);
        return write.readBack(before);
      },
    });
    await asked.catch(() => undefined);
    expect(seen.every((ended) => ended === undefined)).toBe(true);
    expect(deadline.ended).toBe('cancelled');
  });
});

describe('a repeat with the same key', () => {
  const KEY = { key: 'k' };

  test('is not sent again: what became of the first is told again', async () => {
    await add(5, KEY);
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', before: 100, result: 105, replayed: true });
    expect(stock.sends).toBe(1);
    expect(stock.done).not.toContain('read back');
  });

  test('writes nothing: neither a lock nor a record', async () => {
    await add(5, KEY);
    records.fails = (value) => value !== undefined;
    expect(await add(5, { ...KEY, lock: 'stock:p1' })).toMatchObject({ kind: 'committed', replayed: true });
    expect(lost).toEqual([]);
  });

  test('tells what was kept of the result later', async () => {
    const first = await add(5, KEY);
    await (first as { keep?: (result: number) => Promise<void> }).keep?.(106);
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', before: 100, result: 106, replayed: true });
  });

  test('of a replayed one, whose result is kept anew: the same', async () => {
    await add(5, KEY);
    const repeat = await add(5, KEY);
    await (repeat as { keep?: (result: number) => Promise<void> }).keep?.(107);
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', before: 100, result: 107, replayed: true });
  });

  test('of a refused one: refused in the same words, without a call', async () => {
    stock.failures.push({ error: refusal(PATH, 45031, 'stock out of limit') });
    const first = await add(5, KEY);
    const repeat = await add(5, KEY);
    expect(repeat).toEqual({ ...first, replayed: true });
    expect(repeat).toMatchObject({
      error: { endpoint: PATH, errcode: 45031, errmsg: 'stock out of limit', kind: 'state' },
    });
    expect(stock.sends).toBe(1);
  });

  test('with another input: refused, whatever became of the first', async () => {
    await add(5, KEY);
    expect(await add(6, KEY)).toEqual({ kind: 'key reused' });
    expect(stock.sends).toBe(1);
  });

  test.each<[string, Partial<SafeWritesOptions>, object]>([
    ['account', { account: accountOf('wx2', 'http://platform') }, {}],
    ['platform', { account: accountOf('wx1', 'http://other') }, {}],
    ['caller', { caller: 'till' }, {}],
    ['mutation', {}, { mutation: 'updateCard' }],
  ])('of another %s: a key of its own', async (_subject, options, facts) => {
    await add(5, KEY);
    expect(await request(options).perform(stock.adding(5, { ...KEY, ...facts }))).toMatchObject({ replayed: false });
    expect(stock.sends).toBe(2);
  });

  test('while the first is sent: the key is in use', async () => {
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

  test('at the same time: one of them is sent', async () => {
    const outcomes = await Promise.all([add(5, KEY), add(5, KEY), add(5, KEY)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['committed', 'key in use', 'key in use']);
    expect(stock.sends).toBe(1);
  });

  test.each([
    ['a check stopped it', {}, { prepare: async () => ({ stop: 'changed' }) }],
    ['what is read first failed', {}, { prepare: () => Promise.reject(lostAnswer()) }],
    ['it was not executed', { error: refusal(PATH, 45009, '') }, {}],
  ])('after %s: the key is free, for another input as well', async (_subject, failure, facts) => {
    if ('error' in failure) stock.failures.push(failure);
    await add(5, { ...KEY, ...facts }).catch(() => undefined);
    expect(await add(6, KEY)).toMatchObject({ kind: 'committed', result: 106, replayed: false });
  });

  test('after a fault of ours: the key is in use, since nobody knows what happened', async () => {
    stock.failures.push({ error: new TypeError('of ours'), hasEffect: true });
    await expect(add(5, KEY)).rejects.toThrow('of ours');
    expect(await add(5, KEY)).toEqual({ kind: 'key in use' });
  });
});

describe('a repeat after a lost answer', () => {
  const KEY = { key: 'k' };
  const HARMLESS = { ...KEY, endpoint: { path: PATH, effect: 'write' as const } };

  test('whose effect showed: a success like any other', async () => {
    stock.failures.push({ error: lostAnswer(), hasEffect: true });
    await add(5, KEY);
    stock.done.length = 0;
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', before: 100, result: 105, replayed: true });
    expect(stock.done).toEqual([]);
  });

  test('whose effect shows by now: a success, and kept as one', async () => {
    stock.failures.push({ error: lostAnswer() });
    await add(5, KEY);
    stock.quantity = 105;
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', before: 100, result: 105, replayed: true });
    stock.done.length = 0;
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', result: 105, replayed: true });
    expect(stock.done).toEqual([]);
  });

  test('whose effect does not show, of a call that would do harm twice: never sent again', async () => {
    stock.failures.push({ error: lostAnswer() });
    await add(5, KEY);
    for (let n = 0; n < 2; n += 1) expect(await add(5, KEY)).toEqual({ kind: 'unknown', before: 100, replayed: true });
    expect(stock.sends).toBe(1);
  });

  test('whose effect does not show, of a call that does no harm twice: sent again, as the first time', async () => {
    stock.failures.push({ error: lostAnswer() });
    await add(5, HARMLESS);
    stock.quantity = 200;
    expect(await add(5, HARMLESS)).toMatchObject({ kind: 'committed', before: 200, result: 205, replayed: false });
    expect(await add(5, HARMLESS)).toMatchObject({ kind: 'committed', before: 200, result: 205, replayed: true });
    expect(stock.sends).toBe(2);
  });

  test('that cannot be read back: unknown, and not sent again', async () => {
    stock.failures.push({ error: lostAnswer() });
    await add(5, HARMLESS);
    stock.isReadable = false;
    expect(await add(5, HARMLESS)).toEqual({ kind: 'unknown', before: 100, replayed: true });
    expect(stock.sends).toBe(1);
  });
});

describe('a record that a dead process left', () => {
  const KEY = { key: 'k', endpoint: { path: PATH, effect: 'write' as const } };

  /** It dies after its call left, before it could keep what became of it. */
  async function dying(hasEffect: boolean): Promise<void> {
    records.fails = (value) => /committed|unknown/.test(value ?? '');
    stock.failures.push(...(hasEffect ? [] : [{ error: lostAnswer() }]));
    await add(5, KEY);
    records.fails = () => false;
    stock.done.length = 0;
  }

  test('is in use until its request and five seconds are over', async () => {
    await dying(true);
    passTime(REQUEST_MS + CRASHED_AFTER_MS - 1);
    expect(await add(5, KEY)).toEqual({ kind: 'key in use' });
    expect(stock.done).toEqual([]);
    passTime(1);
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', before: 100, result: 105, replayed: true });
    expect(stock.done).toEqual(['read back']);
  });

  test('is not in use for longer because the clock was set back by an hour', async () => {
    await dying(true);
    passTime(-3_600_000);
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', before: 100, result: 105, replayed: true });
  });

  test('is settled once: what the read-back told is kept', async () => {
    await dying(true);
    passTime(REQUEST_MS + CRASHED_AFTER_MS);
    await add(5, KEY);
    stock.done.length = 0;
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', result: 105, replayed: true });
    expect(stock.done).toEqual([]);
  });

  test('is unknown where no effect shows: what left may still arrive', async () => {
    await dying(false);
    passTime(REQUEST_MS + CRASHED_AFTER_MS);
    expect(await add(5, KEY)).toEqual({ kind: 'unknown', before: 100, replayed: true });
    expect(stock.sends).toBe(0);
    expect(await add(5, KEY)).toMatchObject({ kind: 'committed', replayed: false });
  });
});

describe('records that cannot be reached', () => {
  const KEY = { key: 'k' };

  test.each([
    ['at all', () => true],
    ['as the write is about to leave', (value?: string) => value !== undefined],
  ])('%s: a write with a key is not sent', async (_subject, fails) => {
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
  ])('when it is %s: that is told all the same, and that it could not be kept', async (state, error, outcome) => {
    records.fails = (value) => value?.includes(`"${state}"`) ?? false;
    if (error !== undefined) stock.failures.push({ error });
    expect(await add(5, KEY)).toMatchObject(outcome);
    expect(lost).toEqual([expect.any(StoreUnavailable)]);
  });

  test('frees the key in the background when the store failed to free it, and returns the reason at once', async () => {
    records.fails = (value) => value === 'nothing';
    const error = refusal(PATH, 45009, '');
    stock.failures.push({ error });
    await expect(add(5, KEY)).rejects.toBe(error);
    records.fails = () => false;
    expect(await add(6, KEY)).toMatchObject({ kind: 'committed', result: 106, replayed: false });
    expect(lost).toEqual([]);
  });

  test('reports a key that could not be freed until its record counts as crashed', async () => {
    records.fails = (value) => value === 'nothing';
    stock.failures.push({ error: refusal(PATH, 45009, '') });
    const began = Date.now();
    await expect(add(5, KEY)).rejects.toThrow();
    await until(() => lost.length > 0);
    expect(lost).toEqual([expect.any(StoreUnavailable)]);
    expect(Date.now() - began).toBeGreaterThanOrEqual(REQUEST_MS + CRASHED_AFTER_MS);
  });

  describe('whose intent record was written although the store reported a failure', () => {
    /** The record arrives; its confirmation does not. */
    function losingTheConfirmation(): void {
      records.isMute = (value) => value?.includes('"intent"') ?? false;
    }

    test('reports that nothing was done, and a repeat is sent exactly once', async () => {
      losingTheConfirmation();
      await expect(add(5, KEY)).rejects.toThrow(IdempotencyUnavailable);
      records.isMute = () => false;
      expect(await add(5, KEY)).toMatchObject({ kind: 'committed', result: 105, replayed: false });
      expect(await add(5, KEY)).toMatchObject({ kind: 'committed', result: 105, replayed: true });
      expect(stock.sends).toBe(1);
    });

    test('rolls the record back in the background, so that another replica can use the key', async () => {
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

    test('restores the record of an earlier attempt whose outcome is unknown', async () => {
      const HARMLESS = { ...KEY, endpoint: { path: PATH, effect: 'write' as const } };
      stock.failures.push({ error: lostAnswer() });
      expect(await add(5, HARMLESS)).toMatchObject({ kind: 'unknown' });
      losingTheConfirmation();
      await expect(add(5, HARMLESS)).rejects.toThrow(IdempotencyUnavailable);
      records.isMute = () => false;
      stock.isReadable = false;
      expect(await add(5, HARMLESS)).toEqual({ kind: 'unknown', before: 100, replayed: true });
    });

    test('reports the store as unavailable, not the key as in use, while the record cannot be rolled back', async () => {
      losingTheConfirmation();
      await expect(add(5, KEY)).rejects.toThrow(IdempotencyUnavailable);
      records.fails = (value) => value !== undefined;
      await expect(add(5, KEY)).rejects.toThrow(IdempotencyUnavailable);
    });
  });

  test.each([
    ['as a key is looked for', (value?: string) => value === undefined],
    ['as an outcome is kept', (value?: string) => value?.includes('"committed"') ?? false],
  ])('for a fault of ours, %s: it is not taken for their absence', async (_subject, fails) => {
    records.fails = (value) => {
      if (fails(value)) throw new TypeError('of ours');
      return false;
    };
    await expect(add(5, KEY)).rejects.toThrow('of ours');
    expect(lost).toEqual([]);
  });
});

describe('writes of one name', () => {
  const LOCK = { lock: 'stock:p1' };

  /** What happens while a write with this lock is on its way. */
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

  test('at once: each reads what the one before left', async () => {
    const outcomes = await Promise.all([1, 2, 3].map((increaseBy) => add(increaseBy, LOCK)));
    expect(outcomes.every(({ kind }) => kind === 'committed')).toBe(true);
    expect(stock.quantity).toBe(106);
  });

  test.each<[string, Partial<SafeWritesOptions>, object]>([
    ['name', {}, { lock: 'stock:p2' }],
    ['account', { account: accountOf('wx2', 'http://platform') }, LOCK],
    ['platform', { account: accountOf('wx1', 'http://other') }, LOCK],
    ['kind, without a name', {}, {}],
  ])('and one of another %s: at once', async (_subject, options, facts) => {
    expect(await meanwhile(() => request(options).perform(stock.adding(1, facts)))).toMatchObject({
      kind: 'committed',
    });
  });

  test.each(['timeout', 'cancelled'] as const)('wait for each other no longer than until %s', async (end) => {
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
    'that one had %s for and could not give back: wait for half a second after it',
    async (_subject, leftMs, freeMs) => {
      const deadline = new Deadline();
      deadline.prolong(performance.now() + leftMs);
      records.fails = (value) => value === 'nothing';
      rollBacks.close(); // the process ends before it can try again
      await request({ deadline }).perform(stock.adding(5, LOCK));
      const beganAt = Date.now();
      expect(await add(1, LOCK)).toMatchObject({ kind: 'committed', before: 105 });
      expect(Date.now() - beganAt).toBeGreaterThanOrEqual(freeMs);
      // Between two tries, 80 ms at the most.
      expect(Date.now() - beganAt).toBeLessThanOrEqual(freeMs + 80);
    },
  );

  test('may leave only while the lease is held', async () => {
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

  test('go on after one that failed', async () => {
    stock.failures.push({ error: new TypeError('of ours') });
    await expect(add(5, LOCK)).rejects.toThrow('of ours');
    expect(await add(1, LOCK)).toMatchObject({ kind: 'committed' });
  });

  test('where nobody can tell whose turn it is: not sent', async () => {
    records.fails = () => true;
    await expect(add(5, LOCK)).rejects.toThrow(IdempotencyUnavailable);
    expect(stock.sends).toBe(0);
  });

  test('with keys, repeated after a lost answer: in turn as well', async () => {
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
