import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import lmdb = require('lmdb');

import { openFileStore } from '../../../src/store/file.js';
import { idempotencyKey } from '../../../src/store/keys.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cardgraph-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a missing folder is created, accessible only to its owner', async () => {
  const store = openFileStore(join(folder, 'deep', 'state'));
  expect(statSync(join(folder, 'deep', 'state')).mode & 0o777).toBe(0o700);
  await store.close();
});

test('a written record is there after the store is reopened', async () => {
  const first = openFileStore(folder);
  await first.records.compareAndSet('key', undefined, 'value', 60_000);
  await first.close();
  const second = openFileStore(folder);
  await expect(second.records.get('key')).resolves.toBe('value');
  await second.close();
});

describe('changes that share a transaction', () => {
  const change = ({ records }: ReturnType<typeof openFileStore>, n: number) =>
    records.compareAndSet(`key ${n}`, undefined, 'value', 60_000);
  const changeMany = (store: ReturnType<typeof openFileStore>) =>
    Promise.all(Array.from({ length: 16 }, (_, n) => change(store, n)));

  test('are made, each once', async () => {
    const store = openFileStore(folder);
    await changeMany(store);
    const again = [16, 16, 17].map((n) => change(store, n));
    expect(await Promise.all(again)).toEqual([true, false, true]);
    await store.close();
  });

  test('are read by the same process, although nothing has waited for them', async () => {
    const store = openFileStore(folder);
    void changeMany(store);
    void change(store, 16);
    expect(await store.records.get('key 16')).toBe('value');
    void store.records.compareAndSet('key 16', 'value', 'later', 60_000);
    expect(await store.records.get('key 16')).toBe('later');
    await store.close();
  });

  test('are on disk when the store is closed before their transaction has started', async () => {
    const first = openFileStore(folder);
    await changeMany(first);
    void change(first, 16);
    await first.close();
    const second = openFileStore(folder);
    await expect(second.records.get('key 16')).resolves.toBe('value');
    await second.close();
  });
});

test.each<[what: string, path: () => string]>([
  ['a file at its path', () => join(folder, 'file')],
  ['a file as its parent', () => join(folder, 'file', 'state')],
  ['a folder at the path of the records file', () => join(folder, 'taken')],
])('%s causes an error with the expectation', (_, path) => {
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'taken', 'records.mdb'), { recursive: true });
  expect(() => openFileStore(path())).toThrow(/^expected a folder that this process can create and write, got /);
});

describe('a wall clock that is set back by an hour', () => {
  const setBack = () => {
    const now = Date.now();
    const startedAt = performance.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now - 3_600_000 + (performance.now() - startedAt));
  };
  afterEach(() => jest.restoreAllMocks());

  test('prolongs a record by at most its lifetime, counted from the next attempt to change it', async () => {
    const store = openFileStore(folder);
    await store.records.compareAndSet('lease', undefined, 'of a crashed process', 100);
    setBack();
    expect(await store.records.compareAndSet('lease', undefined, 'mine', 100)).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 110));
    expect(await store.records.compareAndSet('lease', undefined, 'mine', 100)).toBe(true);
    await store.close();
  });

  test('expires no record early', async () => {
    const store = openFileStore(folder);
    await store.records.compareAndSet('key', undefined, 'original', 200);
    setBack();
    await store.records.compareAndSet('key', undefined, 'another', 200);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await store.records.get('key')).toBe('original');
    await store.close();
  });

  test('does not change a record of version 0.1.0, which has no lifetime', async () => {
    const old = lmdb.open<unknown, string>({ path: join(folder, 'records.mdb'), overlappingSync: false });
    await old.put('key', { value: 'old', endsAt: Date.now() + 60_000 });
    await old.close();
    const store = openFileStore(folder);
    expect(await store.records.get('key')).toBe('old');
    setBack();
    expect(await store.records.compareAndSet('key', undefined, 'new', 60_000)).toBe(false);
    expect(await store.records.compareAndSet('key', 'old', 'new', 60_000)).toBe(true);
    await store.close();
  });
});

test('the file does not grow with expired records', async () => {
  const store = openFileStore(folder);
  const fill = async (from: number) => {
    const value = 'x'.repeat(200);
    const write = (n: number) => store.records.compareAndSet(idempotencyKey(`${from} ${n}`), undefined, value, 1);
    // In parts, each of which a slow disk writes within the timeout.
    for (let n = 0; n < 2500; n += 250) await Promise.all(Array.from({ length: 250 }, (_, part) => write(n + part)));
  };
  await fill(0);
  await fill(1);
  const size = statSync(join(folder, 'records.mdb')).size;
  await fill(2);
  await fill(3);
  expect(statSync(join(folder, 'records.mdb')).size).toBeLessThan(1.5 * size);
  await store.close();
});
