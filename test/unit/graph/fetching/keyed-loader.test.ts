import { setImmediate as turn } from 'node:timers/promises';
import { Fetches, KeyedLoader } from '../../../../src/graph/fetching/keyed-loader.js';

/** A thing that arrives when a test says so. */
function arriving<T>() {
  let arrive: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    arrive = resolve;
  });
  return { promise, arrive };
}

describe('a loader of single things', () => {
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

  test('fetches each key once, also for equal keys that are other objects', async () => {
    const { loader, fetched } = given(async ({ id }) => `thing ${id}`);
    const things = await Promise.all(['a', 'b', 'a'].map((id) => loader.load({ id })));
    expect(things).toEqual(['thing a', 'thing b', 'thing a']);
    expect(await loader.load({ id: 'b' })).toBe('thing b');
    expect(fetched).toEqual(['a', 'b']);
  });

  test('answers each thing as it arrives, whatever else is on its way', async () => {
    const slow = arriving<string>();
    const { loader } = given(({ id }) => (id === 'slow' ? slow.promise : Promise.resolve(id)));
    const waiting = loader.load({ id: 'slow' });
    expect(await loader.load({ id: 'quick' })).toBe('quick');
    slow.arrive('at last');
    expect(await waiting).toBe('at last');
  });

  test('hands a failure to everyone who asked, and to no other key', async () => {
    const { loader, fetched } = given(async ({ id }) => {
      if (id === 'bad') throw new Error('lost');
      return id;
    });
    const outcomes = await Promise.allSettled(['bad', 'good', 'bad'].map((id) => loader.load({ id })));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
    expect(fetched).toEqual(['bad', 'good']);
  });

  test('takes a failure that is no Error, and one that is thrown at once', async () => {
    const { loader } = given(({ id }) => {
      if (id === 'at once') throw new Error('at once');
      return Promise.reject('a text');
    });
    await expect(loader.load({ id: 'x' })).rejects.toThrow('a text');
    await expect(loader.load({ id: 'at once' })).rejects.toThrow('at once');
  });

  test('fetches again what it was told to forget, and that alone', async () => {
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

describe('what a request is fetching', () => {
  /** Whether the promise is fulfilled by now. */
  async function isThere(promise: Promise<unknown>): Promise<boolean> {
    let there = false;
    void promise.then(() => {
      there = true;
    });
    for (let turns = 0; turns < 5; turns += 1) await turn();
    return there;
  }

  test('is idle at once where there is nothing', async () => {
    await new Fetches().whenIdle(60_000);
  });

  test('is idle when the last has ended', async () => {
    const fetches = new Fetches();
    fetches.begin();
    fetches.begin();
    const idle = fetches.whenIdle(60_000);
    expect(await isThere(idle)).toBe(false);
    fetches.end();
    expect(await isThere(idle)).toBe(false);
    fetches.end();
    expect(await isThere(idle)).toBe(true);
  });

  test('is not idle while what arrived leads to more', async () => {
    const fetches = new Fetches();
    fetches.begin();
    const idle = fetches.whenIdle(60_000);
    fetches.end();
    queueMicrotask(() => fetches.begin());
    expect(await isThere(idle)).toBe(false);
    fetches.end();
    expect(await isThere(idle)).toBe(true);
  });

  test('is waited for no longer than the patience', async () => {
    const fetches = new Fetches();
    fetches.begin();
    await fetches.whenIdle(5);
    await fetches.whenIdle(0);
  });

  test('of a loader: from the question to its answer or failure', async () => {
    const fetches = new Fetches();
    const there = arriving<string>();
    const fetch = (key: string) => (key === 'there' ? there.promise : Promise.reject(new Error('lost')));
    const loader = new KeyedLoader(fetch, (key) => key, fetches);
    const loaded = Promise.allSettled([loader.load('there'), loader.load('lost')]);
    const idle = fetches.whenIdle(60_000);
    expect(await isThere(idle)).toBe(false);
    there.arrive('x');
    expect(await isThere(idle)).toBe(true);
    expect(await loaded).toMatchObject([{ value: 'x' }, { status: 'rejected' }]);
  });
});
