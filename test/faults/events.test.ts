import { hasRedis } from '../support/redis.js';
import { runEventStorm } from './event-storm.js';

/** 10,000 pushes with `npm run faults:events`, a short form otherwise. */
const PUSHES = Number(process.env.PUSHES ?? 300);

/** Mean pause of each of the 20 accounts between two pushes, milliseconds. */
const PAUSE_MS = PUSHES > 1000 ? 100 : 300;

const REPLICAS = PUSHES > 1000 ? 3 : 2;

describe.each([{ store: 'redis' }, { store: 'file' }] as const)(
  'the event log with replicas that get killed, in $store',
  ({ store }) => {
    const testWithStore = store === 'file' || hasRedis ? it : it.skip;

    testWithStore(
      'contains every acknowledged push once and no event that was not pushed',
      async () => {
        const report = await runEventStorm({ store, pushes: PUSHES, replicas: REPLICAS, pauseMs: PAUSE_MS });
        process.stderr.write(`${JSON.stringify(report, null, 2)}\n`);
        expect(report).toMatchObject({
          ...{ pushes: PUSHES, missing: [], twice: [], foreign: [], sharedCursors: 0 },
          // The intake was never down for 15 s.
          gaps: 0,
          redisRestarts: store === 'redis' ? 1 : 0,
        });
        expect(report.acknowledged + report.failed).toBe(PUSHES);
        expect(report.acknowledged).toBeGreaterThan(PUSHES * 0.8);
        expect(report.duplicates).toBeGreaterThan(0);
        expect(report.kills).toBeGreaterThan(0);
      },
      PUSHES * 60 + 120_000,
    );
  },
);
