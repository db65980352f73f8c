#!/usr/bin/env node
/** `npm run bench`: Cardgraph beside the floor and what else a user might pick, see docs/performance.md. */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { circumstances } from './circumstances.mjs';
import { measure } from './measure.mjs';
import { installPeers } from './peers/install.mjs';
import { stopAll } from './processes.mjs';
import { selfTimes } from './profile.mjs';
import { ROWS } from './rows.mjs';
import { SERVERS } from './servers.mjs';
import { resultTable } from './table.mjs';

const names = (/** @type {Iterable<string>} */ all) => [...new Set(all)].join(', ');

const USAGE = `Usage: npm run bench -- [--quick] [--only <row or work>,…] [--servers <server>,…] [--profile]

  --quick    short rounds: whether it works, not how fast it is
  --only     these alone, of the works ${names(ROWS.map(({ work }) => work))}
             or the rows ${names(ROWS.map(({ name }) => name))}
  --servers  these alone, of ${names(SERVERS.map(({ name }) => name))}
  --profile  one more round for each server under V8's profiler
`;

/** sysexits.h: the command was used wrongly. */
const EXIT_USAGE = 64;

const RESULTS = new URL('./results/', import.meta.url);

const FULL = { warmUpSeconds: 1.5, rounds: 3, roundSeconds: 2, draws: 20_000 };
const QUICK = { warmUpSeconds: 0.1, rounds: 3, roundSeconds: 0.1, draws: 1_000 };

/**
 * @param {readonly import('./rows.mjs').Row[]} rows
 * @param {readonly import('./servers.mjs').Server[]} servers
 * @param {{ quick: boolean, profile: boolean }} options
 */
async function bench(rows, servers, { quick, profile }) {
  const pace = quick ? QUICK : FULL;
  await mkdir(RESULTS, { recursive: true });
  /** @type {string[]} */
  const leftOut = [];
  const noPeers = servers.some(({ isPeer }) => isPeer) ? installPeers(progress) : undefined;
  if (noPeers !== undefined) leftOut.push(noPeers);
  const startable = servers.filter(({ isPeer }) => !isPeer || noPeers === undefined);
  const measured = [];
  for (const row of rows) {
    const taking = startable.filter(({ name }) => row.servers.includes(name));
    if (taking.length === 0) continue;
    const report = {
      progress,
      leftOut(/** @type {import('./servers.mjs').Server} */ { name }, /** @type {string} */ why) {
        leftOut.push(`${name} at ${row.name}: ${why}`);
        progress(`left out: ${leftOut.at(-1)}`);
      },
      profile: profile ? (/** @type {[string, any, number]} */ ...taken) => keepProfile(row.name, ...taken) : undefined,
    };
    measured.push({ row, servers: await measure(row, taking, pace, report) });
  }
  const result = { ...(await circumstances()), pace, leftOut, rows: measured };
  await writeFile(new URL('latest.json', RESULTS), `${JSON.stringify(result, null, 2)}\n`);
  const { date, commit, machine, node, versions, load1 } = result;
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const text = [
    `${date}, commit ${commit}, ${machine}, load ${load1.toFixed(1)}, Node ${node}, ${packages.join(', ')}`,
    resultTable(measured),
    ...(leftOut.length > 0 ? [leftOut.map((line) => `- Left out: ${line}`).join('\n')] : []),
  ].join('\n\n');
  await writeFile(new URL('latest.md', RESULTS), `${text}\n`);
  process.stdout.write(`\n${text}\n`);
}

/**
 * @param {string} row
 * @param {string} server
 * @param {any} taken
 * @param {number} requests
 */
async function keepProfile(row, server, taken, requests) {
  await writeFile(new URL(`${row}-${server}.cpuprofile`, RESULTS), JSON.stringify(taken));
  process.stdout.write(`\n${row}, ${server}: self time\n${selfTimes(taken, requests)}\n\n`);
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
        servers: { type: 'string' },
        profile: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    return wrongUse(String(/** @type {Error} */ (error).message));
  }
}

/**
 * Those that a comma-separated option names; all without it.
 * @template T
 * @param {readonly T[]} all
 * @param {string | undefined} named
 * @param {(one: T) => readonly string[]} namesOf
 */
function chosen(all, named, namesOf) {
  if (named === undefined) return all;
  const wanted = named.split(',');
  const unknown = wanted.find((name) => !all.some((one) => namesOf(one).includes(name)));
  if (unknown !== undefined) wrongUse(`${unknown}: no such row, work or server`);
  return all.filter((one) => namesOf(one).some((name) => wanted.includes(name)));
}

const { quick, only, servers, profile, help } = options();
if (help) {
  process.stdout.write(USAGE);
  process.exit();
}
const rows = chosen(ROWS, only, ({ name, work }) => [name, work]);
const taking = chosen(SERVERS, servers, ({ name }) => [name]);
for (const [signal, number] of /** @type {const} */ ([
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGTERM', 15],
])) {
  process.once(signal, () => stopAll().finally(() => process.exit(128 + number)));
}
try {
  await bench(rows, taking, { quick: Boolean(quick), profile: Boolean(profile) });
} catch (error) {
  process.stderr.write(`bench failed: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  await stopAll();
}
