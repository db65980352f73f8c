import { createMemoryStore } from '../../../src/store/memory.js';
import { RollBacks } from '../../../src/store/roll-backs.js';
import { type RecordStore, StoreUnavailable } from '../../../src/store/store.js';
import { until } from '../../support/time.js';

const A_MINUTE = 60_000;

let stored: RecordStore;
let isUnavailable: boolean;
let attempts: number;
let rollBacks: RollBacks;
beforeEach(() => {
  stored = createMemoryStore().records;
  isUnavailable = false;
  attempts = 0;
  rollBacks = new RollBacks({
    ...stored,
    get: (key) => stored.get(key),
    compareAndSet: async (...change) => {
      attempts += 1;
      if (isUnavailable) throw new StoreUnavailable('unavailable');
      return stored.compareAndSet(...change);
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

test('removes a record that was written although the store reported a failure', async () => {
  await stored.compareAndSet('key', undefined, 'written', A_MINUTE);
  rollBacks.start(change());
  await until(async () => (await stored.get('key')) === undefined);
});

test('restores the previous record', async () => {
  await stored.compareAndSet('key', undefined, 'written', A_MINUTE);
  rollBacks.start(change({ previous: 'before' }));
  await until(async () => (await stored.get('key')) === 'before');
});

test('does not touch a record of another writer', async () => {
  await stored.compareAndSet('key', undefined, 'of another', A_MINUTE);
  rollBacks.start(change());
  await rollBacks.settle('key');
  expect(await stored.get('key')).toBe('of another');
});

test('removes a record that is written only after the first attempt', async () => {
  rollBacks.start(change());
  await rollBacks.settle('key');
  await stored.compareAndSet('key', undefined, 'written', A_MINUTE);
  await until(async () => (await stored.get('key')) === undefined);
});

test('ends when the record can no longer be written', async () => {
  rollBacks.start(change());
  await new Promise((resolve) => setTimeout(resolve, 1200));
  const before = attempts;
  await rollBacks.settle('key');
  expect(attempts).toBe(before);
});

test('continues while the store is unavailable, and removes the record afterwards', async () => {
  await stored.compareAndSet('key', undefined, 'written', A_MINUTE);
  isUnavailable = true;
  rollBacks.start(change());
  await until(() => attempts >= 3);
  await expect(rollBacks.settle('key')).rejects.toThrow(StoreUnavailable);
  isUnavailable = false;
  await until(async () => (await stored.get('key')) === undefined);
});

test('is abandoned and reported when its time is over', async () => {
  isUnavailable = true;
  const error = await new Promise((resolve) => rollBacks.start(change({ forMs: 50, onGivenUp: resolve })));
  expect(error).toBeInstanceOf(StoreUnavailable);
  isUnavailable = false;
  const before = attempts;
  await rollBacks.settle('key');
  expect(attempts).toBe(before);
});

test('is abandoned immediately if pending roll-backs would exceed 4 Mi characters', async () => {
  isUnavailable = true;
  const abandoned: unknown[] = [];
  const written = 'x'.repeat(1024 * 1024);
  for (let n = 0; n < 4; n += 1) rollBacks.start(change({ key: `${n}`, written, onGivenUp: (e) => abandoned.push(e) }));
  expect(abandoned).toEqual([expect.any(StoreUnavailable)]);
  isUnavailable = false;
  rollBacks.start(change({ onGivenUp: (error) => abandoned.push(error) }));
  expect(abandoned).toHaveLength(1);
});
