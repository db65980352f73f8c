import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isInstalled } from '../support/commands.js';
import { describeWithRedis } from '../support/redis.js';

const folder = mkdtempSync(join(tmpdir(), 'cardgraph-scale-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hasBenchmark = isInstalled('redis-benchmark', ['--version']);

describeWithRedis('npm run scale', () => {
  (hasBenchmark ? it : it.skip)(
    'counts what requests and events take with two replicas, and computes the tables from it',
    async () => {
      const results = join(folder, 'scale.json');
      // Rejects unless it exits with 0; every response is checked.
      const args = ['bench/scale.mjs', '--quick', '--replicas', '2', '--results', results];
      const { stdout } = await promisify(execFile)(process.execPath, args);

      const { stacks } = JSON.parse(readFileSync(results, 'utf8'));
      expect(Object.keys(stacks)).toEqual(['2']);
      const { kinds, floorCpuMicros, idleRssMb } = stacks[2];
      expect(floorCpuMicros).toBeGreaterThan(0);
      expect(idleRssMb).toBeGreaterThan(20);
      expect(kinds.typename).toMatchObject({ redis: {}, upstream: {} });
      expect(kinds['card-first'].upstream).toEqual({ '/card/get': 1 });
      expect(kinds['card-first'].redis).toMatchObject({ mget: 1 });
      expect(kinds['card-shared']).toMatchObject({ upstream: {}, redis: { mget: 1 } });
      expect(kinds['list-20'].upstream['/card/batchget']).toBe(1);
      expect(kinds.wallet.upstream).toMatchObject({ '/card/user/getcardlist': 1, '/card/code/get': 24 });
      expect(kinds.mutation.upstream).toMatchObject({ '/card/modifystock': 1 });
      expect(kinds['claim-wave'].redis).toMatchObject({ xadd: 1 });
      for (const { cpuMicros } of Object.values<{ cpuMicros: number }>(kinds))
        expect(cpuMicros).toBeGreaterThanOrEqual(0);
      expect(stdout).toMatch(/^\| the mix +\| 10,000 +\|/m);
    },
    180_000,
  );
});
