import { createMemoryStore } from '../../../src/store/memory.js';
import { RollBacks } from '../../../src/store/roll-backs.js';
import { type RecordStore, StoreUnavailable } from '../../../src/store/store.js';
import { until } from '../../support/time.js';

const A_MINUTE = 60_000;

let kept: RecordStore;
let isAway: boolean;
let tries: number;
let rollBacks: RollBacks;
beforeEach(() => {
  kept = createMemoryStore().records;
  isAway = false;
  tries = 0;
  rollBacks = new RollBacks({
    ...kept,
    get: (key) => kept.get(key),
    compareAndSet: async (...change) => {
      tries += 1;
      if (isAway) throw new StoreUnavailable('away');
      return kept.compareAndSet(...change);
    },
  });
});
afterEach(() => rollBacks.close());

const change = (facts: Partial<Parameters<RollBacks['start']>[0]> = {}) => ({
  key: 'key',
  written: 'written',
  previous: undefined,
  ttlMs: A_MINUTE,
  forMs: A_MINUTE,
  ...facts,
});

test('removes a record that was written although its store reported a failure', async () => {
  await kept.compareAndSet('key', undefined, 'written', A_MINUTE);
  rollBacks.start(change());
  await until(async () => (await kept.get('key')) === undefined);
});

test('restores the record that was there before', async () => {
  await kept.compareAndSet('key', undefined, 'written', A_MINUTE);
  rollBacks.start(change({ previous: 'before' }));
  await until(async () => (await kept.get('key')) === 'before');
});

test('leaves a record alone that somebody else wrote', async () => {
  await kept.compareAndSet('key', undefined, 'of another', A_MINUTE);
  rollBacks.start(change());
  await rollBacks.settle('key');
  expect(await kept.get('key')).toBe('of another');
});

test('removes a record that is written only after the first try', async () => {
  rollBacks.start(change());
  await rollBacks.settle('key');
  await kept.compareAndSet('key', undefined, 'written', A_MINUTE);
  await until(async () => (await kept.get('key')) === undefined);
});

test('ends when the record could no longer be written', async () => {
  rollBacks.start(change());
  await new Promise((resolve) => setTimeout(resolve, 1200));
  const before = tries;
  await rollBacks.settle('key');
  expect(tries).toBe(before);
});

test('goes on while the store is away, and removes the record when it is back', async () => {
  await kept.compareAndSet('key', undefined, 'written', A_MINUTE);
  isAway = true;
  rollBacks.start(change());
  await until(() => tries >= 3);
  await expect(rollBacks.settle('key')).rejects.toThrow(StoreUnavailable);
  isAway = false;
  await until(async () => (await kept.get('key')) === undefined);
});

test('is given up, and says so, when its time is over', async () => {
  isAway = true;
  const error = await new Promise((resolve) => rollBacks.start(change({ forMs: 50, onGivenUp: resolve })));
  expect(error).toBeInstanceOf(StoreUnavailable);
  isAway = false;
  const before = tries;
  await rollBacks.settle('key');
  expect(tries).toBe(before);
});

test('pending ones hold at most 4 Mi characters: one more is given up at once', async () => {
  isAway = true;
  const givenUp: unknown[] = [];
  const written = 'x'.repeat(1024 * 1024);
  for (let n = 0; n < 4; n += 1) rollBacks.start(change({ key: `${n}`, written, onGivenUp: (e) => givenUp.push(e) }));
  expect(givenUp).toEqual([expect.any(StoreUnavailable)]);
  isAway = false;
  rollBacks.start(change({ onGivenUp: (error) => givenUp.push(error) }));
  expect(givenUp).toHaveLength(1);
});
