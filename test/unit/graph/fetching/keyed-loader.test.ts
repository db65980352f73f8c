import { setImmediate as turn } from 'node:timers/promises';
import { Fetches, KeyedLoader } from '../../../../src/graph/fetching/keyed-loader.js';

/** A promise that the test resolves. */
function deferred<T>() {
  let arrive: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    arrive = resolve;
  });
  return { promise, arrive };
}

describe('KeyedLoader', () => {
  function given(fetch: (key: { id: string }) => Promise<string>) {
    const fetched: string[] = [];
    const loader = new KeyedLoader<{ id: string }, string>(
      (key) => {
        fetched.push(key.id);
        return fetch(key);
      },
      ({ id }) => id,
      new Fetches(),
    );
    return { loader, fetched };
  }

  test('fetches each key once, even if equal keys are different objects', async () => {
    const { loader, fetched } = given(async ({ id }) => `thing ${id}`);
    const things = await Promise.all(['a', 'b', 'a'].map((id) => loader.load({ id })));
    expect(things).toEqual(['thing a', 'thing b', 'thing a']);
    expect(await loader.load({ id: 'b' })).toBe('thing b');
    expect(fetched).toEqual(['a', 'b']);
  });

  test('resolves each value when it arrives, independent of fetches in flight', async () => {
    const slow = deferred<string>();
    const { loader } = given(({ id }) => (id === 'slow' ? slow.promise : Promise.resolve(id)));
    const waiting = loader.load({ id: 'slow' });
    expect(await loader.load({ id: 'quick' })).toBe('quick');
    slow.arrive('at last');
    expect(await waiting).toBe('at last');
  });

  test('rejects every load of a key whose fetch fails, and no other key', async () => {
    const { loader, fetched } = given(async ({ id }) => {
      if (id === 'bad') throw new Error('lost');
      return id;
    });
    const outcomes = await Promise.allSettled(['bad', 'good', 'bad'].map((id) => loader.load({ id })));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
    expect(fetched).toEqual(['bad', 'good']);
  });

  test('rejects with a failure that is not an Error, and with one that is thrown synchronously', async () => {
    const { loader } = given(({ id }) => {
      if (id === 'at once') throw new Error('at once');
      return Promise.reject('a text');
    });
    await expect(loader.load({ id: 'x' })).rejects.toThrow('a text');
    await expect(loader.load({ id: 'at once' })).rejects.toThrow('at once');
  });

  test('fetches a cleared key again, and no other key', async () => {
    const { loader, fetched } = given(async ({ id }) => id);
    await Promise.all([loader.load({ id: 'a' }), loader.load({ id: 'b' })]);
    loader.clear({ id: 'a' });
    await Promise.all([loader.load({ id: 'a' }), loader.load({ id: 'b' })]);
    expect(fetched).toEqual(['a', 'b', 'a']);
    loader.clearAll();
    await Promise.all([loader.load({ id: 'a' }), loader.load({ id: 'b' })]);
    expect(fetched).toEqual(['a', 'b', 'a', 'a', 'b']);
  });
});

describe('Fetches', () => {
  /** Returns whether the promise is fulfilled within a few turns of the event loop. */
  async function isFulfilled(promise: Promise<unknown>): Promise<boolean> {
    let fulfilled = false;
    void promise.then(() => {
      fulfilled = true;
    });
    for (let turns = 0; turns < 5; turns += 1) await turn();
    return fulfilled;
  }

  test('is idle immediately if no fetch is in flight', async () => {
    await new Fetches().whenIdle(60_000);
  });

  test('is idle when the last fetch has ended', async () => {
    const fetches = new Fetches();
    fetches.begin();
    fetches.begin();
    const idle = fetches.whenIdle(60_000);
    expect(await isFulfilled(idle)).toBe(false);
    fetches.end();
    expect(await isFulfilled(idle)).toBe(false);
    fetches.end();
    expect(await isFulfilled(idle)).toBe(true);
  });

  test('is not idle while a completed fetch starts another', async () => {
    const fetches = new Fetches();
    fetches.begin();
    const idle = fetches.whenIdle(60_000);
    fetches.end();
    queueMicrotask(() => fetches.begin());
    expect(await isFulfilled(idle)).toBe(false);
    fetches.end();
    expect(await isFulfilled(idle)).toBe(true);
  });

  test('is waited for at most the given time', async () => {
    const fetches = new Fetches();
    fetches.begin();
    await fetches.whenIdle(5);
    await fetches.whenIdle(0);
  });

  test('counts a fetch of a loader from its start until it succeeds or fails', async () => {
    const fetches = new Fetches();
    const there = deferred<string>();
    const fetch = (key: string) => (key === 'there' ? there.promise : Promise.reject(new Error('lost')));
    const loader = new KeyedLoader(fetch, (key) => key, fetches);
    const loaded = Promise.allSettled([loader.load('there'), loader.load('lost')]);
    const idle = fetches.whenIdle(60_000);
    expect(await isFulfilled(idle)).toBe(false);
    there.arrive('x');
    expect(await isFulfilled(idle)).toBe(true);
    expect(await loaded).toMatchObject([{ value: 'x' }, { status: 'rejected' }]);
  });
});
