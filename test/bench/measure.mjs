import { isDeepStrictEqual } from 'node:util';
import { request } from 'undici';
import { Client } from './load.mjs';
import { MeasuredProcess } from './processes.mjs';
import { FLOOR, SERVERS } from './servers.mjs';

/**
 * @typedef {object} Round what one server did in one round
 * @property {number} requestsPerSecond
 * @property {number} p50Ms
 * @property {number} p99Ms
 * @property {number} cpuMicros of the server process a request, all its threads
 * @property {number} emulatorCpuMicros of the emulator a request: when it is the larger one, it sets requestsPerSecond
 * @property {number} callsPerRequest upstream, by the emulator's ledger
 *
 * @typedef {object} Measured one server at one work
 * @property {string} server
 * @property {Round[]} rounds
 * @property {number} peakRssMb
 *
 * @typedef {{ warmUpSeconds: number, rounds: number, roundSeconds: number }} Pace
 */

/**
 * Measures one work: fresh processes, every answer checked, the servers in turn so that what else happens on the machine
 * meets all of them.
 * @param {import('./works.mjs').Work} work
 * @param {Pace} pace
 * @param {(line: string) => void} progress
 * @param {(server: string, profile: object, requests: number) => Promise<void>} [onProfile] profiles one more round each
 * @returns {Promise<Measured[]>}
 */
export async function measure(work, pace, progress, onProfile) {
  const emulator = await MeasuredProcess.start('emulator', ['dist/cli.js', 'emulator', '--port', '0'], {});
  for (const { path, body } of work.setUp) await control(emulator, 'POST', path, body);
  const contenders = await Promise.all(
    SERVERS.map(async (server) => {
      const running = await MeasuredProcess.start(server.name, server.args(work), server.env(emulator.url));
      const client = new Client(running.url, work, work.connections);
      /** @type {Round[]} */
      const rounds = [];
      return { server, running, client, rounds };
    }),
  );
  await checkAnswers(work, contenders);
  for (const { server, client } of contenders) {
    progress(`${work.name}: ${server.name} warms up`);
    await client.run(pace.warmUpSeconds);
  }
  for (let round = 1; round <= pace.rounds; round += 1) {
    for (const contender of contenders) {
      const { server, running, client, rounds } = contender;
      const figures = await measureRound(running, client, emulator, pace.roundSeconds);
      if (server.makesEveryCall && figures.callsPerRequest !== work.calls) {
        throw new Error(`${server.name}: expected ${work.calls} calls a request, got ${figures.callsPerRequest}`);
      }
      rounds.push(figures);
      const { requestsPerSecond, cpuMicros } = figures;
      progress(
        `${work.name}: round ${round}/${pace.rounds} ${server.name.padEnd(10)} ` +
          `${requestsPerSecond.toFixed(0).padStart(6)} requests/s ${cpuMicros.toFixed(0).padStart(6)} µs CPU a request`,
      );
    }
  }
  const measured = [];
  for (const { server, running, rounds } of contenders) {
    const { peakRssKb } = await running.ask('usage');
    measured.push({ server: server.name, rounds, peakRssMb: peakRssKb / 1024 });
  }
  if (onProfile !== undefined) {
    for (const { server, running, client } of contenders) {
      progress(`${work.name}: ${server.name} is profiled`);
      await running.ask('startProfile');
      const { requests } = await client.run(pace.roundSeconds);
      await onProfile(server.name, await running.ask('stopProfile'), requests);
    }
  }
  await Promise.all(contenders.map(({ client }) => client.close()));
  await Promise.all([...contenders.map(({ running }) => running.stop()), emulator.stop()]);
  return measured;
}

/**
 * @param {import('./works.mjs').Work} work
 * @param {readonly { server: import('./servers.mjs').Server, client: Client }[]} contenders
 */
async function checkAnswers(work, contenders) {
  const answers = new Map();
  for (const { server, client } of contenders) answers.set(server.name, await client.first());
  for (const [name, data] of answers) {
    const wrong = work.check(data);
    if (wrong !== undefined) throw new Error(`${name} answers ${work.name} wrong: ${wrong}`);
    if (!isDeepStrictEqual(data, answers.get(FLOOR))) {
      throw new Error(
        `${name} answers ${work.name} other than ${FLOOR}:\n${JSON.stringify(data)}\n${JSON.stringify(answers.get(FLOOR))}`,
      );
    }
  }
}

/**
 * @param {MeasuredProcess} server
 * @param {Client} client
 * @param {MeasuredProcess} emulator
 * @param {number} seconds
 * @returns {Promise<Round>}
 */
async function measureRound(server, client, emulator, seconds) {
  await control(emulator, 'DELETE', '/_emulator/calls');
  const before = await server.ask('usage');
  const emulatorBefore = await emulator.ask('usage');
  const load = await client.run(seconds);
  const after = await server.ask('usage');
  const emulatorAfter = await emulator.ask('usage');
  const { total } = await control(emulator, 'GET', '/_emulator/calls');
  return {
    requestsPerSecond: load.requests / load.seconds,
    p50Ms: quantile(load.latencies, 0.5),
    p99Ms: quantile(load.latencies, 0.99),
    cpuMicros: (after.cpuMicros - before.cpuMicros) / load.requests,
    emulatorCpuMicros: (emulatorAfter.cpuMicros - emulatorBefore.cpuMicros) / load.requests,
    callsPerRequest: total / load.requests,
  };
}

/**
 * @param {MeasuredProcess} emulator
 * @param {'GET' | 'POST' | 'DELETE'} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<any>}
 */
async function control(emulator, method, path, body) {
  const answer = await request(emulator.url + path, { method, body: body && JSON.stringify(body) });
  if (answer.statusCode === 200) return answer.body.json();
  throw new Error(`${method} ${path}: expected HTTP 200, got ${answer.statusCode}: ${await answer.body.text()}`);
}

/**
 * @param {Float64Array} sorted
 * @param {number} share
 */
function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
