import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from './load.mjs';
import { onNode } from './node-versions.mjs';
import { MeasuredProcess } from './processes.mjs';
import { SERVERS } from './servers.mjs';
import { setUp } from './setting.mjs';

/**
 * Measurements of Cardgraph as shipped that are counts instead of times.
 *
 * @typedef {import('./node-versions.mjs').NodeVersion} NodeVersion
 *
 * @typedef {object} Counts
 * @property {{ first: number, later: number }} [stats-180-later] platform calls for the statistics
 * @property {{ boundMiB: number, grownMiB: number }[]} [memory-10000]
 */

/** One second longer than the cache TTL of a day of statistics that may still change. */
const LATER_MS = 61_000;
const CARDS = 10_000;
/** CACHE_MAX_BYTES: its default, and a value that is too small for the cards. */
const BOUNDS_MIB = [64, 8];
const MIB = 1024 ** 2;
/** Warms up until the code is compiled, before the memory is measured. */
const WARM_UP_SECONDS = 2;

/** By the names that `--only` accepts. */
export const COUNTED = {
  /** @param {(line: string) => void} progress @param {NodeVersion} node */
  async 'stats-180-later'(progress, node) {
    return withCardgraph('stats-180', {}, node, async ({ client, plan, emulator }) => {
      const ask = async () => {
        await emulator.forgetCalls();
        for (const request of plan.requests) await client.once(request);
        return emulator.countCalls('/datacube/getcardmembercarddetail');
      };
      const first = await ask();
      progress(`stats-180-later: ${first} calls; waiting a minute`);
      await sleep(LATER_MS);
      return { first, later: await ask() };
    });
  },
  /** @param {(line: string) => void} progress @param {NodeVersion} node */
  async 'memory-10000'(progress, node) {
    const grown = [];
    for (const boundMiB of BOUNDS_MIB) {
      const env = { CACHE_MAX_BYTES: String(boundMiB * MIB) };
      const grownMiB = await withCardgraph('ids-100', env, node, async ({ client, plan, warmUp, running }) => {
        await client.run(warmUp, WARM_UP_SECONDS);
        const before = await running.ask('liveBytes');
        for (const request of plan.requests) await client.once(request);
        return ((await running.ask('liveBytes')) - before) / MIB;
      });
      progress(`memory-10000: ${CARDS} cards took ${grownMiB.toFixed(1)} MiB of ${boundMiB}`);
      grown.push({ boundMiB, grownMiB });
    }
    return grown;
  },
};

/**
 * @template T
 * @param {string} work
 * @param {Record<string, string>} env
 * @param {NodeVersion} node
 * @param {(with_: Awaited<ReturnType<typeof setUp>> & { client: Client, running: MeasuredProcess }) => Promise<T>} act
 */
async function withCardgraph(work, env, node, act) {
  const row = { name: work, work, latencyMs: 0, connections: 1, spread: /** @type {const} */ ('each'), servers: [] };
  const setting = await setUp(row, CARDS);
  const server = SERVERS.find(({ name }) => name === 'cardgraph');
  if (server === undefined) throw new Error('SERVERS contains no server named cardgraph');
  const launch = await onNode(server, node).launch(setting.settingOf(server));
  const running = await MeasuredProcess.start(server.name, { ...launch, env: { ...launch.env, ...env } });
  const client = new Client(running.url, row.connections, setting.headersOf, (data) => data);
  try {
    return await act({ ...setting, client, running });
  } finally {
    await client.close();
    await running.stop();
    await setting.tearDown();
  }
}
