import { createMemoryStore } from '../../../src/store/memory.js';
import { RetriedRecords } from '../../../src/store/retried-records.js';
import { type RecordStore, StoreUnavailable } from '../../../src/store/store.js';

/** Records whose next operations fail, before or after they were applied. */
function failing(failures: ('before' | 'after')[]): RecordStore {
  const { records } = createMemoryStore();
  const run = async <T>(operation: () => Promise<T>): Promise<T> => {
    const failure = failures.shift();
    if (failure === 'before') throw new StoreUnavailable('not applied');
    const result = await operation();
    if (failure === 'after') throw new StoreUnavailable('not confirmed');
    return result;
  };
  return {
    get: (key) => run(() => records.get(key)),
    compareAndSet: (...change) => run(() => records.compareAndSet(...change)),
    close: async () => undefined,
  };
}

test.each([[['before']], [['after']], [['before', 'before', 'after']]] as const)(
  'a change that fails %j is confirmed by a retry',
  async (failures) => {
    const records = new RetriedRecords(failing([...failures]));
    expect(await records.compareAndSet('key', undefined, 'value', 60_000)).toBe(true);
    expect(await records.get('key')).toBe('value');
    expect(await records.compareAndSet('key', undefined, 'other', 60_000)).toBe(false);
  },
);

test('a store that fails four times in a row is unavailable', async () => {
  const failures: 'before'[] = ['before', 'before', 'before', 'before'];
  await expect(new RetriedRecords(failing(failures)).get('key')).rejects.toMatchObject({ name: 'StoreUnavailable' });
  expect(failures).toEqual([]);
});
