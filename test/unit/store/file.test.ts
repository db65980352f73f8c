import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileStore } from '../../../src/store/file.js';
import { idempotencyKey } from '../../../src/store/keys.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cardgraph-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a folder that is missing: made, for its owner alone', async () => {
  const store = openFileStore(join(folder, 'deep', 'state'));
  expect(statSync(join(folder, 'deep', 'state')).mode & 0o777).toBe(0o700);
  await store.close();
});

test('a store that is opened again: what was reported as set is there', async () => {
  const first = openFileStore(folder);
  await first.records.compareAndSet('key', undefined, 'value', 60_000);
  await first.close();
  const second = openFileStore(folder);
  await expect(second.records.get('key')).resolves.toBe('value');
  await second.close();
});

test.each<[what: string, path: () => string]>([
  ['a file in its place', () => join(folder, 'file')],
  ['a file above it', () => join(folder, 'file', 'state')],
  ['a folder in the place of its file', () => join(folder, 'taken')],
])('%s: an error that says what was expected', (_, path) => {
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'taken', 'records.mdb'), { recursive: true });
  expect(() => openFileStore(path())).toThrow(/^expected a folder that this process can make and write, got /);
});

test('10,000 records that expire while others come: the file does not grow with them', async () => {
  const store = openFileStore(folder);
  const fill = async (from: number) => {
    const value = 'x'.repeat(200);
    await Promise.all(
      Array.from({ length: 2500 }, (_, n) =>
        store.records.compareAndSet(idempotencyKey(`${from} ${n}`), undefined, value, 1),
      ),
    );
  };
  await fill(0);
  await fill(1);
  const size = statSync(join(folder, 'records.mdb')).size;
  await fill(2);
  await fill(3);
  expect(statSync(join(folder, 'records.mdb')).size).toBeLessThan(1.5 * size);
  await store.close();
});
