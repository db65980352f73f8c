import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { postTo, send } from '../support/http.js';

const SUPPORT = join(process.cwd(), 'test', 'support');
const PAGE_BYTES = 4096;

/** Interval between two samples of a server's memory, milliseconds. */
const SAMPLE_MS = 5;

/** The effect of one attack on a server. */
export interface Damage {
  readonly status: number | undefined;
  /** extensions.code of the first error, or undefined if the response has data. */
  readonly code: string | undefined;
  readonly bytes: number;
  readonly ms: number;
  /** The increase of the process's memory (RSS) at its peak. */
  readonly rssBytes: number;
  /** The maximum delay of the event loop. */
  readonly delayMs: number;
  /** The longest time to parse one body of the platform. */
  readonly parseMs: number;
}

interface Probed {
  readonly delayMs: number;
  readonly parseMs: number;
}

/** A process that prints lines of the form "Label: value". */
class Printing {
  readonly process: ChildProcess;
  readonly #printed = new Map<string, string>();

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.process = spawn(process.execPath, args, {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    createInterface({ input: this.process.stdout as NonNullable<ChildProcess['stdout']> }).on('line', (line) => {
      const [, label, value] = /^(\w+): (.*)$/.exec(line) ?? [];
      if (label !== undefined && value !== undefined) this.#printed.set(label, value);
    });
  }

  async printed(label: string): Promise<string> {
    for (let tries = 0; tries < 1500; tries += 1) {
      const value = this.#printed.get(label);
      if (value !== undefined) return value;
      if (this.process.exitCode !== null) break;
      await sleep(20);
    }
    throw new Error(`the process printed no line "${label}: …"`);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill();
    await once(this.process, 'exit');
  }
}

/** A platform whose account has 300 coupons and ten years of statistics. */
export class BusyPlatform {
  readonly #process = new Printing([join(SUPPORT, 'busy-platform.mjs')]);

  url(): Promise<string> {
    return this.#process.printed('Platform');
  }

  /** Returns the ids of a hundred of its coupons. */
  async coupons(): Promise<readonly string[]> {
    return (await this.#process.printed('Coupons')).split(',');
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}

/** A server with default limits and a heap of 512 MB, in front of a busy platform. */
export class AttackedServer {
  readonly #folder = mkdtempSync(join(tmpdir(), 'cardgraph-attacked-'));
  readonly #process: Printing;
  url = '';

  constructor(platformUrl: string, env: Readonly<Record<string, string>> = {}) {
    const flags = ['--expose-gc', '--max-old-space-size=512', '--min-semi-space-size=64', '--max-semi-space-size=64'];
    const args = [...flags, '--no-allocation-site-pretenuring', '--import', join(SUPPORT, 'probe.mjs'), 'dist/cli.js'];
    this.#process = new Printing([...args, 'serve'], {
      ...{ PORT: '0', WECHAT_BASE_URL: platformUrl, WECHAT_APP_ID: 'wxdemo', WECHAT_APP_SECRET: 'demo-secret' },
      ...{ STATE_DIR: this.#folder, LOG_LEVEL: 'fatal', SHUTDOWN_WAIT_SECONDS: '0', ...env },
    });
  }

  /** Starts the server and sends ordinary requests first, so that the start is not measured. */
  async start(requests: number): Promise<void> {
    this.url = await this.#process.printed('GraphQL');
    const list =
      '{ cards(first: 20) { nodes { id title status stock { quantity } details { ... on GrouponDetails { dealDetail } } } } }';
    const one = 'query ($id: ID!) { card(id: $id) { id title } }';
    for (let index = 0; index < requests; index += 1) {
      await this.send(index % 2 === 0 ? { query: list } : { query: one, variables: { id: 'pDEMO-cash-0001' } });
    }
  }

  send(body: object | string) {
    return postTo(this.url, typeof body === 'string' ? body : JSON.stringify(body));
  }

  /** Returns the milliseconds until `/health/live` has responded. */
  async health(): Promise<number> {
    const began = performance.now();
    const { status } = await send(this.url, '/health/live');
    if (status !== 200) throw new Error(`/health/live: ${status}`);
    return performance.now() - began;
  }

  /** Sends a single request and measures its effect on the process. */
  async attack(body: object | string): Promise<Damage> {
    await sleep(300);
    await this.probe();
    const before = this.rss();
    let peak = before;
    const sampling = setInterval(() => {
      peak = Math.max(peak, this.rss());
    }, SAMPLE_MS);
    const began = performance.now();
    const { status, text } = await this.send(body);
    const ms = performance.now() - began;
    await sleep(200);
    clearInterval(sampling);
    const { delayMs, parseMs } = await this.probe();
    return {
      status,
      code: codeIn(text),
      bytes: Buffer.byteLength(text),
      ms,
      rssBytes: peak - before,
      delayMs,
      parseMs,
    };
  }

  rss(): number {
    const [, pages] = readFileSync(`/proc/${this.#process.process.pid}/statm`, 'utf8').split(' ');
    return Number(pages) * PAGE_BYTES;
  }

  /** Returns the process's measurements since the last call. */
  probe(): Promise<Probed> {
    return this.#ask('read') as Promise<Probed>;
  }

  /** Returns the live bytes of the heap after a full collection. */
  async liveBytes(): Promise<number> {
    return ((await this.#ask('heap')) as { readonly liveBytes: number }).liveBytes;
  }

  async #ask(what: string): Promise<unknown> {
    const { process: child } = this.#process;
    child.send(what);
    const [answer] = await once(child, 'message');
    return answer;
  }

  async stop(): Promise<void> {
    await this.#process.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function codeIn(text: string): string | undefined {
  const { errors } = JSON.parse(text) as { errors?: readonly { extensions?: { code?: string } }[] };
  return errors?.[0]?.extensions?.code;
}
