import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { card } from '../../../src/platform/endpoints/card.js';
import { STOCK_INTERVAL_MS } from '../../../src/webhooks/card-evictions.js';

const ROOT = join(__dirname, '../../..');

test('the tables of docs/scale.md and docs/deploy.md are computed from what npm run scale has measured', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'bench/scale.mjs'), '--check'], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('the computation for docs/scale.md uses the times of the server', () => {
  const text = readFileSync(join(ROOT, 'bench/scale/needs.mjs'), 'utf8');
  const constant = (name: string) =>
    Number(new RegExp(`const ${name} = ([\\d._]+);`).exec(text)?.[1]?.replaceAll('_', ''));
  expect(constant('FRESH_SECONDS')).toBe(card.get.cache?.fresh);
  expect(constant('EVICT_SECONDS')).toBe(STOCK_INTERVAL_MS / 1000);
});
