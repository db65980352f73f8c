import { card } from '../../../../src/platform/endpoints/card.js';
import { type Interceptor, keyOf } from '../../../../src/platform/interceptor.js';
import { throughSharedCache } from '../../../../src/platform/interceptors/shared-cache.js';
import type { SharedCache } from '../../../../src/store/store.js';
import { failureOf } from '../../../support/direct-client.js';
import { callOf, failure, refused, replyOf, settled, under } from '../../../support/interceptors.js';

/** A shared cache in memory that keeps its promises. */
class OneCache implements SharedCache {
  readonly values = new Map<string, string>();
  readonly ttls: number[] = [];
  readonly #generations = new Map<string, number>();
  readonly hearsInvalidations = true;

  async get(key: string) {
    return { value: this.values.get(key), generation: this.#generations.get(key) ?? 0 };
  }

  async set(key: string, generation: number, value: string, ttlMs: number) {
    if ((this.#generations.get(key) ?? 0) !== generation) return;
    this.values.set(key, value);
    this.ttls.push(ttlMs);
  }

  async invalidate(key: string) {
    this.#generations.set(key, (this.#generations.get(key) ?? 0) + 1);
    this.values.delete(key);
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
const held = (reply: object) => JSON.stringify({ v: 1, ...reply });

test('a read: told to the other replicas, for as long as it may answer a failure', async () => {
  const { shared, send } = given(ago(0));
  await send(callOf());
  await settled();
  expect(JSON.parse(shared.values.get(KEY) ?? '')).toMatchObject({ answer: { title: 'one' } });
  expect(shared.ttls).toEqual([605 * SECONDS]);
});

test('what another replica read within 5 s: answered without a call, with its own age', async () => {
  const { shared, send, calls } = given(ago(0, 'two'));
  const reply = ago(4);
  shared.values.set(KEY, held(reply));
  expect(await send(callOf())).toEqual(reply);
  expect(calls).toHaveLength(0);
});

test('what another replica read: answered while its clock is up to a minute ahead, and asked for again beyond', async () => {
  const { shared, send, calls } = given(ago(0, 'two'));
  shared.values.set(KEY, held(ago(-59)));
  expect((await send(callOf())).answer.title).toBe('one');
  expect(calls).toHaveLength(0);
  shared.values.set(KEY, held(ago(-3600)));
  expect((await send(callOf())).answer.title).toBe('two');
});

test('what another replica read before: asked for again, and the newer one told', async () => {
  const { shared, send } = given(ago(0, 'two'));
  shared.values.set(KEY, held(ago(6)));
  expect((await send(callOf())).answer.title).toBe('two');
  await settled();
  expect(shared.values.get(KEY)).toContain('two');
});

test('where the platform fails: what another replica read up to 605 s ago', async () => {
  const { shared, send } = given(failure());
  shared.values.set(KEY, held(ago(600)));
  expect((await send(callOf())).answer.title).toBe('one');
  shared.values.set(KEY, held(ago(606)));
  expect(await failureOf(send(callOf()))).toMatchObject({ kind: 'transport' });
});

test.each([{ v: 2 }, { v: undefined }])('a cached value of another version (%j) is a miss', async (version) => {
  const { shared, send } = given(ago(0, 'two'));
  shared.values.set(KEY, held({ ...ago(1), ...version }));
  expect((await send(callOf())).answer.title).toBe('two');
});

test('where the platform refuses: the refusal', async () => {
  const { shared, send } = given(refused(40073));
  shared.values.set(KEY, held(ago(10)));
  expect(await failureOf(send(callOf()))).toMatchObject({ errcode: 40073 });
});

test('a read that began before an invalidation: answers who asked, and is told to nobody', async () => {
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

test('a fresh read, and one of a kind that is not cached: pass', async () => {
  const { shared, send, calls } = given(ago(0, 'two'));
  shared.values.set(KEY, held(ago(1)));
  expect((await send(callOf({ fresh: true }))).answer.title).toBe('two');
  await send(callOf({ endpoint: card.batchget }));
  await settled();
  expect(calls).toHaveLength(2);
  expect(shared.values.size).toBe(1);
});

test.each(['', 'no JSON', '{}', '{"answeredAt":1,"bytes":2,"answer":[]}', '{"answer":{}}', 'null'])(
  'a value that this version does not know, %j: none',
  async (value) => {
    const { shared, send, calls } = given(ago(0, 'two'));
    shared.values.set(KEY, value);
    expect((await send(callOf())).answer.title).toBe('two');
    expect(calls).toHaveLength(1);
  },
);

test('a cache that fails to store: the answer all the same', async () => {
  const { shared, send } = given(ago(0));
  shared.set = () => Promise.reject(new Error('away'));
  await expect(send(callOf())).resolves.toMatchObject({ answer: { title: 'one' } });
  await settled();
});
