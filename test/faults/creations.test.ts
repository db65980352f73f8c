import { describeWithRedis } from '../support/redis.js';
import { runCreateStorm } from './create-storm.js';

/** 2,000 creations with `npm run faults:creations`, a short form otherwise. */
const MUTATIONS = Number(process.env.MUTATIONS ?? 100);

describeWithRedis('creations under faults, with two replicas on Redis that get killed', () => {
  it.each(['newest', 'oldest'] as const)(
    'never create two cards for one key or give one card to two keys while the list has the %s card first',
    async (order) => {
      const report = await runCreateStorm(
        { mutations: MUTATIONS, kills: Math.ceil(MUTATIONS / 50), clients: 16 },
        order,
      );
      process.stderr.write(`${JSON.stringify(report, null, 2)}\n`);
      expect(report).toMatchObject({
        mutations: MUTATIONS,
        sentTwice: [],
        successWithoutCard: [],
        refusalWithCard: [],
        claimedTwice: [],
      });
      // Without faults every creation succeeds.
      expect(report.outcomes.success).toBeGreaterThan(MUTATIONS / 2);
    },
    MUTATIONS * 2000 + 60_000,
  );
});
