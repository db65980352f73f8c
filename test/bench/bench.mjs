#!/usr/bin/env node
/** `npm run bench`: Cardgraph against the floor, see docs/performance.md. */
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measure } from './measure.mjs';
import { stopAll } from './processes.mjs';
import { selfTimes } from './profile.mjs';
import { SERVERS } from './servers.mjs';
import { table } from './table.mjs';
import { WORKS } from './works.mjs';

const USAGE = `Usage: npm run bench -- [--quick] [--only <work>] [--profile]

  --quick        short rounds: whether it works, not how fast it is
  --only <work>  one of ${WORKS.map(({ name }) => name).join(', ')}
  --profile      one more round for each server under V8's profiler
`;

/** sysexits.h: the command was used wrongly. */
const EXIT_USAGE = 64;

const RESULTS = new URL('./results/', import.meta.url);
const ROUNDS = 3;
/** Of all rounds of a quick run together, so that more works do not make it longer. */
const QUICK_SECONDS = 6;

/**
 * @param {import('./works.mjs').Work[]} works
 * @param {{ quick: boolean, profile: boolean }} options
 */
async function bench(works, { quick, profile }) {
  const pace = quick
    ? { warmUpSeconds: 0.3, rounds: ROUNDS, roundSeconds: QUICK_SECONDS / (works.length * SERVERS.length * ROUNDS) }
    : { warmUpSeconds: 4, rounds: ROUNDS, roundSeconds: 5 };
  await mkdir(RESULTS, { recursive: true });
  const rows = [];
  for (const work of works) {
    const onProfile = async (
      /** @type {string} */ server,
      /** @type {any} */ taken,
      /** @type {number} */ requests,
    ) => {
      await writeFile(new URL(`${work.name}-${server}.cpuprofile`, RESULTS), JSON.stringify(taken));
      process.stdout.write(`\n${work.name}, ${server}: self time\n${selfTimes(taken, requests)}\n\n`);
    };
    rows.push({ work: work.name, servers: await measure(work, pace, progress, profile ? onProfile : undefined) });
  }
  const result = { ...(await circumstances()), pace, rows };
  await writeFile(new URL('latest.json', RESULTS), `${JSON.stringify(result, null, 2)}\n`);
  const { date, commit, machine, node, versions, load1 } = result;
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  process.stdout.write(
    `\n${date}, commit ${commit}, ${machine}, load ${load1.toFixed(1)}, Node ${node}, ${packages.join(', ')}\n\n${table(rows)}\n`,
  );
}

/** What the figures depend on beside the code. */
async function circumstances() {
  const { dependencies } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  const named = ['undici', '@apollo/server', 'graphql', 'type-graphql', 'fastify'];
  const processors = cpus();
  return {
    date: new Date().toISOString(),
    commit: commit(),
    machine: `${processors.length} × ${processors[0]?.model}`,
    node: process.versions.node,
    versions: Object.fromEntries(named.map((name) => [name, dependencies[name]])),
    load1: loadavg()[0] ?? 0,
  };
}

/** null outside of a checkout. */
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

/** @param {string} line */
function progress(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * @param {string} message
 * @returns {never}
 */
function wrongUse(message) {
  process.stderr.write(`${message}\n\n${USAGE}`);
  process.exit(EXIT_USAGE);
}

function options() {
  try {
    return parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string' },
        profile: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    return wrongUse(String(/** @type {Error} */ (error).message));
  }
}

const { quick, only, profile, help } = options();
const works = WORKS.filter(({ name }) => only === undefined || name === only);
if (help) {
  process.stdout.write(USAGE);
} else if (works.length === 0) {
  wrongUse('--only: no such work');
} else {
  for (const [signal, number] of /** @type {const} */ ([
    ['SIGHUP', 1],
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ])) {
    process.once(signal, () => stopAll().finally(() => process.exit(128 + number)));
  }
  try {
    await bench(works, { quick: Boolean(quick), profile: Boolean(profile) });
  } catch (error) {
    process.stderr.write(`bench failed: ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  } finally {
    await stopAll();
  }
}
