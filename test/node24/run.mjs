// npm run test:all:node24 [-- <options of jest>]: runs the second tier on Node.js 24, child processes included.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Tests of the second tier that do not run on Node.js 24, each with the reason. */
const EXCLUDED = {
  'test/node24/': 'runs tests on Node.js 24 from another version',
};

const missing = Object.keys(EXCLUDED).filter((path) => !existsSync(path));
if (missing.length > 0)
  throw new Error(`Excluded tests do not exist: ${missing}. Correct EXCLUDED in test/node24/run.mjs.`);

const folder = mkdtempSync(join(tmpdir(), 'cardgraph-node24-'));
try {
  const bin = execFileSync(process.execPath, ['test/node24/install.mjs', folder], { encoding: 'utf8' }).trim();
  // First on PATH, so that npm, jest and every `node` in a child process are Node.js 24.
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
  const version = execFileSync('npm', ['exec', '--call', 'node --version'], { env, encoding: 'utf8' }).trim();
  if (!version.startsWith('v24.')) throw new Error(`npm runs scripts on Node.js ${version} instead of 24. Check PATH.`);
  console.log(`Node.js ${version}`);
  const options = ['--testPathIgnorePatterns', ...Object.keys(EXCLUDED), ...process.argv.slice(2)];
  const { status } = spawnSync('npm', ['run', 'test:all', '--', ...options], { env, stdio: 'inherit' });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
