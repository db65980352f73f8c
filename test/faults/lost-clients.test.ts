import { spawnSync } from 'node:child_process';
import { hasNamespaces } from '../support/namespaces.js';

/** 2,000 subscriptions with `npm run faults:subscriptions`, a short form otherwise. */
const SUBSCRIPTIONS = Number(process.env.SUBSCRIPTIONS ?? 50);

const testWithNetwork = hasNamespaces ? it : it.skip;

describe('subscriptions whose clients lost the network', () => {
  testWithNetwork.each(['sse', 'websocket'])(
    'over %s have all been closed ten seconds later',
    (transport) => {
      const command = ['--net', process.execPath, 'test/faults/lost-clients.mjs', String(SUBSCRIPTIONS), transport];
      const { stdout, stderr } = spawnSync('unshare', command, { encoding: 'utf8' });
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual({ before: SUBSCRIPTIONS, after: 0 });
    },
    120_000,
  );
});
