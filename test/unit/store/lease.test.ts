import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Deadline } from '../../../src/deadline.js';
import { takeLease, withLease } from '../../../src/store/lease.js';
import { createMemoryStore } from '../../../src/store/memory.js';
import { type RecordStore, StoreUnavailable } from '../../../src/store/store.js';

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const deadlines: Deadline[] = [];
afterEach(() => {
  for (const deadline of deadlines.splice(0)) deadline.close();
});

function within(ms: number): Deadline {
  const deadline = new Deadline(ms);
  deadlines.push(deadline);
  return deadline;
}

const givenRecords = () => createMemoryStore().records;

const bound = (records: RecordStore): RecordStore => ({
  get: (key) => records.get(key),
  compareAndSet: (...change) => records.compareAndSet(...change),
  close: () => records.close(),
});

describe('withLease', () => {
  test('runs 20 concurrent callers one at a time', async () => {
    const records = givenRecords();
    const seen = { running: 0, most: 0, runs: 0 };
    await Promise.all(
      Array.from({ length: 20 }, () =>
        withLease(records, 'lease', 5000, within(5000), async ({ isValid }) => {
          expect(isValid).toBe(true);
          seen.running += 1;
          seen.most = Math.max(seen.most, seen.running);
          await sleep(2);
          seen.running -= 1;
          seen.runs += 1;
        }),
      ),
    );
    expect(seen).toEqual({ running: 0, most: 1, runs: 20 });
  });

  test('runs callers with different keys at the same time', async () => {
    const records = givenRecords();
    await withLease(records, 'one', 5000, within(1000), () =>
      withLease(records, 'other', 5000, within(20), async () => undefined),
    );
  });

  test('returns the result of the function and releases the lease, even after a failure', async () => {
    const records = givenRecords();
    await expect(withLease(records, 'lease', 5000, within(20), async () => 'done')).resolves.toBe('done');
    const failing = withLease(records, 'lease', 5000, within(20), () => Promise.reject(new Error('failed')));
    await expect(failing).rejects.toThrow('failed');
    await expect(records.get('lease')).resolves.toBeUndefined();
  });

  test.each(['timeout', 'cancelled'] as const)('does not run if the deadline ends first (%s)', async (end) => {
    const records = givenRecords();
    await takeLease(records, 'lease', 5000);
    const deadline = within(end === 'timeout' ? 30 : 5000);
    const run = jest.fn();
    const waiting = withLease(records, 'lease', 5000, deadline, run);
    if (end === 'cancelled') setTimeout(() => deadline.cancel(), 30);
    const before = Date.now();
    await expect(waiting).rejects.toMatchObject({ name: 'LeaseNotFree', end });
    expect(Date.now() - before).toBeLessThan(2500);
    expect(run).not.toHaveBeenCalled();
  });

  test('runs after the lease of a crashed holder has expired', async () => {
    const records = givenRecords();
    await takeLease(records, 'lease', 60);
    const before = performance.now();
    await withLease(records, 'lease', 5000, within(5000), async () => undefined);
    expect(performance.now() - before).toBeGreaterThan(50);
  });

  test('does not run if the store is unavailable', async () => {
    const run = jest.fn();
    const records: RecordStore = {
      get: () => Promise.reject(new StoreUnavailable('unavailable')),
      compareAndSet: () => Promise.reject(new StoreUnavailable('unavailable')),
      close: async () => undefined,
    };
    await expect(withLease(records, 'lease', 5000, within(1000), run)).rejects.toThrow(StoreUnavailable);
    expect(run).not.toHaveBeenCalled();
  });

  test('releases a lease that was taken although the response was lost', async () => {
    const records = givenRecords();
    const lossy: RecordStore = {
      ...records,
      async compareAndSet(key, expected, value, ttlMs) {
        const replaced = await records.compareAndSet(key, expected, value, ttlMs);
        if (value !== undefined) throw new StoreUnavailable('the response was lost');
        return replaced;
      },
    };
    await expect(withLease(lossy, 'lease', 5000, within(1000), async () => undefined)).rejects.toThrow('was lost');
    await expect(takeLease(records, 'lease', 5000)).resolves.toBeDefined();
  });

  test('returns the result even if the lease cannot be released', async () => {
    const records = givenRecords();
    const failing: RecordStore = {
      ...records,
      compareAndSet: (key, expected, value, ttlMs) =>
        value === undefined
          ? Promise.reject(new StoreUnavailable('unavailable'))
          : records.compareAndSet(key, expected, value, ttlMs),
    };
    await expect(withLease(failing, 'lease', 5000, within(1000), async () => 'done')).resolves.toBe('done');
  });
});

describe('a lease', () => {
  test('excludes other holders until its release', async () => {
    const records = givenRecords();
    await expect(takeLease(records, 'lease', 5000)).resolves.toMatchObject({ isValid: true });
    await expect(takeLease(records, 'lease', 5000)).resolves.toBeUndefined();
  });

  test('that has expired is lost and does not affect the next holder', async () => {
    const records = givenRecords();
    const lost = await takeLease(records, 'lease', 20);
    await sleep(30);
    expect(lost?.isValid).toBe(false);
    const theirs = await takeLease(records, 'lease', 5000);
    await expect(lost?.renew()).resolves.toBe(false);
    await expect(lost?.release()).resolves.toBe(false);
    expect(theirs?.isValid).toBe(true);
    await expect(theirs?.renew()).resolves.toBe(true);
  });

  test('lasts for its full time again after a renewal', async () => {
    const records = givenRecords();
    const lease = await takeLease(records, 'lease', 60);
    await sleep(40);
    await expect(lease?.renew()).resolves.toBe(true);
    await sleep(40);
    expect(lease?.isValid).toBe(true);
    await expect(takeLease(records, 'lease', 60)).resolves.toBeUndefined();
  });

  test('that is released during a renewal is not valid afterwards', async () => {
    const lease = await takeLease(givenRecords(), 'lease', 5000);
    const renewal = lease?.renew();
    await lease?.release();
    await renewal;
    expect(lease?.isValid).toBe(false);
  });

  test('has the value of another record when it was taken, and none if it was not requested', async () => {
    const records = givenRecords();
    await records.compareAndSet('other', undefined, 'value', 5000);
    const lease = await takeLease(records, 'lease', 5000, undefined, 'other');
    expect(lease?.found).toBe('value');
    expect((await takeLease(records, 'another lease', 5000))?.found).toBeUndefined();
  });

  test('is free if the other record cannot be read', async () => {
    const records = givenRecords();
    const failing: RecordStore = { ...bound(records), get: () => Promise.reject(new StoreUnavailable('unavailable')) };
    await expect(takeLease(failing, 'lease', 5000, undefined, 'other')).rejects.toThrow(StoreUnavailable);
    await expect(takeLease(records, 'lease', 5000)).resolves.toBeDefined();
  });

  test('is released once, so that a second release does not affect the next holder', async () => {
    const records = givenRecords();
    const lease = await takeLease(records, 'lease', 5000);
    await expect(lease?.release()).resolves.toBe(true);
    await takeLease(records, 'lease', 5000);
    await expect(lease?.release()).resolves.toBe(true);
    await expect(takeLease(records, 'lease', 5000)).resolves.toBeUndefined();
  });

  test('is free after its release', async () => {
    const records = givenRecords();
    const lease = await takeLease(records, 'lease', 5000);
    await expect(lease?.release()).resolves.toBe(true);
    expect(lease?.isValid).toBe(false);
    await expect(takeLease(records, 'lease', 5000)).resolves.toBeDefined();
  });
});

describe('two processes over one folder', () => {
  const built = (path: string) => pathToFileURL(join(process.cwd(), 'dist', path)).href;

  /** Increments a number in a file n times, by reading and writing it. Correct only under a lease. */
  const SCRIPT = `
    import { readFileSync, writeFileSync } from 'node:fs';
    const [folder, file, times] = process.argv.slice(1);
    const { openFileStore } = await import('${built('store/file.js')}');
    const { withLease } = await import('${built('store/lease.js')}');
    const { Deadline } = await import('${built('deadline.js')}');
    const store = openFileStore(folder);
    for (let n = 0; n < Number(times); n += 1) {
      const deadline = new Deadline(10_000);
      await withLease(store.records, 'lease', 5000, deadline, async () => {
        const sum = Number(readFileSync(file, 'utf8'));
        await new Promise((resolve) => setTimeout(resolve, 2));
        writeFileSync(file, String(sum + 1));
      });
      deadline.close();
    }
    await store.close();
  `;

  test('lose none of 30 changes each', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cardgraph-lease-'));
    const file = join(folder, 'sum');
    writeFileSync(file, '0');
    const codes = await Promise.all(
      [1, 2].map(async () => {
        const args = ['--input-type=module', '--eval', SCRIPT, join(folder, 'state'), file, '30'];
        const [code] = await once(spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] }), 'exit');
        return code;
      }),
    );
    expect(codes).toEqual([0, 0]);
    expect(readFileSync(file, 'utf8')).toBe('60');
    rmSync(folder, { recursive: true });
  });
});
