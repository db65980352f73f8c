import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isInstalled } from './commands.js';

export const hasRedis = isInstalled('redis-server', ['--version']);

/** `describe` if redis-server is installed, otherwise `describe.skip`. */
export const describeWithRedis = hasRedis ? describe : describe.skip;

/** A Redis for one test, on a free port. It writes every change to disk at once. */
export class TestRedis {
  readonly #folder = mkdtempSync(join(tmpdir(), 'cardgraph-redis-'));
  readonly #port: number;
  #process: ChildProcess | undefined;

  readonly #settings: Readonly<Record<string, string>>;

  private constructor(port: number, settings: Readonly<Record<string, string>>) {
    this.#port = port;
    this.#settings = settings;
  }

  /** @param settings as in redis.conf, in addition to those that every test needs */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<TestRedis> {
    const redis = new TestRedis(await freePort(), settings);
    await redis.start();
    return redis;
  }

  /** Starts a Redis Cluster with one node. Like any cluster, it rejects commands with keys of different slots. */
  static async startCluster(): Promise<TestRedis> {
    const redis = await TestRedis.start({ 'cluster-enabled': 'yes', 'cluster-port': String(await freePort()) });
    await redis.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    for (const end = Date.now() + 10_000; !(await redis.command('CLUSTER', 'INFO')).includes('cluster_state:ok'); ) {
      if (Date.now() > end) throw new Error('The cluster was not ready within 10 s');
    }
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  /** Restarts it on the same port with its data. */
  async start(): Promise<void> {
    const options = { port: this.#port, bind: '127.0.0.1', dir: this.#folder, save: '', appendonly: 'yes' };
    const args = Object.entries({ ...options, appendfsync: 'always', 'repl-diskless-sync': 'no', ...this.#settings });
    const started = spawn(
      'redis-server',
      args.flatMap(([name, value]) => [`--${name}`, String(value)]),
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    this.#process = started;
    await new Promise<void>((resolve, reject) => {
      started.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
      started.stdout?.on('data', (text: Buffer) => {
        if (text.includes('Ready to accept connections')) resolve();
      });
    });
    started.removeAllListeners('exit');
  }

  /** Kills it, like a crash. */
  async kill(): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    if (running === undefined) return;
    running.kill('SIGKILL');
    await once(running, 'exit');
  }

  /** Stops it from responding while its connections stay open. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Returns the output of redis-cli for a command. */
  async command(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('redis-cli', ['-p', String(this.#port), ...args]);
    return stdout;
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Returns a free port. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return address.port;
}
