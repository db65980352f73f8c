import { overload } from './overloaded-server.js';

/** The minute of `npm run faults:overload`, with the figures that must hold; a short form without them otherwise. */
const LONG = process.env.LONG !== undefined;

test('five times what the platform can do: as much as it can is answered, the rest is refused, and then all is well again', async () => {
  const report = await overload(LONG ? 60 : 2, LONG ? 10 : 1);
  process.stderr.write(`overload: ${JSON.stringify(report, null, 2)}\n`);
  expect(Object.keys(report.outcomes).sort()).toEqual(['SERVER_OVERLOADED', 'ok']);
  expect(report.withoutRetryAfter).toBe(0);
  if (!LONG) return;
  expect(report.share).toBeGreaterThanOrEqual(0.8);
  expect(report.recoveredAfterMs).toBeLessThanOrEqual(1000);
}, 180_000);
