import { Deadline } from '../../../../src/deadline.js';
import { createLog } from '../../../../src/log.js';
import { card } from '../../../../src/platform/endpoints/card.js';
import { code as codes } from '../../../../src/platform/endpoints/code.js';
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

/** A platform with some codes; a look-up waits while it is held. */
class Looked {
  /** The codes that were called for. */
  readonly calls: unknown[] = [];
  readonly #limit: CodeLookupLimit;
  #held: (() => void)[] | undefined;

  constructor(limits: Partial<CodeLookupRates>, scripts?: SharedScripts) {
    this.#limit = new CodeLookupLimit({ codePerMinute: undefined, codeMissesPerMinute: 60, ...limits }, scripts);
  }

  readonly #platform: Dispatch = async ({ code }) => {
    this.calls.push(code);
    if (this.#held !== undefined) await new Promise<void>((go) => this.#held?.push(go));
    if (code?.startsWith('none')) throw NOT_FOUND();
    if (code?.startsWith('fails')) throw new PlatformError({ kind: 'transport', endpoint: PATH });
    return replyOf();
  };

  hold(): void {
    this.#held = [];
  }

  /** Lets the oldest look-up that is held go on. */
  async next(): Promise<void> {
    this.#held?.shift()?.();
    await settled();
  }

  of(account = ACCOUNT): Dispatch {
    return this.#limit.interceptorFor(account)(this.#platform);
  }

  /** `found`, the kind of a failure, or how long to wait. */
  async look(code: string, caller = 'one', account?: typeof ACCOUNT, deadline?: Deadline): Promise<unknown> {
    try {
      await this.of(account)(lookUpOf(code, caller, deadline));
      return 'found';
    } catch (error) {
      const { kind, retryAfterSeconds } = error as PlatformError;
      return retryAfterSeconds === undefined ? kind : `${kind} for ${retryAfterSeconds}`;
    }
  }

  async lookAt(...asked: string[]): Promise<unknown[]> {
    const outcomes = [];
    for (const code of asked) outcomes.push(await this.look(code));
    return outcomes;
  }
}

describe('look-ups of a caller that find nothing', () => {
  test('as many as the rate are called, no more: also not of codes that exist', async () => {
    const looked = new Looked({ codeMissesPerMinute: 2 });
    expect(await looked.lookAt('none1', 'none2', 'none3', 'good')).toEqual([
      'notFound',
      'notFound',
      'rateLimited for 60',
      'rateLimited for 60',
    ]);
    expect(looked.calls).toEqual(['none1', 'none2']);
  });

  test('are refused as calls that were not sent', async () => {
    const looked = new Looked({ codeMissesPerMinute: 1 });
    await looked.look('none1');
    const refused = looked.of()(lookUpOf('none2'));
    await expect(refused).rejects.toMatchObject({ name: 'PlatformError', endpoint: PATH, sent: false });
  });

  test('are forgotten when the minute is over', async () => {
    const looked = new Looked({ codeMissesPerMinute: 1 });
    await looked.look('none1');
    passTime(59_000);
    expect(await looked.look('good')).toBe('rateLimited for 1');
    passTime(1001);
    expect(await looked.look('good')).toBe('found');
  });

  test('are those of this caller alone', async () => {
    const looked = new Looked({ codeMissesPerMinute: 1 });
    await looked.look('none1', 'one');
    expect(await looked.look('good', 'two')).toBe('found');
    expect(await looked.look('good', 'one')).toMatch('rateLimited');
  });

  test('are those of whatever account', async () => {
    const looked = new Looked({ codeMissesPerMinute: 1 });
    await looked.look('none1', 'one');
    expect(await looked.look('good', 'one', { ...ACCOUNT, appid: 'wx2' })).toMatch('rateLimited');
  });

  test('are no failures of another kind, and none of what is found', async () => {
    const looked = new Looked({ codeMissesPerMinute: 1 });
    expect(await looked.lookAt('fails', 'fails', 'good', 'good', 'good')).toEqual([
      'transport',
      'transport',
      'found',
      'found',
      'found',
    ]);
  });

  test('side by side: no more are under way than may still miss', async () => {
    const looked = new Looked({ codeMissesPerMinute: 3 });
    await looked.look('none0');
    looked.hold();
    const asked = ['none1', 'none2', 'none3', 'none4'].map((code) => looked.look(code));
    await settled();
    expect(looked.calls).toEqual(['none0', 'none1', 'none2']);
    await looked.next();
    await looked.next();
    expect(await Promise.all(asked)).toEqual(['notFound', 'notFound', 'rateLimited for 60', 'rateLimited for 60']);
    expect(looked.calls).toHaveLength(3);
  });

  test('side by side, of codes that exist: all get through, one as another is done', async () => {
    const looked = new Looked({ codeMissesPerMinute: 2 });
    looked.hold();
    const asked = ['a', 'b', 'c', 'd', 'e'].map((code) => looked.look(code));
    await settled();
    for (const inFlight of [2, 3, 4, 5, 5]) {
      expect(looked.calls).toHaveLength(inFlight);
      await looked.next();
    }
    expect(await Promise.all(asked)).toEqual(Array(5).fill('found'));
  });

  test('side by side, as a minute ends: as many as may miss from then on', async () => {
    const looked = new Looked({ codeMissesPerMinute: 3 });
    await looked.lookAt('none1', 'none2');
    looked.hold();
    const asked = ['a', 'b', 'c', 'd', 'e'].map((code) => looked.look(code));
    await settled();
    expect(looked.calls.slice(2)).toEqual(['a']);
    passTime(60_001);
    await looked.next();
    expect(looked.calls.slice(2)).toEqual(['a', 'b', 'c', 'd']);
    for (let n = 0; n < 4; n += 1) await looked.next();
    expect(await Promise.all(asked)).toEqual(Array(5).fill('found'));
  });

  test('side by side: who waits leaves when its deadline ends, and keeps nobody from going on', async () => {
    const looked = new Looked({ codeMissesPerMinute: 1 });
    looked.hold();
    const deadline = new Deadline();
    const asked = [looked.look('a'), looked.look('b', 'one', ACCOUNT, deadline), looked.look('c')];
    await settled();
    deadline.end('cancelled');
    expect(await asked[1]).toBe('cancelled');
    await looked.next();
    expect(looked.calls).toEqual(['a', 'c']);
    await looked.next();
    expect(await Promise.all(asked)).toEqual(['found', 'cancelled', 'found']);
  });

  test('side by side, some of them: who waits gets through as long as one may still miss', async () => {
    const looked = new Looked({ codeMissesPerMinute: 2 });
    looked.hold();
    const asked = ['none1', 'a', 'b', 'fails', 'c'].map((code) => looked.look(code));
    await settled();
    for (let n = 0; n < 5; n += 1) await looked.next();
    expect(await Promise.all(asked)).toEqual(['notFound', 'found', 'found', 'transport', 'found']);
  });
});

describe('calls about one code', () => {
  test('as many as the rate are made, whoever asks; of another code or account: others', async () => {
    const looked = new Looked({ codePerMinute: 2 });
    expect([await looked.look('a', 'one'), await looked.look('a', 'two')]).toEqual(['found', 'found']);
    expect(await looked.look('a', 'three')).toBe('rateLimited for 60');
    expect(looked.calls).toHaveLength(2);
    expect(await looked.look('b', 'one')).toBe('found');
    expect(await looked.look('a', 'one', { ...ACCOUNT, appid: 'wx2' })).toBe('found');
    expect(await looked.look('a', 'one', { ...ACCOUNT, baseUrl: 'http://other' })).toBe('found');
  });

  test('that are refused count for no caller', async () => {
    const looked = new Looked({ codePerMinute: 1, codeMissesPerMinute: 2 });
    expect(await looked.lookAt('none1', 'none1', 'none1', 'good')).toEqual([
      'notFound',
      'rateLimited for 60',
      'rateLimited for 60',
      'found',
    ]);
  });

  test('without a rate: as many as are asked for', async () => {
    const looked = new Looked({});
    expect(new Set(await looked.lookAt(...Array(100).fill('good')))).toEqual(new Set(['found']));
  });
});

describeWithRedis('look-ups of a caller in two replicas that find nothing', () => {
  test('count together: each sees those of the other within a second', async () => {
    const redis = await TestRedis.start();
    const stores = [createRedisStore(redis.url, SILENT), createRedisStore(redis.url, SILENT)];
    try {
      await until(() => stores.every(({ scripts }) => scripts?.isReady));
      const [one, other] = stores.map(({ scripts }) => new Looked({ codeMissesPerMinute: 2 }, scripts));
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

test('calls that name no code: not limited', async () => {
  const looked = new Looked({ codePerMinute: 1, codeMissesPerMinute: 1 });
  await looked.look('none1');
  for (let n = 0; n < 3; n += 1) {
    const call = { ...callOf({ endpoint: card.get }), caller: { name: 'one', admitted: false } };
    await expect(looked.of()(call)).resolves.toBeDefined();
  }
});

test('fails a look-up that would wait at once if its deadline has ended, and lets the others go on', async () => {
  const looked = new Looked({ codeMissesPerMinute: 1 });
  looked.hold();
  const first = looked.look('a');
  await settled();
  const deadline = new Deadline();
  deadline.cancel();
  expect(await looked.look('b', 'one', ACCOUNT, deadline)).toBe('cancelled');
  const third = looked.look('c');
  await looked.next();
  await looked.next();
  expect(await Promise.all([first, third])).toEqual(['found', 'found']);
});

test('passes its turn on if its deadline ends just as it is woken', async () => {
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
    // After the one in which `a` is done and wakes `b`, and before the one in which `b` goes on.
    queueMicrotask(() => queueMicrotask(() => deadline.cancel()));
    return replyOf();
  });
  const asked = [send(lookUpOf('a')), send(lookUpOf('b', 'one', deadline)), send(lookUpOf('c'))];
  const outcomes = Promise.allSettled(asked);
  await settled();
  release();
  await settled();
  expect(called).toEqual(['a', 'c']);
  expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
