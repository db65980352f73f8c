import { describeWithRedis } from '../support/redis.js';
import { runRedemptionStorm } from './redemption-storm.js';

/** 500 codes with `npm run faults:redemptions`, a short form otherwise. */
const CODES = Number(process.env.CODES ?? 50);

describeWithRedis('redemptions under faults, with two replicas on Redis that get killed', () => {
  it(
    'never redeem a code twice or report a success to both of the tills that race on it',
    async () => {
      const report = await runRedemptionStorm({ codes: CODES, kills: Math.ceil(CODES / 25), clients: 16 });
      process.stderr.write(`${JSON.stringify(report, null, 2)}\n`);
      expect(report).toMatchObject({
        codes: CODES,
        redeemedTwice: [],
        twoSuccesses: [],
        successWithoutEffect: [],
        refusalWithoutEffect: [],
        effectWithoutOwner: [],
      });
      // Without faults every code has one success.
      expect(report.outcomes.success).toBeGreaterThan(CODES / 3);
      expect(report.redeemed).toBeGreaterThan(CODES / 2);
    },
    CODES * 4000 + 60_000,
  );
});
