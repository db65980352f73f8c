import { SealedRecords } from '../../../src/component/sealed-records.js';
import { createMemoryStore } from '../../../src/store/memory.js';
import { InterruptedRecords } from '../../support/third-party-replica.js';

const secret = { reveal: () => 'PLANTED-SECRET' };
const TTL_MS = 60_000;

const increment = (value: Readonly<Record<string, unknown>> | undefined) => ({ count: Number(value?.count ?? 0) + 1 });

test('concurrent changes by several replicas are all applied', async () => {
  const { records } = createMemoryStore();
  const replicas = [1, 2, 3, 4].map(() => new SealedRecords(records, secret));
  const changes = replicas.flatMap((replica) =>
    Array.from({ length: 50 }, () => replica.change('key', TTL_MS, increment)),
  );
  expect(await Promise.all(changes)).toEqual(Array(200).fill(true));
  expect((await replicas[0]?.read('key'))?.value).toMatchObject({ count: 200 });
});

test('a change that leaves the record as it is writes nothing', async () => {
  const { records } = createMemoryStore();
  const sealed = new SealedRecords(records, secret);
  await sealed.change('key', TTL_MS, increment);
  const raw = await records.get('key');
  expect(await sealed.change('key', TTL_MS, () => undefined)).toBe(false);
  expect(await records.get('key')).toBe(raw);
});

test('a record that was copied from another key cannot be read', async () => {
  const { records } = createMemoryStore();
  const sealed = new SealedRecords(records, secret);
  await sealed.change('key', TTL_MS, increment);
  await records.compareAndSet('other', undefined, await records.get('key'), TTL_MS);
  expect((await sealed.read('other')).value).toBeUndefined();
});

test('only the version that was read is replaced', async () => {
  const sealed = new SealedRecords(createMemoryStore().records, secret);
  const read = await sealed.read('key');
  await sealed.change('key', TTL_MS, increment);
  expect(await sealed.replace('key', read, { count: 9 }, TTL_MS)).toBe(false);
  expect((await sealed.read('key')).value).toMatchObject({ count: 1 });
});

test('changes that wait while the store is unavailable are rejected, and later ones are applied', async () => {
  const records = new InterruptedRecords(createMemoryStore().records);
  const sealed = new SealedRecords(records, secret);
  records.isAvailable = false;
  const changes = [sealed.change('key', TTL_MS, increment), sealed.change('key', TTL_MS, increment)];
  for (const change of changes) await expect(change).rejects.toMatchObject({ name: 'StoreUnavailable' });
  records.isAvailable = true;
  await sealed.change('key', TTL_MS, increment);
  expect((await sealed.read('key')).value).toMatchObject({ count: 1 });
});
