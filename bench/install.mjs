import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../', import.meta.url);

/**
 * Set by `npm --prefix bench run` and inherited. Without removing them, npm would use the bench's folder as the prefix of this install too.
 */
const PREFIX_VARIABLES = /^npm_config_(local_|global_)?prefix$/;

/**
 * Installs the packages of a peer if they are missing or older than its lockfile.
 * @param {string} folder with a package.json, from the root of the checkout
 * @param {(line: string) => void} progress
 * @returns {string | undefined} why the installation failed
 */
export function install(folder, progress) {
  const cwd = fileURLToPath(new URL(folder, ROOT));
  const installed = `${cwd}/node_modules/.package-lock.json`;
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${cwd}/package-lock.json`).mtimeMs) return;
  progress(`installing peers: npm ci --prefix ${folder}`);
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !PREFIX_VARIABLES.test(name)));
  const npm = spawnSync('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund'], { cwd, env, encoding: 'utf8' });
  if (npm.status === 0) return;
  return `npm ci in ${folder} failed: ${npm.error?.message ?? npm.stderr.trim().split('\n', 1)[0]}`;
}
