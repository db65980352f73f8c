import type { Gap, LogBackend } from '../../../src/events/backend.js';
import type { EventLog } from '../../../src/events/event-log.js';
import { MemoryBackend } from '../../../src/events/memory-backend.js';
import { retentionOf } from '../../../src/events/retention.js';
import { STREAMS } from '../../../src/events/streams.js';
import { StoreUnavailable } from '../../../src/store/store.js';
import { logOn } from '../../support/event-logs.js';

const ACCOUNT = { baseUrl: 'https://api.weixin.qq.com', appid: 'wx1' };

let backend: MemoryBackend;
let log: EventLog;
let calls: string[];
let gaps: (Gap | undefined)[];
/** The error of each eviction, if it fails. */
let evictionError: Error | undefined;

/** A backend whose store is unavailable while `isDown`. */
class Interrupted extends MemoryBackend {
  isDown = false;

  override renew(...change: Parameters<LogBackend['renew']>) {
    if (this.isDown) return Promise.reject(new StoreUnavailable('down'));
    return super.renew(...change);
  }
}

const eventsOf = async () => (await log.read(ACCOUNT, STREAMS, undefined, 10)).events;

beforeEach(() => {
  jest.useFakeTimers({ advanceTimers: false });
  calls = [];
  gaps = [];
  evictionError = undefined;
  backend = new Interrupted(retentionOf());
  log = logOn(backend, {
    onCacheStale: async (_, gap) => {
      calls.push(`stale, ${(await eventsOf()).length} events`);
      gaps.push(gap);
      if (evictionError !== undefined) throw evictionError;
    },
  });
});
afterEach(async () => {
  await log.close();
  jest.useRealTimers();
});

const elapse = async (ms: number) => {
  for (let at = 0; at < ms; at += 500) await jest.advanceTimersByTimeAsync(500);
};

test('evicts the cache of an account whose log begins, without a gap', async () => {
  log.intakeFor([ACCOUNT]);
  await elapse(60_000);
  expect(gaps).toEqual([undefined]);
  await expect(eventsOf()).resolves.toEqual([]);
});

test('appends a gap when the store was unavailable for longer than 15 seconds, after the cache was evicted', async () => {
  log.intakeFor([ACCOUNT]);
  await elapse(6000);
  (backend as Interrupted).isDown = true;
  await elapse(20_000);
  (backend as Interrupted).isDown = false;
  await elapse(10_000);
  expect(calls).toEqual(['stale, 0 events', 'stale, 0 events']);
  const events = await eventsOf();
  expect(events).toMatchObject([{ kind: 'GAP' }]);
  const { from, to } = events[0]?.gap ?? { from: 0, to: 0 };
  expect(to - from).toBeGreaterThanOrEqual(20_000);
  expect(to - from).toBeLessThan(27_000);
});

test('appends no gap when the store was unavailable for five seconds', async () => {
  log.intakeFor([ACCOUNT]);
  await elapse(6000);
  (backend as Interrupted).isDown = true;
  await elapse(5000);
  (backend as Interrupted).isDown = false;
  await elapse(10_000);
  expect(gaps).toEqual([undefined]);
  await expect(eventsOf()).resolves.toEqual([]);
});

test('appends a gap at the start when the intake was last alive 15 seconds before', async () => {
  log.intakeFor([ACCOUNT]);
  await elapse(1000);
  log.intakeFor([]);
  await elapse(20_000);
  log.intakeFor([ACCOUNT]);
  await elapse(1000);
  await expect(eventsOf()).resolves.toMatchObject([{ kind: 'GAP' }]);
  expect(gaps).toHaveLength(2);
});

test('appends a gap only once the cache could be evicted, and with the time of the failed evictions', async () => {
  log.intakeFor([ACCOUNT]);
  await elapse(6000);
  (backend as Interrupted).isDown = true;
  await elapse(20_000);
  (backend as Interrupted).isDown = false;
  evictionError = new StoreUnavailable('down');
  await elapse(10_000);
  expect(gaps.length).toBeGreaterThan(5);
  await expect(eventsOf()).resolves.toEqual([]);
  evictionError = undefined;
  await elapse(2000);
  const events = await eventsOf();
  expect(events).toMatchObject([{ kind: 'GAP' }]);
  const { from, to } = events[0]?.gap ?? { from: 0, to: 0 };
  expect(to - from).toBeGreaterThanOrEqual(30_000);
  const evictions = gaps.length;
  await elapse(60_000);
  expect(gaps).toHaveLength(evictions);
});

test('evicts the cache of an account whose log begins until it succeeds, and appends no gap if that takes five seconds', async () => {
  evictionError = new StoreUnavailable('down');
  log.intakeFor([ACCOUNT]);
  await elapse(5000);
  const failed = gaps.length;
  expect(failed).toBeGreaterThan(2);
  evictionError = undefined;
  await elapse(60_000);
  expect(gaps).toHaveLength(failed + 1);
  await expect(eventsOf()).resolves.toEqual([]);
});
