import { createResponseCache } from '../../../../src/platform/cache/memory-cache.js';
import { card } from '../../../../src/platform/endpoints/card.js';
import { keyOf } from '../../../../src/platform/interceptor.js';
import { ResponseCacheInterceptor } from '../../../../src/platform/interceptors/response-cache.js';
import { failureOf } from '../../../support/direct-client.js';
import { Behind, callOf, failure, refused, replyOf, settled, TestClock } from '../../../support/interceptors.js';

const TIMES = { fresh: 5, staleWhileRevalidate: 60, staleIfError: 600, notFound: 2 };

function given(options: { isUpToDate?: () => boolean } = {}) {
  const clock = new TestClock();
  const behind = new Behind();
  const cache = new ResponseCacheInterceptor({
    cache: createResponseCache(1_000_000),
    refreshMs: 1000,
    isUpToDate: () => true,
    now: clock.now,
    ...options,
  });
  const send = cache.interceptor(behind.send);
  const title = async (facts = {}) => (await send(callOf(facts))).answer.title;
  const answer = (text: string, at = clock.time) => behind.answer(replyOf({ title: text }, at));
  /** Makes a read that reaches the platform. */
  const read = async (text: string, facts = {}) => {
    const reading = send(callOf(facts));
    answer(text);
    return reading;
  };
  return { clock, behind, cache, send, title, answer, read };
}

test('card/get is cached with the specified times, and no other card call is cached', () => {
  expect(card.get.cache).toEqual(TIMES);
  expect(Object.values(card).filter(({ cache }) => cache !== undefined)).toEqual([card.get]);
});

describe('a cached response', () => {
  test('younger than 5 s is served as the same object, not marked as stale', async () => {
    const { clock, behind, cache, send, read } = given();
    const first = await read('one');
    clock.pass(4999);
    const again = await send(callOf());
    expect(again).toBe(first);
    expect(cache.ageOf(again.answer)).toBeUndefined();
    expect(behind.calls).toHaveLength(1);
  });

  test('from before the clock was set back by an hour is not served, not even as stale', async () => {
    const { clock, send, title, answer, read, behind } = given();
    await read('one');
    clock.pass(-3_600_000);
    const reading = title();
    answer('two');
    expect(await reading).toBe('two');
    clock.pass(-3_600_000);
    const failing = failureOf(send(callOf()));
    behind.fail(failure());
    expect(await failing).toMatchObject({ kind: 'transport' });
  });

  test('aged 5 to 65 s is served immediately, marked as stale, and refreshed by one background call', async () => {
    const { clock, behind, cache, send, title, answer, read } = given();
    await read('one');
    clock.pass(5000);
    const stale = await send(callOf());
    await Promise.all(Array.from({ length: 10 }, () => title()));
    expect(stale.answer.title).toBe('one');
    expect(cache.ageOf(stale.answer)).toBe(5);
    clock.pass(1900);
    expect(cache.ageOf(stale.answer)).toBe(6);
    expect(behind.calls).toHaveLength(2);
    answer('two');
    await settled();
    expect(await title()).toBe('two');
    expect(behind.calls).toHaveLength(2);
  });

  test('is served again if its refresh fails, and the next read retries the refresh', async () => {
    const { clock, behind, title, read } = given();
    await read('one');
    clock.pass(30_000);
    await title();
    behind.fail(failure());
    await settled();
    expect(await title()).toBe('one');
    expect(behind.calls).toHaveLength(3);
    behind.fail(failure());
    await settled();
  });

  test('older than 65 s is not served, and the read waits for the platform', async () => {
    const { clock, behind, read, cache } = given();
    await read('one');
    clock.pass(65_000);
    const reply = await read('two');
    expect(reply.answer.title).toBe('two');
    expect(cache.ageOf(reply.answer)).toBeUndefined();
    expect(behind.calls).toHaveLength(2);
  });

  test.each([
    ['a lost response', () => failure()],
    ['an open breaker', () => failure({ sent: false, retryAfterSeconds: 1 })],
    ['-1', () => refused(-1)],
    ['a quota', () => refused(45009)],
    ['a timeout', () => failure({ kind: 'timeout' })],
    ['a full queue', () => failure({ kind: 'overloaded', sent: false })],
  ])('up to 605 s old is served, marked as stale, if the platform fails with %s', async (_, error) => {
    const { clock, behind, cache, send, read } = given();
    await read('one');
    clock.pass(604_999);
    const reading = send(callOf());
    behind.fail(error());
    const { answer } = await reading;
    expect(answer.title).toBe('one');
    expect(cache.ageOf(answer)).toBe(604);
    clock.pass(1);
    const tooLate = failureOf(send(callOf()));
    behind.fail(failure());
    await tooLate;
  });

  test('that is served instead of a failure is not marked as stale if another read has just stored it', async () => {
    const { clock, behind, cache, send } = given();
    const failing = send(callOf());
    const fresh = send(callOf({ fresh: true }));
    behind.answerNewest(replyOf({ title: 'one' }, clock.time));
    await fresh;
    behind.fail(failure());
    const { answer } = await failing;
    expect(answer.title).toBe('one');
    expect(cache.ageOf(answer)).toBeUndefined();
  });

  test.each([
    ['a rejection', refused(40078)],
    ['a configuration error', refused(40164)],
    ['a disconnected client', failure({ kind: 'cancelled' })],
  ])('is not served if the platform fails with %s', async (_, error) => {
    const { clock, behind, send, read } = given();
    await read('one');
    clock.pass(100_000);
    const reading = failureOf(send(callOf()));
    behind.fail(error);
    expect(await reading).toBe(error);
  });
});

describe('a failure', () => {
  test.each([-1, 45009, 40078, 987654])('with errcode %i is not cached', async (errcode) => {
    const { behind, send } = given();
    for (let n = 0; n < 2; n += 1) {
      const reading = failureOf(send(callOf()));
      behind.fail(refused(errcode));
      await reading;
    }
    expect(behind.calls).toHaveLength(2);
  });

  test('for an unknown id is cached for 2 s', async () => {
    const { clock, behind, send, read } = given();
    const reading = failureOf(send(callOf()));
    behind.fail(refused(40073));
    await reading;
    clock.pass(1999);
    expect(await failureOf(send(callOf()))).toMatchObject({ kind: 'notFound', errcode: 40073 });
    expect(behind.calls).toHaveLength(1);
    clock.pass(1);
    expect((await read('new')).answer.title).toBe('new');
  });

  test('for an id that existed before replaces the old response, which is not served on later failures', async () => {
    const { clock, behind, send, read } = given();
    await read('one');
    clock.pass(100_000);
    const gone = failureOf(send(callOf()));
    behind.fail(refused(40073));
    await gone;
    clock.pass(3000);
    const reading = failureOf(send(callOf()));
    behind.fail(failure());
    expect(await reading).toMatchObject({ kind: 'transport' });
  });
});

describe('a fresh read', () => {
  test('bypasses the cache, and its response is cached', async () => {
    const { behind, title, read } = given();
    await read('one');
    expect((await read('two', { fresh: true })).answer.title).toBe('two');
    expect(await title()).toBe('two');
    expect(behind.calls).toHaveLength(2);
  });

  test('that fails returns the failure, never a cached response', async () => {
    const { behind, send, read } = given();
    await read('one');
    const reading = failureOf(send(callOf({ fresh: true })));
    behind.fail(failure());
    expect(await reading).toMatchObject({ kind: 'transport' });
  });

  test('is not replaced in the cache by an older read that ends later', async () => {
    const { clock, behind, title, answer } = given();
    const older = title();
    const newer = title({ fresh: true });
    behind.answerNewest(replyOf({ title: 'new' }, clock.time));
    expect(await newer).toBe('new');
    answer('old');
    expect(await older).toBe('old');
    expect(await title()).toBe('new');
    expect(behind.calls).toHaveLength(2);
  });
});

describe('an invalidation', () => {
  test('evicts a cached response', async () => {
    const { behind, cache, read } = given();
    await read('one');
    cache.invalidate(keyOf(callOf()));
    await read('two');
    expect(behind.calls).toHaveLength(2);
  });

  test('prevents an in-flight read from being cached, although its caller gets the response', async () => {
    const { cache, title, answer, read } = given();
    const reading = title();
    cache.invalidate(keyOf(callOf()));
    answer('old');
    expect(await reading).toBe('old');
    expect((await read('new')).answer.title).toBe('new');
    expect(await title()).toBe('new');
  });

  test('prevents a slow read from restoring the old value after a newer read', async () => {
    const { clock, behind, cache, title, answer } = given();
    const slow = title();
    cache.invalidate(keyOf(callOf()));
    const readBack = title({ fresh: true });
    behind.answerNewest(replyOf({ title: 'new' }, clock.time));
    expect(await readBack).toBe('new');
    answer('old');
    expect(await slow).toBe('old');
    expect(await title()).toBe('new');
  });

  test('prevents an in-flight background refresh from being cached', async () => {
    const { clock, cache, title, answer, read } = given();
    await read('old');
    clock.pass(10_000);
    await title();
    cache.invalidate(keyOf(callOf()));
    answer('still old');
    await settled();
    expect((await read('new')).answer.title).toBe('new');
  });

  test('prevents an in-flight not-found response from being cached', async () => {
    const { behind, cache, send, read } = given();
    const reading = failureOf(send(callOf()));
    cache.invalidate(keyOf(callOf()));
    behind.fail(refused(40073));
    await reading;
    expect((await read('new')).answer.title).toBe('new');
  });

  test('evicts only the card that it names', async () => {
    const { behind, cache, title, read } = given();
    await read('one');
    await read('two', { id: 'p2' });
    await read('other account', { appid: 'wxother' });
    cache.invalidate(keyOf(callOf()));
    expect(await title({ id: 'p2' })).toBe('two');
    expect(await title({ appid: 'wxother' })).toBe('other account');
    expect(behind.calls).toHaveLength(3);
  });

  test('without a key evicts all entries and prevents in-flight reads from being cached', async () => {
    const { behind, cache, title, answer, read } = given();
    await read('one');
    const reading = title({ id: 'p2' });
    cache.invalidateAll();
    answer('old');
    await reading;
    await read('new');
    await read('new', { id: 'p2' });
    expect(behind.calls).toHaveLength(4);
  });

  test('prevents the old response from being served on a later failure', async () => {
    const { behind, cache, send, read } = given();
    await read('one');
    cache.invalidate(keyOf(callOf()));
    const reading = failureOf(send(callOf()));
    behind.fail(failure());
    expect(await reading).toMatchObject({ kind: 'transport' });
  });
});

test('while invalidations are not received, reads reach the platform, and cached responses are served only on failures', async () => {
  let isUpToDate = true;
  const { behind, cache, send, read } = given({ isUpToDate: () => isUpToDate });
  await read('one');
  isUpToDate = false;
  expect((await read('two')).answer.title).toBe('two');
  const reading = send(callOf());
  behind.fail(failure());
  expect((await reading).answer.title).toBe('two');
  expect(cache.ageOf((await reading).answer)).toBe(0);
  expect(behind.calls).toHaveLength(3);
});

test('the cache stays within its size limit by evicting the least recently used entries', async () => {
  const responses = createResponseCache(100_000);
  const behind = new Behind();
  const cache = new ResponseCacheInterceptor({ cache: responses, refreshMs: 1000, isUpToDate: () => true });
  const send = cache.interceptor(behind.send);
  const long = 'x'.repeat(10_000);
  for (let n = 0; n < 20; n += 1) {
    const reading = send(callOf({ id: `p${n}` }));
    behind.answer(replyOf({ long }));
    await reading;
    if (n > 0) await send(callOf({ id: `p${n - 1}` }));
  }
  expect(responses.calculatedSize).toBeLessThanOrEqual(100_000);
  expect(responses.size).toBe(4);
  expect([...responses.keys()].map((key) => /p\d+/.exec(key)?.[0])).toEqual(['p18', 'p19', 'p17', 'p16']);
});

test('calls that are not cacheable pass through', async () => {
  const { behind, send } = given();
  for (const endpoint of [card.batchget, card.update, card.batchget, card.update]) {
    const sending = send(callOf({ endpoint }));
    behind.answer();
    await sending;
  }
  expect(behind.calls).toHaveLength(4);
});
