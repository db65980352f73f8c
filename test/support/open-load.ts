import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What became of one request. */
export interface Asked {
  /** When it was due, Unix milliseconds. */
  readonly at: number;
  /** From when it was due to its end, milliseconds. */
  readonly tookMs: number;
  /** `ok`: HTTP 200 and no errors; else the code of the first error, `HTTP <status>`, or that of the network. */
  readonly outcome: string;
  /** Its header, where there is one. */
  readonly retryAfter?: string;
}

export interface LoadOptions {
  /** What is sent, in turn. */
  readonly bodies: readonly string[];
  /** Whether connections are used again. */
  readonly keepAlive: boolean;
}

/**
 * Requests at a rate, whatever becomes of them: who waits for answers before he asks again goes easy on a server that is
 * slow, and tells nothing of one that has too much to do.
 */
export class OpenLoad {
  readonly #process: ChildProcess;
  readonly #answers = new Map<number, (answer: never) => void>();
  #asked = 0;

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

  /** So many a second. Resolves with its time, Unix milliseconds; does not wait for the answers. */
  send(perSecond: number, seconds: number): Promise<{ readonly from: number; readonly to: number }> {
    return this.#ask('send', perSecond, seconds);
  }

  /** Sends nothing more. */
  stop(): Promise<void> {
    return this.#ask('stop');
  }

  /** Resolves when everything that was sent is answered, or has failed. */
  settled(): Promise<void> {
    return this.#ask('settled');
  }

  /** What became of all, when all is settled. */
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
    this.#asked += 1;
    const id = this.#asked;
    this.#process.send({ id, question, values });
    return new Promise((resolve) => this.#answers.set(id, resolve));
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
