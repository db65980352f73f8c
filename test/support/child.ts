import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const CLI = path.join(process.cwd(), 'dist', 'cli.js');

/** A command of this project in its own process. `npm test` builds it first. */
export class Child {
  readonly #process: ChildProcess;
  #isStderrRead = false;
  stdout = '';
  stderr = '';

  /**
   * @param stderr `unread`: it is not read until `readStderr` is called. A number: a descriptor of this process
   * @param node the executable; defaults to that of this process
   */
  constructor(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    stderr: 'read' | 'unread' | number = 'read',
    node: string = process.execPath,
  ) {
    this.#process = spawn(node, [CLI, ...args], {
      // No load balancer has to notice the shutdown. Load from other tests must not cause load shedding.
      env: { PATH: process.env.PATH, SHUTDOWN_WAIT_SECONDS: '0', OVERLOAD_EVENT_LOOP_DELAY_MS: '0', ...env },
      stdio: ['ignore', 'pipe', typeof stderr === 'number' ? stderr : 'pipe'],
    });
    this.#process.stdout?.on('data', (chunk) => {
      this.stdout += chunk;
    });
    if (stderr === 'read') this.readStderr();
    else if (typeof stderr === 'number') this.#isStderrRead = true;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** The signal that ended the process. null while it runs and if it exited. */
  get endedBy(): NodeJS.Signals | null {
    return this.#process.signalCode;
  }

  readStderr(): void {
    this.#isStderrRead = true;
    this.#process.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
  }

  /**
   * Returns the value after a label on its line of stdout, such as `GraphQL: <url>`. Waits at most 45 s: a start takes two seconds, and
   * several times as long if other tests run at the same time.
   */
  async announced(label: string): Promise<string> {
    const line = new RegExp(`^${label}: (\\S+)$`, 'm');
    for (const until = Date.now() + 45_000; Date.now() < until; await new Promise((go) => setTimeout(go, 20))) {
      const found = line.exec(this.stdout)?.[1];
      if (found !== undefined) return found;
      if (this.#process.exitCode !== null) break;
    }
    throw new Error(`no line "${label}: …" on stdout; stderr: ${this.stderr}`);
  }

  /** Returns the exit code, or null if a signal ended the process. */
  async exit(): Promise<number | null> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      // An unread stderr never closes.
      await once(this.#process, this.#isStderrRead ? 'close' : 'exit');
    }
    return this.#process.exitCode;
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.#process.kill(signal);
    return this.exit();
  }
}
