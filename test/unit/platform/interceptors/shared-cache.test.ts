import { card } from '../../../../src/platform/endpoints/card.js';
import { type Interceptor, keyOf } from '../../../../src/platform/interceptor.js';
import { throughSharedCache } from '../../../../src/platform/interceptors/shared-cache.js';
import type { SharedCache } from '../../../../src/store/store.js';
import { failureOf } from '../../../support/direct-client.js';
import { callOf, failure, refused, replyOf, settled, under } from '../../../support/interceptors.js';

/** A shared cache in memory. */
class OneCache implements SharedCache {
  readonly values = new Map<string, string>();
  readonly ttls: number[] = [];
  readonly #generations = new Map<string, number>();
  readonly receivesInvalidations = true;

  async get(key: string, group = '') {
    return {
      value: this.values.get(key),
      generation: this.#generations.get(key) ?? 0,
      groupGeneration: this.#generations.get(group) ?? 0,
    };
  }

  async set(key: string, generation: number, value: string, ttlMs: number) {
    if ((this.#generations.get(key) ?? 0) !== generation) return;
    this.values.set(key, value);
    this.ttls.push(ttlMs);
  }

  async invalidate(key: string) {
    this.#generations.set(key, (this.#generations.get(key) ?? 0) + 1);
    this.values.delete(key);
    return true;
  }

  onInvalidate() {}
}

const KEY = keyOf(callOf());
const SECONDS = 1000;

function given(...outcomes: Parameters<typeof under> extends [Interceptor, ...infer Rest] ? Rest : never) {
  const shared = new OneCache();
  return { shared, ...under(throughSharedCache(shared), ...outcomes) };
}

const ago = (seconds: number, title = 'one') => replyOf({ title }, Date.now() - seconds * SECONDS);
const stored = (reply: object) => JSON.stringify({ v: 1, ...reply });

test('shares a read with other replicas for the time that it may be served on errors', async () => {
  const { shared, send } = given(ago(0));
  await send(callOf());
  await settled();
  expect(JSON.parse(shared.values.get(KEY) ?? '')).toMatchObject({ answer: { title: 'one' } });
  expect(shared.ttls).toEqual([605 * SECONDS]);
});

test('serves a response that another replica read within 5 s without a call, with its original age', async () => {
  const { shared, send, calls } = given(ago(0, 'two'));
  const reply = ago(4);
  shared.values.set(KEY, stored(reply));
  expect(await send(callOf())).toEqual(reply);
  expect(calls).toHaveLength(0);
});

test('serves a response of another replica whose clock is up to a minute ahead, but not more', async () => {
  const { shared, send, calls } = given(ago(0, 'two'));
  shared.values.set(KEY, stored(ago(-59)));
  expect((await send(callOf())).answer.title).toBe('one');
  expect(calls).toHaveLength(0);
  shared.values.set(KEY, stored(ago(-3600)));
  expect((await send(callOf())).answer.title).toBe('two');
});

test('replaces a response of another replica that is older than 5 s', async () => {
  const { shared, send } = given(ago(0, 'two'));
  shared.values.set(KEY, stored(ago(6)));
  expect((await send(callOf())).answer.title).toBe('two');
  await settled();
  expect(shared.values.get(KEY)).toContain('two');
});

test('serves a response that another replica read up to 605 s ago if the platform fails', async () => {
  const { shared, send } = given(failure());
  shared.values.set(KEY, stored(ago(600)));
  expect((await send(callOf())).answer.title).toBe('one');
  shared.values.set(KEY, stored(ago(606)));
  expect(await failureOf(send(callOf()))).toMatchObject({ kind: 'transport' });
});

test.each([{ v: 2 }, { v: undefined }])('treats a cached value of another version (%j) as a miss', async (version) => {
  const { shared, send } = given(ago(0, 'two'));
  shared.values.set(KEY, stored({ ...ago(1), ...version }));
  expect((await send(callOf())).answer.title).toBe('two');
});

test('passes on a rejection by the platform instead of a stale response', async () => {
  const { shared, send } = given(refused(40073));
  shared.values.set(KEY, stored(ago(10)));
  expect(await failureOf(send(callOf()))).toMatchObject({ errcode: 40073 });
});

test('does not share a read that started before an invalidation', async () => {
  const shared = new OneCache();
  const { send } = under((next) =>
    throughSharedCache(shared)(async (call) => {
      const reply = await next(call);
      await shared.invalidate(KEY);
      return reply;
    }),
  );
  await send(callOf());
  await settled();
  expect(shared.values.size).toBe(0);
});

test('passes fresh reads and reads without a TTL through', async () => {
  const { shared, send, calls } = given(ago(0, 'two'));
  shared.values.set(KEY, stored(ago(1)));
  expect((await send(callOf({ fresh: true }))).answer.title).toBe('two');
  await send(callOf({ endpoint: card.batchget }));
  await settled();
  expect(calls).toHaveLength(2);
  expect(shared.values.size).toBe(1);
});

test.each(['', 'no JSON', '{}', '{"answeredAt":1,"bytes":2,"answer":[]}', '{"answer":{}}', 'null'])(
  'treats the malformed value %j as a miss',
  async (value) => {
    const { shared, send, calls } = given(ago(0, 'two'));
    shared.values.set(KEY, value);
    expect((await send(callOf())).answer.title).toBe('two');
    expect(calls).toHaveLength(1);
  },
);

test('returns the response even if storing it fails', async () => {
  const { shared, send } = given(ago(0));
  shared.set = () => Promise.reject(new Error('unavailable'));
  await expect(send(callOf())).resolves.toMatchObject({ answer: { title: 'one' } });
  await settled();
});
