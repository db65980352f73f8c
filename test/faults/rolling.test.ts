import { hasNginx } from '../support/nginx.js';
import { hasRedis } from '../support/redis.js';
import { endUnderLoad, rollingRestart } from './rolling-restart.js';

/** How often both replicas are replaced. More often with `npm run faults:rolling`. */
const ROUNDS = Number(process.env.ROUNDS ?? 1);
const LONG = process.env.ROUNDS !== undefined;

const printReport = (what: string, report: object) =>
  process.stderr.write(`${what}: ${JSON.stringify(report, null, 2)}\n`);

(hasNginx && hasRedis ? test : test.skip)(
  'two replicas behind nginx, each replaced under 200 requests a second: no request fails',
  async () => {
    const report = await rollingRestart(ROUNDS);
    printReport('rolling restart', report);
    expect(Object.keys(report.outcomes)).toEqual(['ok']);
    expect(report.exitCodes).toEqual(Array.from({ length: 2 * ROUNDS }, () => 0));
  },
  ROUNDS * 60_000 + 60_000,
);

test('a server that gets SIGTERM under load completes all in-flight requests and exits with 0 within its grace time', async () => {
  const report = await endUnderLoad();
  printReport('end under load', report);
  expect(Object.keys(report.inFlight)).toEqual(['ok']);
  // Later requests are served until the listener closes. A busy machine queues connections in the backlog, some of which are reset then, or
  // sheds load. Neither happens where it is measured.
  expect(report.after.ok).toBeGreaterThan(0);
  const shut = ['network: ECONNREFUSED', ...(LONG ? [] : ['network: ECONNRESET', 'SERVER_OVERLOADED'])];
  expect(Object.keys(report.after).filter((outcome) => outcome !== 'ok' && !shut.includes(outcome))).toEqual([]);
  expect(report.exitCode).toBe(0);
  if (LONG) expect(report.endedAfterMs).toBeLessThan(10_000);
});
