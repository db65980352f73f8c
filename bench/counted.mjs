import { setTimeout as sleep } from 'node:timers/promises';
import { deliveryCosts, eventCosts } from './events.mjs';
import { withCardgraph } from './with-cardgraph.mjs';

/**
 * Measurements of Cardgraph as shipped that are not of requests under load.
 *
 * @typedef {import('./node-versions.mjs').NodeVersion} NodeVersion
 *
 * @typedef {object} Counts
 * @property {{ first: number, later: number }} [stats-180-later] platform calls for the statistics
 * @property {{ boundMiB: number, grownMiB: number }[]} [memory-10000]
 * @property {import('./events.mjs').EventCost[]} [event]
 * @property {import('./events.mjs').DeliveryCost[]} [subscription]
 * @property {{ flags: 'command' | 'none', rssMb: number[], cpuPercent: number[] }[]} [idle] without load, with the Node flags of the command
 *   and without them. One value per round
 */

/** One second longer than the cache TTL of a day of statistics that may still change. */
const LATER_MS = 61_000;
const CARDS = 10_000;
/** CACHE_MAX_BYTES: its default, and a value that is too small for the cards. */
const BOUNDS_MIB = [64, 8];
const MIB = 1024 ** 2;
/** Warms up until the code is compiled, before the memory is measured. */
const WARM_UP_SECONDS = 2;
/** A server at rest is started anew for each round. */
const IDLE_ROUNDS = 3;
/** Waiting times of `idle` per second of a round: 10 s, then 4 s. */
const SETTLE_MS_PER_SECOND = 5_000;
const IDLE_MS_PER_SECOND = 2_000;

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
  event: eventCosts,
  subscription: deliveryCosts,
  /** @param {(line: string) => void} progress @param {NodeVersion} node @param {import('./measure.mjs').Pace} pace */
  async idle(progress, node, { rounds, roundSeconds }) {
    const idle = [];
    for (const flags of /** @type {const} */ (['command', 'none'])) {
      /** @type {number[]} */
      const rssMb = [];
      /** @type {number[]} */
      const cpuPercent = [];
      idle.push({ flags, rssMb, cpuPercent });
      for (let round = 1; round <= Math.min(rounds, IDLE_ROUNDS); round += 1) {
        await withCardgraph(
          'typename',
          {},
          node,
          async ({ running }) => {
            // The rest of the start, and a pause in which V8 and the allocator return memory.
            await sleep(SETTLE_MS_PER_SECOND * roundSeconds);
            const before = await running.usage();
            const idleMs = IDLE_MS_PER_SECOND * roundSeconds;
            await sleep(idleMs);
            const after = await running.usage();
            rssMb.push((await running.ask('residentBytes')) / MIB);
            cpuPercent.push((after.cpuMicros - before.cpuMicros) / (10 * idleMs));
          },
          () => flags === 'command',
        );
        progress(`idle: round ${round}, flags: ${flags} ${rssMb.at(-1)?.toFixed(0)} MB`);
      }
    }
    return idle;
  },
};
