import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** The executable of another version is installed here. Not in `node_modules`, which `npm ci` empties when the peers are installed. */
const FOLDER = join(ROOT, 'bench/.node');

/** Major versions that an npm package contains, with the script that installs it and prints the folder of its executable. */
const INSTALLERS = new Map([['24', 'test/node24/install.mjs']]);

const RUNNING = process.versions.node.split('.')[0] ?? '';

/**
 * A version of Node that measured servers run on. The emulator and the load generator always run on the version that runs the bench.
 *
 * @typedef {object} NodeVersion
 * @property {string} version such as 24.21.0
 * @property {string} executable
 */

/** The version that runs the bench. @type {NodeVersion} */
export const THIS_NODE = { version: process.versions.node, executable: process.execPath };

/**
 * Returns the versions of a list of major versions, such as `20,24`, and installs those that are missing.
 * @param {string | undefined} list default: the version that runs the bench
 * @returns {NodeVersion[]}
 */
export function nodeVersions(list) {
  return list?.split(',').map(nodeVersion) ?? [THIS_NODE];
}

/** @param {string} major @returns {NodeVersion} */
function nodeVersion(major) {
  if (major === RUNNING) return THIS_NODE;
  const installer = INSTALLERS.get(major);
  if (installer === undefined) {
    throw new Error(`Node ${major} is not available. Use ${[RUNNING, ...INSTALLERS.keys()].join(' or ')}`);
  }
  const options = /** @type {const} */ ({ cwd: ROOT, encoding: 'utf8' });
  const executable = join(execFileSync(process.execPath, [installer, FOLDER], options).trim(), 'node');
  const version = execFileSync(executable, ['--version'], options).trim().slice(1);
  return { version, executable };
}

/**
 * Returns a server that runs on a version of Node. A server that is not written in Node stays the same.
 * @param {import('./servers.mjs').Server} server
 * @param {NodeVersion} node
 * @returns {import('./servers.mjs').Server}
 */
export function onNode(server, { executable }) {
  return { ...server, launch: async (setting) => ({ executable, ...(await server.launch(setting)) }) };
}
