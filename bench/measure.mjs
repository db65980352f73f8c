import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from './load.mjs';
import { MeasuredProcess } from './processes.mjs';
import { translated } from './requests.mjs';
import { setUp } from './setting.mjs';

/** Longer than any latency of the bench, so no call is in flight after it. */
const QUIET_MS = 100;

/** Time for a server to build its index of 20,000 cards. */
const READY_MS = 300_000;

/**
 * V8 compiles for the first 10,000 requests or so. A list of 20 takes half as much CPU again in the first second as in the fifth, and four
 * seconds are too short for it.
 */
export const WARM_UP = { warmUpSeconds: 4, leastWarmUp: { requests: 10_000, seconds: 60 } };

/**
 * @typedef {object} Round the figures of one server in one round
 * @property {number} requestsPerSecond
 * @property {number} p50Ms
 * @property {number} p99Ms
 * @property {number} cpuMicros CPU of the server process per request, all threads
 * @property {number} emulatorCpuMicros CPU of the emulator per request
 * @property {number} loadCpuMicros CPU of the load generator per request. On two cores it, the emulator and the server share the CPU, so
 *   requestsPerSecond depends on all three
 * @property {number} callsPerRequest upstream calls, counted by the emulator's ledger
 *
 * @typedef {object} Measured one server in one row
 * @property {string} server
 * @property {Round[]} rounds
 * @property {number} peakRssMb
 *
 * @typedef {object} Pace
 * @property {number} warmUpSeconds
 * @property {{ requests: number, seconds: number }} [leastWarmUp] a warm-up takes longer until this many requests, for at most this long
 * @property {number} rounds
 * @property {number} roundSeconds
 * @property {number} draws of ids, for all requests of a row together
 * @property {number} [mostCards] maximum number of cards that a row adds
 *
 * @typedef {object} Contender
 * @property {import('./servers.mjs').Server} server
 * @property {MeasuredProcess} running
 * @property {Client} client
 * @property {readonly import('./requests.mjs').Prepared[]} requests
 * @property {Round[]} rounds
 *
 * @typedef {object} Report
 * @property {(line: string) => void} progress
 * @property {(server: import('./servers.mjs').Server, why: string) => void} failed
 * @property {(server: string, profile: object, requests: number) => Promise<void>} [profile] saves the profile of one more round of each
 *   server
 */

/**
 * Measures one row with fresh processes, and checks every response. The servers take turns, so that other activity on the machine affects
 * all of them. A server that fails is omitted from the following rounds.
 * @param {import('./rows.mjs').Row} row
 * @param {readonly import('./servers.mjs').Server[]} servers
 * @param {Pace} pace
 * @param {Report} report
 * @returns {Promise<Measured[]>}
 */
export async function measure(row, servers, pace, report) {
  const { work, emulator, plan, warmUp, settingOf, headersOf, tearDown } = await setUp(row, pace.draws, pace.mostCards);
  const { comparable = (/** @type {object} */ data) => data, ready } = work;
  /** @type {Contender[]} */
  let contenders = [];
  /** Runs a step for all servers in turn. @param {(contender: Contender) => Promise<void>} act */
  const each = async (act) => {
    for (const contender of contenders) {
      const { server } = contender;
      try {
        await act(contender);
      } catch (error) {
        report.failed(server, reason(error));
        contenders = contenders.filter((other) => other !== contender);
        await contender.running.stop();
      }
    }
  };
  try {
    const started = await Promise.allSettled(
      servers.map(async (server) => {
        const running = await MeasuredProcess.start(server.name, await server.launch(settingOf(server)));
        const dataOf = (/** @type {any} */ data) => comparable(server.dialect?.dataOf(data) ?? data);
        const client = new Client(running.url, row.connections, headersOf, dataOf);
        return { server, running, client, requests: translated(plan.requests, server.dialect), rounds: [] };
      }),
    );
    for (const [index, result] of started.entries()) {
      if (result.status === 'fulfilled') contenders.push(result.value);
      else report.failed(/** @type {import('./servers.mjs').Server} */ (servers[index]), reason(result.reason));
    }
    if (ready !== undefined) await each(({ client }) => untilReady(client, ready));
    await each(async ({ server, client }) => {
      report.progress(`${row.name}: ${server.name} warming up`);
      await client.run(translated(warmUp, server.dialect), pace.warmUpSeconds, pace.leastWarmUp);
    });
    if (row.latencyMs > 0) await emulator.setLatency(row.latencyMs);
    // The first round does not count: a server that waited for the warm-up of the others compiles again.
    for (let round = 0; round <= pace.rounds; round += 1) {
      await each(async ({ server, running, client, requests, rounds }) => {
        const figures = await measureRound(running, client, requests, emulator, pace.roundSeconds);
        if (server.makesEveryCall) checkCalls(server.name, figures.callsPerRequest, plan);
        if (round === 0) return;
        rounds.push(figures);
        const { requestsPerSecond, cpuMicros } = figures;
        report.progress(
          `${row.name}: round ${round}/${pace.rounds} ${server.name.padEnd(16)} ` +
            `${requestsPerSecond.toFixed(0).padStart(6)} requests/s ${cpuMicros.toFixed(0).padStart(6)} µs CPU/request`,
        );
      });
    }
    /** @type {Measured[]} */
    const measured = [];
    await each(async ({ server, running, rounds }) => {
      const { peakRssKb } = await running.usage();
      measured.push({ server: server.name, rounds, peakRssMb: peakRssKb / 1024 });
    });
    if (report.profile !== undefined) {
      const { profile } = report;
      await each(async ({ server, running, client, requests }) => {
        if (!running.isNode) return;
        report.progress(`${row.name}: ${server.name} profiling`);
        await running.ask('startProfile');
        const load = await client.run(requests, pace.roundSeconds);
        await profile(server.name, await running.ask('stopProfile'), load.requests);
      });
    }
    return measured;
  } finally {
    await Promise.all(contenders.map(({ client }) => client.close()));
    await Promise.all(contenders.map(({ running }) => running.stop()));
    await tearDown();
  }
}

/**
 * Waits until a server can be measured. The warm-up afterwards is the same for all works.
 * @param {Client} client
 * @param {NonNullable<import('./works.mjs').Work['ready']>} ready
 */
async function untilReady(client, { query, check }) {
  for (const end = performance.now() + READY_MS; !check(await client.data(query)); await sleep(QUIET_MS)) {
    if (performance.now() > end) throw new Error(`not ready after ${READY_MS / 1000} s`);
  }
}

/**
 * @param {MeasuredProcess} server
 * @param {Client} client
 * @param {readonly import('./requests.mjs').Prepared[]} requests
 * @param {import('./emulator.mjs').Emulator} emulator
 * @param {number} seconds
 * @returns {Promise<Round>}
 */
async function measureRound(server, client, requests, emulator, seconds) {
  await emulator.forgetCalls();
  const before = await server.usage();
  const emulatorBefore = await emulator.usage();
  const load = await client.run(requests, seconds);
  const after = await server.usage();
  const emulatorAfter = await emulator.usage();
  return {
    requestsPerSecond: load.requests / load.seconds,
    p50Ms: quantile(load.latencies, 0.5),
    p99Ms: quantile(load.latencies, 0.99),
    cpuMicros: (after.cpuMicros - before.cpuMicros) / load.requests,
    emulatorCpuMicros: (emulatorAfter.cpuMicros - emulatorBefore.cpuMicros) / load.requests,
    loadCpuMicros: load.cpuMicros / load.requests,
    callsPerRequest: (await callsUntilQuiet(emulator)) / load.requests,
  };
}

/**
 * Waits until there are no more calls and counts them. A cache may refresh entries after it has responded. Such calls count for the server
 * of the current round and must not reach into the next one's.
 * @param {import('./emulator.mjs').Emulator} emulator
 */
async function callsUntilQuiet(emulator) {
  let all = 0;
  for (let more = await emulator.countCalls(); more > 0; more = await emulator.countCalls()) {
    all += more;
    await emulator.forgetCalls();
    await sleep(QUIET_MS);
  }
  return all;
}

/**
 * @param {string} server
 * @param {number} calls per request
 * @param {import('./requests.mjs').Plan} plan
 */
function checkCalls(server, calls, { leastCalls, mostCalls }) {
  if (calls >= leastCalls && calls <= mostCalls) return;
  const expected = leastCalls === mostCalls ? `${leastCalls}` : `${leastCalls} to ${mostCalls}`;
  throw new Error(`${server}: expected ${expected} calls per request, got ${calls}`);
}

/** @param {unknown} error */
function reason(error) {
  return String(error instanceof Error ? error.message : error)
    .replaceAll(/\s+/g, ' ')
    .slice(0, 300);
}

/**
 * @param {Float64Array} sorted
 * @param {number} share
 */
function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
