import { Deadline } from '../../../../src/deadline.js';
import { createLog } from '../../../../src/log.js';
import { card } from '../../../../src/platform/endpoints/card.js';
import { code as codes } from '../../../../src/platform/endpoints/code.js';
import { deposit } from '../../../../src/platform/endpoints/deposit.js';
import { PlatformError, refusal } from '../../../../src/platform/errors.js';
import type { Dispatch } from '../../../../src/platform/interceptor.js';
import { CodeLookupLimit, type CodeLookupRates } from '../../../../src/platform/interceptors/code-lookup-limit.js';
import { createRedisStore } from '../../../../src/store/redis.js';
import type { SharedScripts } from '../../../../src/store/store.js';
import { callOf, replyOf, settled } from '../../../support/interceptors.js';
import { describeWithRedis, TestRedis } from '../../../support/redis.js';
import { movableTime, passTime, realTime, until } from '../../../support/time.js';

const PATH = codes.get.path;
const ACCOUNT = { appid: 'wx1', baseUrl: 'http://platform' };
const SILENT = createLog({ level: 'silent' });
const NOT_FOUND = () => refusal(PATH, 40056, '');

beforeEach(movableTime);
afterEach(realTime);

const lookUpOf = (code: string, name = 'one', deadline?: Deadline) => ({
  ...callOf({ endpoint: codes.get, ...(deadline && { deadline }) }),
  code,
  caller: { name, admitted: false },
});

/** A platform with some codes behind the limit. After `hold()`, look-ups wait for `next()`. */
class LimitedPlatform {
  /** The codes of the calls that were sent. */
  readonly calls: unknown[] = [];
  readonly #limit: CodeLookupLimit;
  #waiting: (() => void)[] | undefined;

  constructor(limits: Partial<CodeLookupRates>, scripts?: SharedScripts) {
    this.#limit = new CodeLookupLimit({ codePerMinute: undefined, codeMissesPerMinute: 60, ...limits }, scripts);
  }

  readonly #respond: Dispatch = async ({ code, codes: several }) => {
    this.calls.push(code ?? several?.join(' '));
    if (this.#waiting !== undefined) await new Promise<void>((go) => this.#waiting?.push(go));
    if (code?.startsWith('none')) throw NOT_FOUND();
    if (code?.startsWith('fails')) throw new PlatformError({ kind: 'transport', endpoint: PATH });
    return { ...replyOf(), answer: { exist_code: several?.filter((one) => !one.startsWith('none')) } };
  };

  hold(): void {
    this.#waiting = [];
  }

  /** Resumes the oldest waiting look-up. */
  async next(): Promise<void> {
    this.#waiting?.shift()?.();
    await settled();
  }

  of(account = ACCOUNT): Dispatch {
    return this.#limit.interceptorFor(account)(this.#respond);
  }

  /** Returns `found`, the kind of the error, or the kind with `retryAfterSeconds`. */
  async look(code: string, caller = 'one', account?: typeof ACCOUNT, deadline?: Deadline): Promise<unknown> {
    try {
      await this.of(account)(lookUpOf(code, caller, deadline));
      return 'found';
    } catch (error) {
      const { kind, retryAfterSeconds } = error as PlatformError;
      return retryAfterSeconds === undefined ? kind : `${kind} for ${retryAfterSeconds}`;
    }
  }

  /** Looks up several codes with one call. Returns `done` or the kind of the error. */
  async check(...several: string[]): Promise<unknown> {
    const call = { ...callOf({ endpoint: deposit.check }), codes: several, caller: { name: 'one', admitted: false } };
    return this.of()(call).then(
      () => 'done',
      ({ kind }: PlatformError) => kind,
    );
  }

  async lookAt(...codes: string[]): Promise<unknown[]> {
    const outcomes = [];
    for (const code of codes) outcomes.push(await this.look(code));
    return outcomes;
  }
}

describe('code look-ups of a caller that find nothing', () => {
  test('block all further look-ups beyond the limit, including those of existing codes', async () => {
    const platform = new LimitedPlatform({ codeMissesPerMinute: 2 });
    expect(await platform.lookAt('none1', 'none2', 'none3', 'good')).toEqual([
      'notFound',
      'notFound',
      'rateLimited for 60',
      'rateLimited for 60',
    ]);
    expect(platform.calls).toEqual(['none1', 'none2']);
  });

  test('are rejected as unsent beyond the limit', async () => {
    const platform = new LimitedPlatform({ codeMissesPerMinute: 1 });
    await platform.look('none1');
    const refused = platform.of()(lookUpOf('none2'));
    await expect(refused).rejects.toMatchObject({ name: 'PlatformError', endpoint: PATH, sent: false });
  });

  test('are reset when the minute is over', async () => {
    const platform = new LimitedPlatform({ codeMissesPerMinute: 1 });
    await platform.look('none1');
    passTime(59_000);
    expect(await platform.look('good')).toBe('rateLimited for 1');
    passTime(1001);
    expect(await platform.look('good')).toBe('found');
  });

  test('are counted per caller', async () => {
    const platform = new LimitedPlatform({ codeMissesPerMinute: 1 });
    await platform.look('none1', 'one');
    expect(await platform.look('good', 'two')).toBe('found');
    expect(await platform.look('good', 'one')).toMatch('rateLimited');
  });

  test('are counted across accounts', async () => {
    const platform = new LimitedPlatform({ codeMissesPerMinute: 1 });
    await platform.look('none1', 'one');
    expect(await platform.look('good', 'one', { ...ACCOUNT, appid: 'wx2' })).toMatch('rateLimited');
  });

  test('do not include other failures and existing codes', async () => {
    const platform = new LimitedPlatform({ codeMissesPerMinute: 1 });
    expect(await platform.lookAt('fails', 'fails', 'good', 'good', 'good')).toEqual([
      'transport',
      'transport',
      'found',
      'found',
      'found',
    ]);
  });

  test('in parallel are limited to the number of misses left', async () => {
    const platform = new LimitedPlatform({ codeMissesPerMinute: 3 });
    await platform.look('none0');
    platform.hold();
    const lookUps = ['none1', 'none2', 'none3', 'none4'].map((code) => platform.look(code));
    await settled();
    expect(platform.calls).toEqual(['none0', 'none1', 'none2']);
    await platform.next();
    await platform.next();
    expect(await Promise.all(lookUps)).toEqual(['notFound', 'notFound', 'rateLimited for 60', 'rateLimited for 60']);
    expect(platform.calls).toHaveLength(3);
  });

  test('in parallel wait for each other but all complete if the codes exist', async () => {
    const platform = new LimitedPlatform({ codeMissesPerMinute: 2 });
    platform.hold();
    const lookUps = ['a', 'b', 'c', 'd', 'e'].map((code) => platform.look(code));
    await settled();
    for (const inFlight of [2, 3, 4, 5, 5]) {
      expect(platform.calls).toHaveLength(inFlight);
      await platform.next();
    }
    expect(await Promise.all(lookUps)).toEqual(Array(5).fill('found'));
  });

  test('in parallel may use the limit of the new minute once it starts', async () => {
    const platform = new LimitedPlatform({ codeMissesPerMinute: 3 });
    await platform.lookAt('none1', 'none2');
    platform.hold();
    const lookUps = ['a', 'b', 'c', 'd', 'e'].map((code) => platform.look(code));
    await settled();
    expect(platform.calls.slice(2)).toEqual(['a']);
    passTime(60_001);
    await platform.next();
    expect(platform.calls.slice(2)).toEqual(['a', 'b', 'c', 'd']);
    for (let n = 0; n < 4; n += 1) await platform.next();
    expect(await Promise.all(lookUps)).toEqual(Array(5).fill('found'));
  });

  test('in parallel leave the wait when their deadline ends, without blocking the others', async () => {
    const platform = new LimitedPlatform({ codeMissesPerMinute: 1 });
    platform.hold();
    const deadline = new Deadline();
    const lookUps = [platform.look('a'), platform.look('b', 'one', ACCOUNT, deadline), platform.look('c')];
    await settled();
    deadline.end('cancelled');
    expect(await lookUps[1]).toBe('cancelled');
    await platform.next();
    expect(platform.calls).toEqual(['a', 'c']);
    await platform.next();
    expect(await Promise.all(lookUps)).toEqual(['found', 'cancelled', 'found']);
  });

  test('in parallel let waiting look-ups proceed while one miss is left', async () => {
    const platform = new LimitedPlatform({ codeMissesPerMinute: 2 });
    platform.hold();
    const lookUps = ['none1', 'a', 'b', 'fails', 'c'].map((code) => platform.look(code));
    await settled();
    for (let n = 0; n < 5; n += 1) await platform.next();
    expect(await Promise.all(lookUps)).toEqual(['notFound', 'found', 'found', 'transport', 'found']);
  });
});

describe('a call that looks up several codes', () => {
  test('counts each code that does not exist as a miss', async () => {
    const platform = new LimitedPlatform({ codeMissesPerMinute: 3 });
    expect(await platform.check('none1', 'a', 'none2')).toBe('done');
    expect(await platform.lookAt('none3', 'good')).toEqual(['notFound', 'rateLimited for 60']);
  });

  test('counts no miss if all codes exist', async () => {
    const platform = new LimitedPlatform({ codeMissesPerMinute: 2 });
    for (let n = 0; n < 3; n += 1) expect(await platform.check('a', 'b')).toBe('done');
    expect(await platform.look('good')).toBe('found');
  });

  test('is rejected once the limit is reached', async () => {
    const platform = new LimitedPlatform({ codeMissesPerMinute: 2 });
    await platform.check('none1', 'none2');
    expect(await platform.check('a')).toBe('rateLimited');
    expect(platform.calls).toEqual(['none1 none2']);
  });

  test('with more codes than misses left is sent by itself, and exceeds the limit only once', async () => {
    const platform = new LimitedPlatform({ codeMissesPerMinute: 3 });
    platform.hold();
    const lookUps = [
      platform.look('a'),
      platform.check('none1', 'none2', 'none3', 'none4'),
      platform.check('none5', 'none6', 'none7', 'none8'),
      platform.look('b'),
    ];
    await settled();
    expect(platform.calls).toEqual(['a', 'b']);
    await platform.next();
    await platform.next();
    await platform.next();
    expect(await Promise.all(lookUps)).toEqual(['found', 'done', 'rateLimited', 'found']);
    expect(platform.calls).toEqual(['a', 'b', 'none1 none2 none3 none4']);
  });

  test('waits until its codes are at most as many as the misses left', async () => {
    const platform = new LimitedPlatform({ codeMissesPerMinute: 3 });
    platform.hold();
    const lookUps = [platform.check('a', 'b'), platform.check('c', 'd'), platform.check('e')];
    await settled();
    expect(platform.calls).toEqual(['a b', 'e']);
    await platform.next();
    expect(platform.calls).toEqual(['a b', 'e', 'c d']);
    await platform.next();
    await platform.next();
    expect(await Promise.all(lookUps)).toEqual(['done', 'done', 'done']);
  });

  test('counts as a call that names each of the codes', async () => {
    const platform = new LimitedPlatform({ codePerMinute: 1 });
    expect(await platform.check('a', 'b')).toBe('done');
    expect(await platform.look('b')).toMatch('rateLimited');
    expect(await platform.check('c', 'a')).toBe('rateLimited');
  });
});

describe('calls that name the same code', () => {
  test('are limited across callers, but separately per code and account', async () => {
    const platform = new LimitedPlatform({ codePerMinute: 2 });
    expect([await platform.look('a', 'one'), await platform.look('a', 'two')]).toEqual(['found', 'found']);
    expect(await platform.look('a', 'three')).toBe('rateLimited for 60');
    expect(platform.calls).toHaveLength(2);
    expect(await platform.look('b', 'one')).toBe('found');
    expect(await platform.look('a', 'one', { ...ACCOUNT, appid: 'wx2' })).toBe('found');
    expect(await platform.look('a', 'one', { ...ACCOUNT, baseUrl: 'http://other' })).toBe('found');
  });

  test('do not count as misses of a caller when they are rejected', async () => {
    const platform = new LimitedPlatform({ codePerMinute: 1, codeMissesPerMinute: 2 });
    expect(await platform.lookAt('none1', 'none1', 'none1', 'good')).toEqual([
      'notFound',
      'rateLimited for 60',
      'rateLimited for 60',
      'found',
    ]);
  });

  test('are unlimited without a limit', async () => {
    const platform = new LimitedPlatform({});
    expect(new Set(await platform.lookAt(...Array(100).fill('good')))).toEqual(new Set(['found']));
  });
});

describeWithRedis('code look-ups of a caller in two replicas that find nothing', () => {
  test('are counted together, and each replica sees those of the other within a second', async () => {
    const redis = await TestRedis.start();
    const stores = [createRedisStore(redis.url, SILENT), createRedisStore(redis.url, SILENT)];
    try {
      await until(() => stores.every(({ scripts }) => scripts?.isReady));
      const [one, other] = stores.map(({ scripts }) => new LimitedPlatform({ codeMissesPerMinute: 2 }, scripts));
      expect(await other?.look('good')).toBe('found');
      expect(await one?.lookAt('none1', 'none2')).toEqual(['notFound', 'notFound']);
      passTime(500);
      expect(await other?.look('good')).toBe('found');
      passTime(500);
      expect(await other?.look('good')).toMatch('rateLimited');
    } finally {
      await Promise.all(stores.map((store) => store.close()));
      await redis.close();
    }
  });
});

test('calls without a code are not limited', async () => {
  const platform = new LimitedPlatform({ codePerMinute: 1, codeMissesPerMinute: 1 });
  await platform.look('none1');
  for (let n = 0; n < 3; n += 1) {
    const call = { ...callOf({ endpoint: card.get }), caller: { name: 'one', admitted: false } };
    await expect(platform.of()(call)).resolves.toBeDefined();
  }
});

test('a look-up that would wait fails immediately if its deadline has ended, without blocking the others', async () => {
  const platform = new LimitedPlatform({ codeMissesPerMinute: 1 });
  platform.hold();
  const first = platform.look('a');
  await settled();
  const deadline = new Deadline();
  deadline.cancel();
  expect(await platform.look('b', 'one', ACCOUNT, deadline)).toBe('cancelled');
  const third = platform.look('c');
  await platform.next();
  await platform.next();
  expect(await Promise.all([first, third])).toEqual(['found', 'found']);
});

test('a look-up whose deadline ends just as it is woken wakes the next one', async () => {
  const limit = new CodeLookupLimit({ codePerMinute: undefined, codeMissesPerMinute: 1 }, undefined);
  const deadline = new Deadline();
  const called: unknown[] = [];
  let release = () => {};
  const send = limit.interceptorFor(ACCOUNT)(async ({ code }) => {
    called.push(code);
    if (code !== 'a') return replyOf();
    await new Promise<void>((go) => {
      release = go;
    });
    // After the microtask in which `a` ends and wakes `b`, and before the one in which `b` resumes.
    queueMicrotask(() => queueMicrotask(() => deadline.cancel()));
    return replyOf();
  });
  const lookUps = [send(lookUpOf('a')), send(lookUpOf('b', 'one', deadline)), send(lookUpOf('c'))];
  const outcomes = Promise.allSettled(lookUps);
  await settled();
  release();
  await settled();
  expect(called).toEqual(['a', 'c']);
  expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
