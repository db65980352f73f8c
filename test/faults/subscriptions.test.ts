import { runSubscriptionLoad } from './subscription-load.js';

/** 2,000 subscriptions with `npm run faults:subscriptions`, a short form otherwise. */
const SUBSCRIPTIONS = Number(process.env.SUBSCRIPTIONS ?? 50);
const isLong = SUBSCRIPTIONS >= 1000;

describe('many subscriptions on one process', () => {
  it('use little memory, receive every event, and are all closed ten seconds after their clients left', async () => {
    const report = await runSubscriptionLoad({
      subscriptions: SUBSCRIPTIONS,
      events: isLong ? 50 : 20,
    });
    process.stderr.write(`${JSON.stringify(report, null, 2)}\n`);
    expect(report).toMatchObject({ incomplete: 0, left: 0 });
    expect(report.heapBytesEach).toBeLessThan(100_000);
  }, 600_000);
});
