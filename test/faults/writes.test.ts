import { describeWithRedis } from '../support/redis.js';
import { runWriteStorm } from './write-storm.js';

/** 2,000 mutations with `npm run faults:writes`, a short form otherwise. */
const MUTATIONS = Number(process.env.MUTATIONS ?? 190);

describeWithRedis('mutations under faults, with two replicas on Redis that get killed', () => {
  it(
    'are never executed twice, never reported wrongly, and settled if they took effect',
    async () => {
      const report = await runWriteStorm({ mutations: MUTATIONS, kills: Math.ceil(MUTATIONS / 50), clients: 16 });
      process.stderr.write(`${JSON.stringify(report, null, 2)}\n`);
      expect(report).toMatchObject({
        mutations: MUTATIONS,
        madeTwice: [],
        onNobodys: [],
        successWithoutEffect: [],
        refusalWithEffect: [],
        successNotInState: [],
        unprovenSuccess: [],
        repeatedDifferently: [],
      });
      const { read, readOfTotals, repetition } = report.lost;
      for (const { responses, leftUnknown } of [read, readOfTotals, repetition]) {
        expect(leftUnknown).toBeLessThanOrEqual(Math.ceil(responses * 0.05));
      }
    },
    MUTATIONS * 2000 + 60_000,
  );
});
