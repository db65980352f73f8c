import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';

const OURS = ['undici', '@apollo/server', 'graphql', 'type-graphql', 'fastify'];

/**
 * The conditions that affect the figures, in addition to the code. Versions of the peers are those of their package.json.
 * @param {import('./node-versions.mjs').NodeVersion} node that the servers run on
 */
export async function circumstances(node) {
  const ours = await dependencies('../package.json');
  const peers = await dependencies('./package.json');
  const gateway = await dependencies('./peers/hive-gateway/package.json');
  const processors = cpus();
  return {
    date: new Date().toISOString(),
    commit: commit(),
    command: `npm run bench${process.argv.length > 2 ? ` -- ${process.argv.slice(2).join(' ')}` : ''}`,
    machine: `${processors.length} × ${processors[0]?.model}`,
    node: node.version,
    versions: { ...gateway, ...peers, ...Object.fromEntries(OURS.map((name) => [name, ours[name]])) },
    load1: loadavg()[0] ?? 0,
  };
}

/** @param {string} file @returns {Promise<Record<string, string>>} */
async function dependencies(file) {
  const read = JSON.parse(await readFile(new URL(file, import.meta.url), 'utf8'));
  return { ...read.dependencies, ...read.optionalDependencies };
}

/** Returns the commit, or null outside of a checkout. */
function commit() {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty', '--exclude=*'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null;
  }
}
