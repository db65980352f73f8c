import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';

/** What became of one request. */
export interface Asked {
  /** When it was due, milliseconds since the load began. */
  readonly at: number;
  /** From when it was due to its end, milliseconds. */
  readonly tookMs: number;
  /** `ok`: HTTP 200 and no errors; else the code of the first error, `HTTP <status>`, or that of the network. */
  readonly outcome: string;
  /** Its header, where there is one. */
  readonly retryAfter: string | undefined;
}

export interface LoadOptions {
  /** The body of the n-th request. */
  readonly bodyOf: (n: number) => string;
  /** Whether connections are used again. */
  readonly keepAlive: boolean;
}

/** Pauses between two looks at what is due, milliseconds. */
const TICK_MS = 4;

/**
 * Requests at a rate, whatever becomes of them: who waits for answers before he asks again goes easy on a server that is
 * slow, and tells nothing of one that has too much to do.
 */
export class OpenLoad {
  readonly asked: Asked[] = [];
  readonly #url: URL;
  readonly #options: LoadOptions;
  readonly #agent: Agent;
  readonly #began = performance.now();
  readonly #running = new Set<Promise<void>>();
  #count = 0;

  constructor(url: string, options: LoadOptions) {
    this.#url = new URL(url);
    this.#options = options;
    this.#agent = new Agent({ pipelining: options.keepAlive ? 1 : 0, connections: null });
  }

  /** Milliseconds since the load began. */
  get now(): number {
    return performance.now() - this.#began;
  }

  /** So many a second, until the time is over or `isOver` says so. Does not wait for the answers. */
  async send(perSecond: number, seconds: number, isOver: () => boolean = () => false): Promise<void> {
    const start = this.now;
    for (let sent = 0; sent < perSecond * seconds && !isOver(); ) {
      for (; sent < perSecond * seconds && start + (sent * 1000) / perSecond <= this.now; sent += 1) {
        const asking = this.#ask(start + (sent * 1000) / perSecond).finally(() => this.#running.delete(asking));
        this.#running.add(asking);
      }
      await sleep(TICK_MS);
    }
  }

  /** Resolves when everything that was sent is settled. */
  async answered(): Promise<void> {
    await Promise.all(this.#running);
  }

  async close(): Promise<void> {
    await this.answered();
    await this.#agent.close();
  }

  async #ask(at: number): Promise<void> {
    const { outcome, retryAfter } = await this.#outcome(this.#options.bodyOf(this.#count++));
    this.asked.push({ at, tookMs: this.now - at, outcome, retryAfter });
  }

  async #outcome(sent: string): Promise<Pick<Asked, 'outcome' | 'retryAfter'>> {
    const { origin, pathname: path } = this.#url;
    const headers = { 'content-type': 'application/json' };
    try {
      const {
        statusCode,
        headers: answered,
        body,
      } = await this.#agent.request({
        ...{ origin, path, method: 'POST', headers, body: sent },
      });
      const text = await body.text();
      const retryAfter = answered['retry-after'] as string | undefined;
      const code = /"code":"(\w+)"/.exec(text)?.[1];
      return { outcome: code ?? (statusCode === 200 ? 'ok' : `HTTP ${statusCode}`), retryAfter };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return { outcome: `network: ${code ?? message}`, retryAfter: undefined };
    }
  }
}

/** How often each outcome came. */
export function outcomesOf(asked: readonly Asked[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of asked) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** @param share 0..1 */
export function quantileOf(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
}
