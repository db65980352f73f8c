import { spawnSync } from 'node:child_process';
import { hasNamespaces } from '../support/namespaces.js';

/** 2,000 subscriptions with `npm run faults:subscriptions`, a short form otherwise. */
const SUBSCRIPTIONS = Number(process.env.SUBSCRIPTIONS ?? 50);
const isLong = SUBSCRIPTIONS >= 1000;

const testWithNetwork = hasNamespaces ? it : it.skip;

describe('idle subscriptions of clients on another host', () => {
  testWithNetwork(
    'together take less than one percent of a core',
    () => {
      const measure = 'test/faults/idle-subscriptions.mjs';
      const command = ['--net', process.execPath, measure, String(SUBSCRIPTIONS), isLong ? '30' : '2'];
      const { stdout, stderr } = spawnSync('unshare', command, { encoding: 'utf8' });
      expect(stderr).toBe('');
      process.stderr.write(stdout);
      const { open, basePercent, idlePercent } = JSON.parse(stdout);
      expect(open).toBe(SUBSCRIPTIONS);
      // In a short time, the CPU time of the server varies by more than that.
      expect(idlePercent - basePercent).toBeLessThan(isLong ? 1 : 20);
    },
    180_000,
  );
});
