import { describeWithRedis } from '../support/redis.js';
import { runSearchFreshnessStorm } from './search-freshness-storm.js';

/** 200 mutations and 100 events with `npm run faults:search-freshness`, which also asserts the times. A short form otherwise. */
const isLong = process.env.LONG !== undefined;

describeWithRedis('searches on two replicas on Redis', () => {
  it(
    'reflect a mutation at once on its own replica, within 100 ms on the other, and an event within 2 s on both',
    async () => {
      const report = await runSearchFreshnessStorm(isLong ? { writes: 200, events: 100 } : { writes: 12, events: 4 });
      if (isLong) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
      const { missedOnSameReplica, writeOnOtherReplica, event, claim, readsPerEvent, readsPerWrite } = report;
      expect(missedOnSameReplica).toBe(0);
      if (!isLong) return;
      expect(readsPerEvent).toBeLessThanOrEqual(1.1);
      // Only a deletion, one mutation in four, is not read back by the mutation itself.
      expect(readsPerWrite).toBeLessThanOrEqual(0.3);
      expect(writeOnOtherReplica.all.p95).toBeLessThanOrEqual(100);
      for (const { max } of [event.onReceiver, event.onOther, claim.onReceiver, claim.onOther])
        expect(max).toBeLessThanOrEqual(2000);
    },
    isLong ? 300_000 : 120_000,
  );
});
