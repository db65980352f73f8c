import { existsSync } from 'node:fs';
import { runSubscriptionLoad } from './subscription-load.js';

/** 2,000 subscriptions with `npm run faults:subscriptions`, a short form otherwise. */
const SUBSCRIPTIONS = Number(process.env.SUBSCRIPTIONS ?? 50);
const isLong = SUBSCRIPTIONS >= 1000;

// CPU time is read from /proc.
const testOnLinux = existsSync('/proc/self/stat') ? it : it.skip;

describe('many subscriptions on one process', () => {
  testOnLinux(
    'use little memory and CPU, receive every event, and are all closed ten seconds after their clients left',
    async () => {
      const report = await runSubscriptionLoad({
        subscriptions: SUBSCRIPTIONS,
        events: isLong ? 50 : 20,
        idleMs: isLong ? 30_000 : 3000,
      });
      process.stderr.write(`${JSON.stringify(report, null, 2)}\n`);
      expect(report).toMatchObject({ incomplete: 0, left: 0 });
      expect(report.heapBytesEach).toBeLessThan(100_000);
      // The clients share the network stack of the server here. Apart from it, 2,000 take less than 1 %.
      if (isLong) expect(report.idleCpuPercent - report.baseCpuPercent).toBeLessThan(3);
    },
    600_000,
  );
});
