import type { Log } from '../log.js';
import type { FactsLog } from './token/diagnostics.js';

/** Minimum interval between two lines, milliseconds. */
const INTERVAL_MS = 1000;

/** Maximum number of lines that wait for their turn. The one that has waited longest is then dropped and counted. */
const MAX_WAITING = 100;

/** A line that is logged even if it has to wait. */
interface Line {
  readonly level: 'info' | 'warn' | 'error';
  readonly facts: object;
  readonly message: string;
  /** Whether it reports that something works again. */
  readonly isEnd: boolean;
}

/**
 * Logs what an outage of the platform causes: failed calls, transitions of circuit breakers and quotas, and missing tokens. The process
 * writes at most one of these lines a second. Failed calls in between are suppressed. Transitions wait for their turn, unless the opposite
 * one occurs in the meantime: then neither is logged. The next line contains the number of suppressed lines.
 */
export class OutageLog {
  readonly #log: Pick<Log, 'debug' | 'info' | 'warn' | 'error'>;
  readonly #now: () => number;
  /** When the next line may be written, by the clock `now`. */
  #nextAt = Number.NEGATIVE_INFINITY;
  #suppressed = 0;
  /** By subject, in the order in which they are written. */
  readonly #waiting = new Map<string, Line>();
  #timer: NodeJS.Timeout | undefined;

  /** @param now a monotonic clock, milliseconds */
  constructor(log: Pick<Log, 'debug' | 'info' | 'warn' | 'error'>, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  /** Logs a failed call at level warn, or at level debug if another line was written within the interval. */
  callFailed(facts: object, message: string): void {
    if (this.#waiting.size === 0 && this.#now() >= this.#nextAt) {
      this.#write({ level: 'warn', facts, message, isEnd: false });
      return;
    }
    this.#suppressed += 1;
    this.#log.debug(facts, message);
  }

  breakerOpened(account: string): void {
    const facts = { account, endpoint: 'all' };
    this.#post(`breaker ${account}`, { level: 'warn', facts, message: 'Circuit breaker opened', isEnd: false });
  }

  breakerClosed(account: string): void {
    const facts = { account, endpoint: 'all' };
    this.#post(`breaker ${account}`, { level: 'info', facts, message: 'Circuit breaker closed', isEnd: true });
  }

  quotaChanged(account: string, change: 'paused' | 'resumed', endpoint: string, errcode: number | undefined): void {
    const facts = { account, endpoint };
    const line: Line =
      change === 'paused'
        ? { level: 'warn', facts: { ...facts, errcode }, message: 'Quota used up; calls are paused', isEnd: false }
        : { level: 'info', facts, message: 'Quota restored; calls are resumed', isEnd: true };
    this.#post(`quota ${account} ${endpoint}`, line);
  }

  /** Returns the log for the diagnostics of an account's token. */
  tokenLog(account: string): FactsLog {
    const post = (level: Line['level'], facts: object, message: string) =>
      this.#post(`token ${account} ${message}`, { level, facts, message, isEnd: false });
    return {
      warn: (facts, message) => post('warn', facts, message),
      error: (facts, message) => post('error', facts, message),
    };
  }

  /** Writes a line now or as soon as those before it are written. */
  #post(subject: string, line: Line): void {
    const earlier = this.#waiting.get(subject);
    if (earlier !== undefined) {
      this.#waiting.delete(subject);
      this.#suppressed += 1;
      if (earlier.isEnd !== line.isEnd) {
        // The last written line of this subject describes the current state again.
        this.#suppressed += 1;
        return;
      }
    }
    const [oldest] = this.#waiting.keys();
    if (oldest !== undefined && this.#waiting.size === MAX_WAITING) {
      this.#waiting.delete(oldest);
      this.#suppressed += 1;
    }
    this.#waiting.set(subject, line);
    this.#writeNext();
  }

  /** Writes the next waiting line, or sets the timer for it. */
  #writeNext(): void {
    const [next] = this.#waiting;
    if (next === undefined || this.#timer !== undefined) return;
    const waitMs = this.#nextAt - this.#now();
    if (waitMs <= 0) {
      const [subject, line] = next;
      this.#waiting.delete(subject);
      this.#write(line);
      this.#writeNext();
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#writeNext();
    }, Math.ceil(waitMs));
    this.#timer.unref();
  }

  #write({ level, facts, message }: Line): void {
    const suppressed = this.#suppressed;
    this.#suppressed = 0;
    this.#nextAt = this.#now() + INTERVAL_MS;
    this.#log[level](suppressed === 0 ? facts : { ...facts, suppressed }, message);
  }
}
