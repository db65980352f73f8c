import { hasRedis } from '../support/redis.js';
import { runStreamStorm } from './stream-storm.js';

/** 5,000 events with `npm run faults:streams`, a short form otherwise. */
const EVENTS = Number(process.env.EVENTS ?? 400);
const isLong = EVENTS >= 2000;

const SMALLEST_LOG = 1024 * 1024;

describe.each([{ store: 'redis' }, { store: 'file' }] as const)(
  'subscriptions over each transport to replicas that get killed and replaced, with the log in $store',
  ({ store }) => {
    const testWithStore = store === 'file' || hasRedis ? it : it.skip;

    testWithStore(
      'receive every event at least once in order of arrival, or an error that covers the lost ones',
      async () => {
        const report = await runStreamStorm({
          ...{ store, events: EVENTS, clients: isLong ? 50 : 18, rate: isLong ? 40 : 12 },
          ...{
            redisFrozenMs: isLong ? 10_000 : 3000,
            redisStoppedMs: isLong ? 25_000 : 1000,
            retryMs: isLong ? 5000 : 2000,
          },
          ...{ killEveryMs: isLong ? 4000 : 1500, maxBytes: SMALLEST_LOG },
        });
        process.stderr.write(`${JSON.stringify(report, null, 2)}\n`);
        expect(report).toMatchObject({ missing: [], disordered: [], foreign: [], unseen: [], restarts: 3 });
        expect(report.uncovered).toEqual([]);
        expect(report.ends).not.toHaveProperty('EVENTS_CURSOR_UNKNOWN');
        expect(report.ends).not.toHaveProperty('INTERNAL_SERVER_ERROR');
        expect(report.ends.SERVER_LEAVING).toBeGreaterThan(0);
        expect(report.kills).toBeGreaterThan(0);
        if (!isLong || store === 'file') return;
        expect(report.losses).toBeGreaterThan(0);
        expect(report.gaps).toBeGreaterThan(0);
      },
      600_000,
    );
  },
);
