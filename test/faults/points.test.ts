import { describeWithRedis } from '../support/redis.js';
import { runPointsStorm } from './points-storm.js';

/** 2,000 bookings with `npm run faults:points`, a short form otherwise. */
const MUTATIONS = Number(process.env.MUTATIONS ?? 140);

describeWithRedis('bookings of members under faults, with two replicas on Redis that get killed', () => {
  it(
    'add up to the total of every member together with those of a foreign till, and are never made twice',
    async () => {
      const report = await runPointsStorm({ mutations: MUTATIONS, kills: Math.ceil(MUTATIONS / 50), clients: 16 });
      process.stderr.write(`${JSON.stringify(report, null, 2)}\n`);
      expect(report).toMatchObject({
        mutations: MUTATIONS,
        madeTwice: [],
        successWithoutEffect: [],
        refusalWithEffect: [],
        wrongTotals: [],
      });
      expect(report.foreign).toBeGreaterThan(0);
      expect(report.outcomes.success).toBeGreaterThan(MUTATIONS / 2);
    },
    MUTATIONS * 2000 + 60_000,
  );
});
