import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The outcome of one request. */
export interface Asked {
  /** When the request was due, in Unix milliseconds. */
  readonly at: number;
  /** Time from when the request was due to its end, in milliseconds. */
  readonly tookMs: number;
  /** `ok` for HTTP 200 without errors. Otherwise the code of the first error, `HTTP <status>`, or the network error. */
  readonly outcome: string;
  /** The Retry-After header, if there is one. */
  readonly retryAfter?: string;
}

export interface LoadOptions {
  /** The request bodies, sent in turn. */
  readonly bodies: readonly string[];
  /** Whether connections are reused. */
  readonly keepAlive: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends the bodies in chunks, without their length. */
  readonly inChunks?: boolean;
}

/**
 * Generates an open load: requests at a fixed rate, regardless of their outcome. A client that waits for each response before the next
 * request would reduce the load on a slow server, and could not measure an overloaded one.
 */
export class OpenLoad {
  readonly #process: ChildProcess;
  readonly #pending = new Map<number, (result: never) => void>();
  #lastId = 0;

  private constructor(url: string, keepAlive: boolean) {
    this.#process = fork(join(__dirname, 'load-generator.mjs'), [url, String(keepAlive)], {
      serialization: 'advanced',
    });
    this.#process.on('message', ({ id, result }: { id: number; result: unknown }) => {
      this.#pending.get(id)?.(result as never);
      this.#pending.delete(id);
    });
  }

  static async start(
    url: string,
    { bodies, keepAlive, headers = {}, inChunks = false }: LoadOptions,
  ): Promise<OpenLoad> {
    const load = new OpenLoad(url, keepAlive);
    await load.#run('use', bodies, headers, inChunks);
    return load;
  }

  /** Sends requests at a rate. Resolves with its start and end in Unix milliseconds, without waiting for the responses. */
  send(perSecond: number, seconds: number): Promise<{ readonly from: number; readonly to: number }> {
    return this.#run('send', perSecond, seconds);
  }

  /** Stops sending. */
  stop(): Promise<void> {
    return this.#run('stop');
  }

  /** Resolves when every request has a response or has failed. */
  settled(): Promise<void> {
    return this.#run('settled');
  }

  /** Returns the outcomes of all requests once they are settled. */
  async report(): Promise<Asked[]> {
    await this.settled();
    return this.#run('report');
  }

  async close(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    this.#process.kill();
    await once(this.#process, 'exit');
  }

  #run<T>(command: string, ...values: unknown[]): Promise<T> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#process.send({ id, command, values });
    return new Promise((resolve) => this.#pending.set(id, resolve));
  }
}

/** Counts the requests by outcome. */
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
