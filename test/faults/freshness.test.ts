import { describeWithRedis } from '../support/redis.js';
import { runFreshnessStorm } from './freshness-storm.js';

/** 1,000 rounds and 2,000 claims with `npm run faults:freshness`, a short form otherwise. */
const isLong = process.env.LONG !== undefined;

describeWithRedis('four replicas on Redis', () => {
  it(
    'serve no card from before an acknowledged event for more than 100 ms, and a stock of the last second during claims',
    async () => {
      const size = isLong
        ? { rounds: 1000, claims: 2000, claimSeconds: 10 }
        : { rounds: 50, claims: 200, claimSeconds: 1 };
      const report = await runFreshnessStorm(size);
      process.stderr.write(`${JSON.stringify(report, null, 2)}\n`);
      const { staleMs, wave } = report;
      expect(staleMs.p99).toBeLessThanOrEqual(100);
      expect(wave.isRightAfterwards).toBe(true);
      expect(wave.acknowledged).toBe(size.claims);
      expect(wave.acknowledgedMs.p99).toBeLessThanOrEqual(1000);
      expect(wave.stockAgeMs.max).toBeLessThanOrEqual(1000);
      expect(wave.evictions).toBeLessThanOrEqual(Math.ceil(wave.seconds / 0.9) + 1);
      // After an eviction, replicas that are queried at the same time read the card each.
      expect(wave.cardReads).toBeLessThanOrEqual(4 * (wave.evictions + 1));
      if (isLong) expect(wave.queryMs.p99).toBeLessThanOrEqual(2 * wave.queryMsBefore.p99);
    },
    isLong ? 600_000 : 120_000,
  );
});
