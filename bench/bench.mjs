#!/usr/bin/env node
/** `npm run bench`: compares Cardgraph with the floor and with alternatives, see docs/performance.md. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { callerPath } from './caller-path.mjs';
import { circumstances } from './circumstances.mjs';
import { COUNTED } from './counted.mjs';
import { goals } from './goals.mjs';
import { install } from './install.mjs';
import { measure, WARM_UP } from './measure.mjs';
import { nodeVersions, onNode } from './node-versions.mjs';
import { stopAll } from './processes.mjs';
import { selfTimes } from './profile.mjs';
import { markdown } from './report.mjs';
import { ROWS } from './rows.mjs';
import { SERVERS } from './servers.mjs';

/** @typedef {import('./rows.mjs').Row} Row */
/** @typedef {import('./servers.mjs').Server} Server */
/** @typedef {keyof typeof COUNTED} CountName */

const COUNT_NAMES = /** @type {CountName[]} */ (Object.keys(COUNTED));
/** Waits for a minute, so a quick run includes it only if `--only` names it. */
const SLOW = 'stats-180-later';

const names = (/** @type {Iterable<string>} */ all) => [...new Set(all)].join(', ');

const USAGE = `Usage: npm run bench -- [--quick] [--only <row or workload>,…] [--servers <server>,…] [--profile]
         [--node <version>,…] [--results <folder>]

  --quick    short rounds that check that it works, without reliable figures
  --only     only these workloads: ${names(ROWS.map(({ work }) => work))},
             rows: ${names(ROWS.map(({ name }) => name))},
             and counts: ${names(COUNT_NAMES)}
  --servers  only these servers: ${names(SERVERS.map(({ name }) => name))}
  --node     the major versions of Node.js that the servers run on, one after the other: 20, 24; default: the version that runs the bench
  --profile  profiles one more round of each server with V8's profiler
  --results  the folder for latest.json, latest.md and profiles; default: bench/results. With several versions of Node.js, each has a
             folder node-<version> in it
`;

/** EX_USAGE of sysexits.h. */
const EXIT_USAGE = 64;

const DEFAULT_RESULTS = join(import.meta.dirname, 'results');

const FULL = { ...WARM_UP, rounds: 5, roundSeconds: 2, draws: 20_000 };
const QUICK = { warmUpSeconds: 0.1, rounds: 1, roundSeconds: 0.2, draws: 1_000, mostCards: 1_000 };

/**
 * @param {{ rows: readonly Row[], servers: readonly Server[], counted: readonly CountName[] }} chosen
 * @param {{ quick: boolean, profile: boolean, results: string, node: import('./node-versions.mjs').NodeVersion }} options
 */
async function bench({ rows, servers, counted }, { quick, profile, results, node }) {
  const pace = quick ? QUICK : FULL;
  await mkdir(results, { recursive: true });
  /** @type {string[]} */
  const leftOut = [];
  const leaveOut = (/** @type {string} */ what) => {
    leftOut.push(what);
    progress(`left out: ${what}`);
  };
  const ready = withPackages(servers, rows, leaveOut);
  /** @type {import('./figures.mjs').MeasuredRow[]} */
  const measured = [];
  /** @type {import('./counted.mjs').Counts} */
  const counts = {};
  // Saves after each row, so that an abort loses no results.
  const save = async () => {
    const result = {
      ...(await circumstances(node)),
      pace,
      leftOut,
      rows: measured,
      counts,
      goals: goals(measured, counts),
    };
    const text = markdown(result);
    await writeFile(join(results, 'latest.json'), `${JSON.stringify(result, null, 2)}\n`);
    await writeFile(join(results, 'latest.md'), text);
    return text;
  };
  for (const row of rows) {
    const taking = ready.filter(({ name }) => row.servers.includes(name)).map((server) => onNode(server, node));
    if (taking.length === 0) continue;
    const report = {
      progress,
      failed(/** @type {Server} */ { name, packages }, /** @type {string} */ why) {
        leaveOut(`${name} at ${row.name}: ${why}`);
        // A peer that fails is a result. A failure of Cardgraph is an error.
        if (packages === undefined) process.exitCode = 1;
      },
      profile: profile
        ? (/** @type {[string, any, number]} */ ...taken) => keepProfile(results, row.name, ...taken)
        : undefined,
    };
    measured.push({ row, servers: await measure(row, taking, pace, report) });
    await save();
  }
  for (const name of counted) Object.assign(counts, { [name]: await COUNTED[name](progress, node, pace) });
  process.stdout.write(`\n${await save()}`);
}

/**
 * Installs the packages that the servers need. Returns the servers that can start.
 * @param {readonly Server[]} servers
 * @param {readonly Row[]} rows
 * @param {(what: string) => void} leaveOut
 */
function withPackages(servers, rows, leaveOut) {
  const wanted = servers.filter(({ name }) => rows.some((row) => row.servers.includes(name)));
  const failed = new Map();
  for (const folder of new Set(wanted.flatMap(({ packages }) => packages ?? []))) {
    const why = install(folder, progress);
    if (why === undefined) continue;
    failed.set(folder, why);
    const without = wanted.filter(({ packages }) => packages === folder).map(({ name }) => name);
    leaveOut(`${without.join(', ')}: ${why}`);
  }
  return wanted.filter(({ packages }) => !failed.has(packages));
}

/**
 * @param {string} folder
 * @param {string} row
 * @param {string} server
 * @param {any} taken
 * @param {number} requests
 */
async function keepProfile(folder, row, server, taken, requests) {
  await writeFile(join(folder, `${row}-${server}.cpuprofile`), JSON.stringify(taken));
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
        node: { type: 'string' },
        results: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    return wrongUse(String(/** @type {Error} */ (error).message));
  }
}

/**
 * Returns the rows, servers and counts that the options select, by default all.
 * @param {string | undefined} only
 * @param {string | undefined} serverNames
 * @param {boolean} quick
 */
function chosen(only, serverNames, quick) {
  const wanted = only?.split(',');
  const rows = ROWS.filter(({ name, work }) => wanted === undefined || wanted.includes(name) || wanted.includes(work));
  const counted = COUNT_NAMES.filter((name) =>
    wanted === undefined ? !(quick && name === SLOW) : wanted.includes(name),
  );
  const named = serverNames?.split(',');
  const servers = SERVERS.filter(({ name }) => named === undefined || named.includes(name));
  const existing = new Set([...ROWS.flatMap(({ name, work }) => [name, work]), ...COUNT_NAMES]);
  const unknown =
    wanted?.find((name) => !existing.has(name)) ??
    named?.find((name) => !SERVERS.some((server) => server.name === name));
  if (unknown !== undefined) wrongUse(`${unknown}: no such row, workload, count or server`);
  // Only Cardgraph has counts.
  return { rows, servers, counted: servers.some(({ name }) => name === 'cardgraph') ? counted : [] };
}

const { quick = false, only, servers, profile = false, node, results = DEFAULT_RESULTS, help } = options();
if (help) {
  process.stdout.write(USAGE);
  process.exit();
}
const taking = chosen(only, servers, quick);
for (const [signal, number] of /** @type {const} */ ([
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGTERM', 15],
])) {
  process.once(signal, () => stopAll().finally(() => process.exit(128 + number)));
}
try {
  const versions = nodeVersions(node);
  for (const version of versions) {
    const folder = versions.length === 1 ? '.' : `node-${version.version.split('.')[0]}`;
    await bench(taking, { quick, profile, results: join(callerPath(results), folder), node: version });
  }
} catch (error) {
  process.stderr.write(`bench failed: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
} finally {
  await stopAll();
}
