import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PROBE = new URL('./probe.mjs', import.meta.url).href;

/** A start takes two seconds, and several times as long on a busy machine. */
const START_MS = 60_000;
/** Time between SIGTERM and SIGKILL. */
const STOP_MS = 2_000;
/** How much of stderr is stored, for the error when a process exits unexpectedly. */
const STDERR_CHARACTERS = 4_000;

/** `Name: http://…` on a separate line. */
const PRINTED_URL = /^\w+: (http\S+)\n/m;
/** The unit of the times in /proc: USER_HZ, which Linux fixes for all programs. */
const MICROS_PER_TICK = 10_000;

/**
 * The command line and environment of a process.
 *
 * @typedef {object} Launch
 * @property {string} [command] an external program; absent: node with the probe
 * @property {string} [executable] of node; absent: the one that runs the bench
 * @property {readonly string[]} args
 * @property {Readonly<Record<string, string>>} env the complete environment, because variables of the shell must not reach a measured
 *   server
 * @property {(stdout: string) => string | undefined} [urlOf] returns its URL once it is printed; absent: `Name: http://…`
 */

/** @type {Set<MeasuredProcess>} */
const running = new Set();

/** A process of the bench. It has started when it has printed its URL. */
export class MeasuredProcess {
  #name;
  #child;
  #isNode;
  #stderr = '';
  /** @type {Promise<void>} */
  #exited;
  /** Set once it has started. */
  url = '';

  /**
   * @param {string} name for errors
   * @param {Launch} launch
   */
  constructor(name, { command, executable = process.execPath, args, env }) {
    this.#name = name;
    this.#isNode = command === undefined;
    const stderr = openPipe();
    this.#child = spawn(command ?? executable, this.#isNode ? ['--import', PROBE, ...args] : args, {
      cwd: ROOT,
      env: { ...env },
      stdio: ['ignore', 'pipe', stderr.writable, ...(this.#isNode ? /** @type {const} */ (['ipc']) : [])],
    });
    closeSync(stderr.writable);
    stderr.readable.on('data', (chunk) => {
      this.#stderr = `${this.#stderr}${chunk}`.slice(-STDERR_CHARACTERS);
    });
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      // The command does not exist or is not for this machine.
      this.#child.once('error', (error) => {
        this.#stderr += error.message;
        resolve();
      });
    });
    running.add(this);
    this.#exited.then(() => running.delete(this));
  }

  /**
   * @param {string} name
   * @param {Launch} launch
   */
  static async start(name, launch) {
    const started = new MeasuredProcess(name, launch);
    started.url = await started.#printedUrl(launch.urlOf ?? ((stdout) => PRINTED_URL.exec(stdout)?.[1]));
    return started;
  }

  /** Returns the resources that the process has used since its start. @returns {Promise<import('./probe.mjs').Usage>} */
  usage() {
    return this.#isNode ? this.ask('usage') : foreignUsage(/** @type {number} */ (this.#child.pid));
  }

  /** Whether the process has the probe. */
  get isNode() {
    return this.#isNode;
  }

  /**
   * Sends a question to the probe inside the process.
   * @param {import('./probe.mjs').Question} question only one at a time
   * @returns {Promise<any>}
   */
  ask(question) {
    return this.#whileUp((resolve) => {
      this.#child.once('message', (/** @type {{ answer: unknown }} */ message) => resolve(message.answer));
      this.#child.send(question);
    });
  }

  async stop() {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS);
    await this.#exited;
    clearTimeout(timer);
  }

  /**
   * @param {(stdout: string) => string | undefined} urlOf
   * @returns {Promise<string>}
   */
  #printedUrl(urlOf) {
    return this.#whileUp((resolve, reject) => {
      const timer = setTimeout(() => reject(this.#error(`printed no URL within ${START_MS} ms`)), START_MS);
      let printed = '';
      const onPrinted = (/** @type {Buffer} */ chunk) => {
        printed += chunk;
        const url = urlOf(printed);
        if (url === undefined) return;
        clearTimeout(timer);
        this.#child.stdout?.off('data', onPrinted);
        // Continues to read, because a full pipe would block the process.
        this.#child.stdout?.resume();
        resolve(url);
      };
      this.#child.stdout?.on('data', onPrinted);
      this.#exited.then(() => clearTimeout(timer));
    });
  }

  /**
   * @template T
   * @param {(resolve: (value: T) => void, reject: (error: Error) => void) => void} start
   * @returns {Promise<T>}
   */
  #whileUp(start) {
    return new Promise((resolve, reject) => {
      this.#exited.then(() => reject(this.#error('ended')));
      start(resolve, reject);
    });
  }

  /** @param {string} what */
  #error(what) {
    return new Error(`${this.#name} ${what}${this.#stderr && `; it wrote:\n${this.#stderr}`}`);
  }
}

/** Stops every process that the bench has started and that is still running. */
export async function stopAll() {
  await Promise.all([...running].map((one) => one.stop()));
}

/**
 * Returns the resources that a program without a probe has used, from Linux's /proc.
 * @param {number} pid
 * @returns {Promise<import('./probe.mjs').Usage>}
 */
async function foreignUsage(pid) {
  const [stat, status] = await Promise.all(['stat', 'status'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8')));
  // The second field, the name in parentheses, may contain spaces. utime and stime are fields 14 and 15 (proc(5)).
  const fields = (stat ?? '').slice((stat ?? '').lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { cpuMicros: ticks * MICROS_PER_TICK, peakRssKb: Number(/^VmHWM:\s+(\d+) kB/m.exec(status ?? '')?.[1]) };
}

/**
 * Opens a pipe, which is what container runtimes give a process as stderr. `spawn` would give it a socket, for which a server has to write
 * its log on the thread pool.
 */
function openPipe() {
  const folder = mkdtempSync(join(tmpdir(), 'cardgraph-bench-'));
  try {
    const path = join(folder, 'stderr');
    execFileSync('mkfifo', [path]);
    // Opened before the other end, and without waiting for it.
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const readable = new Socket({ fd, readable: true, writable: false });
    return { readable, writable: openSync(path, constants.O_WRONLY) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
