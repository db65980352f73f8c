import { describeWithRedis } from '../support/redis.js';
import { runPageStorm } from './page-storm.js';

/** 500 mutations of each kind with `npm run faults:handouts`, a short form otherwise. */
const MUTATIONS = Number(process.env.MUTATIONS ?? 100);

const OPTIONS = { mutations: MUTATIONS, kills: Math.ceil(MUTATIONS / 50), clients: 16 };

describeWithRedis('mutations that hand out cards under faults, with two replicas on Redis that get killed', () => {
  it(
    'never send a landing page twice for one key, and never report one wrongly',
    async () => {
      const report = await runPageStorm(OPTIONS);
      process.stderr.write(`${JSON.stringify(report, null, 2)}\n`);
      expect(report).toMatchObject({
        mutations: MUTATIONS,
        sentTwice: [],
        successWithoutPage: [],
        refusalWithPage: [],
        onNobodys: [],
      });
      // Without faults every creation succeeds.
      expect(report.outcomes.success).toBeGreaterThan(MUTATIONS / 2);
    },
    MUTATIONS * 2000 + 60_000,
  );
});
