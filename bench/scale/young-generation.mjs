import { setTimeout as sleep } from 'node:timers/promises';
import { figure, ratio } from '../figures.mjs';
import { measure } from '../measure.mjs';
import { onNode } from '../node-versions.mjs';
import { MeasuredProcess } from '../processes.mjs';
import { ROWS } from '../rows.mjs';
import { SERVERS } from '../servers.mjs';
import { setUp } from '../setting.mjs';

/**
 * @typedef {object} YoungGeneration what a size of the young generation costs and saves on a version of Node
 * @property {string} node
 * @property {string} size of a semi-space, MB, or `default`
 * @property {number} idleRssMb after the start
 * @property {Record<string, YoungRow>} rows
 *
 * @typedef {{ cpuMicros: number, ratio: import('../figures.mjs').Spread, peakRssMb: number }} YoungRow ratio to the CPU of the shipped size
 *
 * @typedef {import('../measure.mjs').Pace} Pace
 */

/** The size in the first line of the command `cardgraph`. The others are compared with it. */
export const SHIPPED = '64';
const SIZES = [SHIPPED, '32', '16', 'default'];
const ROW_NAMES = ['one-card', 'list-20'];
const SEMI_SPACE_FLAG = /^--(?:min|max)-semi-space-size=/;
/** Time after the start, milliseconds. */
const IDLE_MS = 2000;

/**
 * Measures the sizes on a version of Node. Without cache and coalescing, so that every request allocates the responses of its calls.
 * @param {import('../node-versions.mjs').NodeVersion} node
 * @param {Pace} pace
 * @param {(line: string) => void} progress
 * @returns {Promise<YoungGeneration[]>}
 */
export async function youngGenerations(node, pace, progress) {
  const server = SERVERS.find(({ name }) => name === 'cardgraph-off');
  if (server === undefined) throw new Error('SERVERS contains no server named cardgraph-off');
  const servers = SIZES.map((size) => onNode(withSize(server, size), node));
  const rows = ROWS.filter(({ name }) => ROW_NAMES.includes(name));
  /** @type {YoungGeneration[]} */
  const found = [];
  for (const one of servers) {
    found.push({ node: node.version, size: one.name, idleRssMb: await idleRss(one), rows: {} });
  }
  for (const row of rows) {
    const failed = (/** @type {typeof server} */ { name }, /** @type {string} */ why) => {
      throw new Error(`${row.name}, ${name}: ${why}`);
    };
    const measured = await measure(row, servers, pace, { progress, failed });
    const shipped = measured.find((one) => one.server === SHIPPED);
    if (shipped === undefined) throw new Error(`${row.name}: ${SHIPPED} was not measured`);
    for (const one of measured) {
      const entry = found.find(({ size }) => size === one.server);
      if (entry === undefined) continue;
      entry.rows[row.name] = {
        cpuMicros: figure(one, 'cpuMicros').median,
        ratio: ratio(one, shipped, 'cpuMicros'),
        peakRssMb: one.peakRssMb,
      };
    }
  }
  return found;
}

/** @param {import('../servers.mjs').Server} server @param {string} size @returns {import('../servers.mjs').Server} */
function withSize(server, size) {
  const flags = size === 'default' ? [] : [`--min-semi-space-size=${size}`, `--max-semi-space-size=${size}`];
  return {
    ...server,
    name: size,
    async launch(setting) {
      const { args, ...launch } = await server.launch(setting);
      return { ...launch, args: [...flags, ...args.filter((arg) => !SEMI_SPACE_FLAG.test(arg))] };
    },
  };
}

/** @param {import('../servers.mjs').Server} server */
async function idleRss(server) {
  const row = ROWS.find(({ name }) => name === 'typename');
  if (row === undefined) throw new Error('ROWS contains no row named typename');
  const { settingOf, tearDown } = await setUp(row, 1);
  const running = await MeasuredProcess.start(server.name, await server.launch(settingOf(server)));
  try {
    await sleep(IDLE_MS);
    return (await running.ask('residentBytes')) / 1024 ** 2;
  } finally {
    await running.stop();
    await tearDown();
  }
}
