import { isNativeError } from 'node:util/types';
import type { Log } from '../log.js';

/** Maximum number of lines about rejections per second. A loop of them must not fill the disk. */
const MAX_LINES_A_SECOND = 5;
const SECOND_MS = 1000;

/** Logs unhandled rejections and uncaught exceptions. Counts every rejection, but logs only a few per second. */
export class UnhandledErrors {
  readonly #log: Pick<Log, 'error' | 'fatal'>;
  #rejections = 0;
  /** Start of the current second, by performance.now(), milliseconds. */
  #since = Number.NEGATIVE_INFINITY;
  #lines = 0;
  /** Rejections since the last line that were only counted. */
  #suppressed = 0;

  constructor(log: Pick<Log, 'error' | 'fatal'>) {
    this.#log = log;
  }

  /** Rejections so far. */
  get rejections(): number {
    return this.#rejections;
  }

  /** Logs and counts an unhandled rejection. The process continues. */
  readonly rejected = (reason: unknown): void => {
    this.#rejections += 1;
    const now = performance.now();
    if (now - this.#since >= SECOND_MS) {
      this.#since = now;
      this.#lines = 0;
    }
    if (this.#lines === MAX_LINES_A_SECOND) {
      this.#suppressed += 1;
      return;
    }
    this.#lines += 1;
    const suppressed = this.#suppressed > 0 ? this.#suppressed : undefined;
    this.#suppressed = 0;
    this.#log.error({ ...described(reason), suppressed }, 'Unhandled rejection');
  };

  /** Logs an uncaught exception. The caller must end the process, because the interrupted work is in an unknown state. */
  threw(error: unknown): void {
    this.#log.fatal(described(error), 'Uncaught exception');
  }
}

/** Describes the reason. If it is not an error, only its type is logged, because it may be anything, including a caller's whole input. */
function described(reason: unknown): object {
  if (isNativeError(reason)) return { err: reason };
  return { reason: reason === null ? 'null' : `a value of type ${typeof reason}` };
}
