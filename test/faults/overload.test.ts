import { overload } from './overloaded-server.js';

/** `npm run faults:overload` runs for a minute and checks the figures. Otherwise a short form runs without them. */
const LONG = process.env.LONG !== undefined;

test('under five times its capacity, a server uses its full capacity, refuses the rest and recovers completely afterwards', async () => {
  const report = await overload(LONG ? 60 : 2, LONG ? 10 : 1);
  process.stderr.write(`overload: ${JSON.stringify(report, null, 2)}\n`);
  expect(Object.keys(report.outcomes).sort()).toEqual(['SERVER_OVERLOADED', 'ok']);
  expect(report.withoutRetryAfter).toBe(0);
  if (!LONG) return;
  expect(report.share).toBeGreaterThanOrEqual(0.8);
  expect(report.recoveredAfterMs).toBeLessThanOrEqual(1000);
}, 180_000);
