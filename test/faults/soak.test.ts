import { soak } from './soaked-server.js';

/** Set by `npm run soak`. The short form only checks that the test runs. It is too short to measure memory. */
const MINUTES = Number(process.env.MINUTES ?? 0);

test(
  'a load of every kind with faults causes only expected failures and no growth of memory',
  async () => {
    const report = await soak(MINUTES > 0 ? { minutes: MINUTES, cards: 100_000 } : { minutes: 0.05, cards: 500 });
    process.stderr.write(`soak: ${JSON.stringify(report, null, 2)}\n`);
    const unforeseen = Object.keys(report.outcomes).filter((outcome) => !EXPECTED.includes(outcome));
    expect(unforeseen).toEqual([]);
    expect(report.outcomes.ok).toBeGreaterThan(report.requests / 2);
    if (MINUTES === 0) return;
    expect(report.heapMb.growth).toBeLessThanOrEqual(0.1);
    expect(report.rssMb.growth).toBeLessThanOrEqual(0.1);
  },
  MINUTES * 60_000 + 300_000,
);

/** The error codes that the faults cause. */
const EXPECTED = [
  'ok',
  'PLATFORM_UNAVAILABLE',
  'PLATFORM_TIMEOUT',
  'CARD_NOT_FOUND',
  'OUTCOME_UNKNOWN',
  'SERVER_OVERLOADED',
  'IDEMPOTENCY_STORE_UNAVAILABLE',
];
