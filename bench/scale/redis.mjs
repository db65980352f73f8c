import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../peers/free-port.mjs';
import { MeasuredProcess } from '../processes.mjs';

const run = promisify(execFile);

/** The reports, and the heartbeats of connections, whose number depends on the time. */
const UNCOUNTED = new Set(['info', 'ping']);

/**
 * The work of Redis since its start.
 *
 * @typedef {object} RedisWork
 * @property {Record<string, number>} commands calls by command, those inside scripts included
 * @property {number} receivedBytes
 * @property {number} sentBytes
 * @property {number} cpuMicros of all its threads
 * @property {number} reportBytes size of this report, which the next one counts as sent
 */

/** A Redis with the settings of docs/state.md and no data. Requires redis-server and redis-cli. */
export class Redis {
  #process;
  #folder;
  #port;

  /** @param {MeasuredProcess} process @param {string} folder @param {number} port */
  constructor(process, folder, port) {
    this.#process = process;
    this.#folder = folder;
    this.#port = port;
  }

  static async start() {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), 'cardgraph-scale-'));
    const settings = {
      port,
      bind: '127.0.0.1',
      dir: folder,
      save: '',
      appendonly: 'yes',
      appendfsync: 'always',
      'maxmemory-policy': 'noeviction',
    };
    const started = await MeasuredProcess.start('redis', {
      command: 'redis-server',
      args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
      env: {},
      urlOf: (stdout) => (stdout.includes('Ready to accept connections') ? `redis://127.0.0.1:${port}` : undefined),
    });
    return new Redis(started, folder, port);
  }

  get url() {
    return this.#process.url;
  }

  /** @returns {Promise<RedisWork>} */
  async work() {
    const { stdout } = await run('redis-cli', ['-p', String(this.#port), 'INFO', 'everything']);
    const number = (/** @type {string} */ name) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(stdout)?.[1]);
    const commands = [...stdout.matchAll(/^cmdstat_([\w|]+):calls=(\d+)/gm)].filter(
      ([, name = '']) => !UNCOUNTED.has(name),
    );
    return {
      commands: Object.fromEntries(commands.map(([, name = '', calls]) => [name, Number(calls)])),
      receivedBytes: number('total_net_input_bytes'),
      sentBytes: number('total_net_output_bytes'),
      cpuMicros: (number('used_cpu_sys') + number('used_cpu_user')) * 1e6,
      reportBytes: Buffer.byteLength(stdout),
    };
  }

  /** Returns the bytes of its data and its overhead. @returns {Promise<number>} */
  async usedBytes() {
    const { stdout } = await run('redis-cli', ['-p', String(this.#port), 'INFO', 'memory']);
    return Number(/^used_memory:(\d+)/m.exec(stdout)?.[1]);
  }

  /** Returns the commands a second that redis-benchmark reaches with 50 connections. @param {number} commands */
  async benchmark(commands) {
    const { stdout } = await run('redis-benchmark', [
      ...['-p', String(this.#port), '-t', 'get,set', '-n', String(commands), '--csv'],
    ]);
    const reached = (/** @type {string} */ name) => Number(new RegExp(`^"${name}","([\\d.]+)"`, 'm').exec(stdout)?.[1]);
    return { get: reached('GET'), set: reached('SET') };
  }

  async stop() {
    await this.#process.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Returns the work between two reports. @param {RedisWork} before @param {RedisWork} after */
export function workBetween(before, after) {
  const commands = Object.entries(after.commands).map(
    ([name, calls]) => /** @type {const} */ ([name, calls - (before.commands[name] ?? 0)]),
  );
  return {
    commands: Object.fromEntries(commands.filter(([, calls]) => calls > 0)),
    receivedBytes: after.receivedBytes - before.receivedBytes,
    sentBytes: after.sentBytes - before.sentBytes - before.reportBytes,
    cpuMicros: after.cpuMicros - before.cpuMicros,
  };
}
