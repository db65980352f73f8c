import { hasNginx } from '../support/nginx.js';
import { hasRedis } from '../support/redis.js';
import { endUnderLoad, rollingRestart } from './rolling-restart.js';

/** How often both replicas are replaced: more often with `npm run faults:rolling`. */
const ROUNDS = Number(process.env.ROUNDS ?? 1);

const told = (what: string, report: object) => process.stderr.write(`${what}: ${JSON.stringify(report, null, 2)}\n`);

(hasNginx && hasRedis ? test : test.skip)(
  'two replicas behind nginx, each replaced under 200 requests a second: no request fails',
  async () => {
    const report = await rollingRestart(ROUNDS);
    told('rolling restart', report);
    expect(Object.keys(report.outcomes)).toEqual(['ok']);
    expect(report.exitCodes).toEqual(Array.from({ length: 2 * ROUNDS }, () => 0));
  },
  ROUNDS * 60_000 + 60_000,
);

test('a server that is told to end under load: all that is under way is answered, and it ends with 0 in its grace time', async () => {
  const report = await endUnderLoad();
  told('end under load', report);
  expect(Object.keys(report.underWay)).toEqual(['ok']);
  // Until it takes no more connections, what comes is answered; nothing that it took is lost.
  expect(report.after.ok).toBeGreaterThan(0);
  expect(Object.keys(report.after).filter((outcome) => !['ok', 'network: ECONNREFUSED'].includes(outcome))).toEqual([]);
  expect(report.exitCode).toBe(0);
  expect(report.endedAfterMs).toBeLessThan(10_000);
});
