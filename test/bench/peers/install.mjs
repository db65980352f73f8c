import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

/**
 * Installs the peers if they are missing or older than their lock.
 * @param {(line: string) => void} progress
 * @returns {string | undefined} why they could not be installed
 */
export function installPeers(progress) {
  const installed = `${FOLDER}node_modules/.package-lock.json`;
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${FOLDER}package-lock.json`).mtimeMs) return;
  progress('installs the peers: npm ci --prefix test/bench/peers');
  const npm = spawnSync('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund'], {
    cwd: FOLDER,
    encoding: 'utf8',
  });
  if (npm.status === 0) return;
  return `npm ci in test/bench/peers failed: ${npm.error?.message ?? npm.stderr.trim().split('\n', 1)[0]}`;
}
