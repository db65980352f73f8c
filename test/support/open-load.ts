import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The outcome of one request. */
export interface Asked {
  /** When it was due, Unix milliseconds. */
  readonly at: number;
  /** From the due time to its end, milliseconds. */
  readonly tookMs: number;
  /** `ok` for HTTP 200 without errors, otherwise the code of the first error, `HTTP <status>`, or the code of the network error. */
  readonly outcome: string;
  /** The Retry-After header, if there is one. */
  readonly retryAfter?: string;
}

export interface LoadOptions {
  /** The bodies to send, in turn. */
  readonly bodies: readonly string[];
  /** Whether connections are reused. */
  readonly keepAlive: boolean;
}

/**
 * Sends requests at a fixed rate, regardless of the responses. A client that waits for each response before the next request slows down
 * with the server and therefore cannot measure an overload.
 */
export class OpenLoad {
  readonly #process: ChildProcess;
  readonly #answers = new Map<number, (answer: never) => void>();
  #lastId = 0;

  private constructor(url: string, keepAlive: boolean) {
    this.#process = fork(join(__dirname, 'load-generator.mjs'), [url, String(keepAlive)], {
      serialization: 'advanced',
    });
    this.#process.on('message', ({ id, answer }: { id: number; answer: unknown }) => {
      this.#answers.get(id)?.(answer as never);
      this.#answers.delete(id);
    });
  }

  static async start(url: string, { bodies, keepAlive }: LoadOptions): Promise<OpenLoad> {
    const load = new OpenLoad(url, keepAlive);
    await load.#ask('use', bodies);
    return load;
  }

  /** Sends `perSecond` requests a second. Resolves with the time span in Unix milliseconds, without waiting for the responses. */
  send(perSecond: number, seconds: number): Promise<{ readonly from: number; readonly to: number }> {
    return this.#ask('send', perSecond, seconds);
  }

  /** Stops sending. */
  stop(): Promise<void> {
    return this.#ask('stop');
  }

  /** Resolves when every request has a response or has failed. */
  settled(): Promise<void> {
    return this.#ask('settled');
  }

  /** Returns the outcomes of all requests once they have settled. */
  async report(): Promise<Asked[]> {
    await this.settled();
    return this.#ask('report');
  }

  async close(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    this.#process.kill();
    await once(this.#process, 'exit');
  }

  #ask<T>(question: string, ...values: unknown[]): Promise<T> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#process.send({ id, question, values });
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }
}

/** Returns the number of requests by outcome. */
export function outcomesOf(requests: readonly Asked[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of requests) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** @param share 0..1 */
export function quantileOf(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
}
