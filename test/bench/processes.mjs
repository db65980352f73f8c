import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PROBE = new URL('./probe.mjs', import.meta.url).href;

const START_MS = 10_000;
/** Between SIGTERM and SIGKILL. */
const STOP_MS = 2_000;
/** Kept of stderr, for the error when a process ends that should not. */
const STDERR_CHARACTERS = 4_000;

/** @type {Set<MeasuredProcess>} */
const running = new Set();

/** A node process of the bench. It is up when it has printed a line `Name: http://…`. */
export class MeasuredProcess {
  #name;
  #child;
  #stderr = '';
  /** @type {Promise<void>} */
  #exited;
  /** Set once it has started. */
  url = '';

  /**
   * @param {string} name for errors
   * @param {readonly string[]} args of node
   * @param {Readonly<Record<string, string>>} env all of it: what the shell has set must not reach a measured server
   */
  constructor(name, args, env) {
    this.#name = name;
    this.#child = spawn(process.execPath, ['--import', PROBE, ...args], {
      cwd: ROOT,
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child.stderr?.on('data', (chunk) => {
      this.#stderr = `${this.#stderr}${chunk}`.slice(-STDERR_CHARACTERS);
    });
    this.#exited = new Promise((resolve) => this.#child.once('exit', () => resolve()));
    running.add(this);
    this.#exited.then(() => running.delete(this));
  }

  /**
   * @param {string} name
   * @param {readonly string[]} args
   * @param {Readonly<Record<string, string>>} env
   */
  static async start(name, args, env) {
    const started = new MeasuredProcess(name, args, env);
    started.url = await started.#printedUrl();
    return started;
  }

  /**
   * Asks the probe inside the process.
   * @param {'usage' | 'startProfile' | 'stopProfile'} question one at a time
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

  /** @returns {Promise<string>} */
  #printedUrl() {
    return this.#whileUp((resolve, reject) => {
      const timer = setTimeout(() => reject(this.#error(`printed no URL within ${START_MS} ms`)), START_MS);
      let printed = '';
      const onPrinted = (/** @type {Buffer} */ chunk) => {
        printed += chunk;
        const url = /^\w+: (http\S+)\n/m.exec(printed)?.[1];
        if (url === undefined) return;
        clearTimeout(timer);
        this.#child.stdout?.off('data', onPrinted);
        // Read on: a full pipe would stop the process.
        this.#child.stdout?.resume();
        resolve(url);
      };
      this.#child.stdout?.on('data', onPrinted);
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

/** Stops every process that the bench has started and that still runs. */
export async function stopAll() {
  await Promise.all([...running].map((one) => one.stop()));
}
