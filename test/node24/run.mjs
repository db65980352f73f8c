// node test/node24/run.mjs <command…>: runs a command on Node.js 24, child processes included. npm run test:all:node24 uses it.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const [command, ...parameters] = process.argv.slice(2);
if (command === undefined) throw new Error('usage: node test/node24/run.mjs <command…>');

const folder = mkdtempSync(join(tmpdir(), 'cardgraph-node24-'));
try {
  const bin = execFileSync(process.execPath, ['test/node24/install.mjs', folder], { encoding: 'utf8' }).trim();
  // First on PATH, so that npm, jest and every `node` in a child process are Node.js 24.
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
  const version = execFileSync('npm', ['exec', '--call', 'node --version'], { env, encoding: 'utf8' }).trim();
  if (!version.startsWith('v24.')) throw new Error(`npm runs scripts on Node.js ${version} instead of 24. Check PATH.`);
  console.log(`Node.js ${version}`);
  const { status } = spawnSync(command, parameters, { env, stdio: 'inherit' });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
