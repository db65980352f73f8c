import type { Log } from '../log.js';
import { LogThrottle } from '../logging/log-throttle.js';

/** Minimum interval between two logged openings of a circuit breaker, milliseconds: it can open and close within half a second. */
const LOG_INTERVAL_MS = 2000;

/** Logs when the circuit breaker of one account opens and closes, and when an API is paused because its quota is used up. */
export class OutageLog {
  readonly #log: Pick<Log, 'info' | 'warn'>;
  readonly #account: string;
  readonly #throttle = new LogThrottle(LOG_INTERVAL_MS);
  /** Whether the last opening was logged, so that its closing is logged too. */
  #isOpeningLogged = false;

  constructor(log: Pick<Log, 'info' | 'warn'>, account: string) {
    this.#log = log;
    this.#account = account;
  }

  breakerOpened(): void {
    const suppressed = this.#throttle.admit();
    this.#isOpeningLogged = suppressed !== undefined;
    if (suppressed === undefined) return;
    this.#log.warn({ account: this.#account, endpoint: 'all', suppressed }, 'Circuit breaker opened');
  }

  breakerClosed(): void {
    if (this.#isOpeningLogged) this.#log.info({ account: this.#account, endpoint: 'all' }, 'Circuit breaker closed');
    this.#isOpeningLogged = false;
  }

  quotaChanged(change: 'paused' | 'resumed', endpoint: string, errcode: number | undefined): void {
    const facts = { account: this.#account, endpoint };
    if (change === 'paused') this.#log.warn({ ...facts, errcode }, 'Quota used up; calls are paused');
    else this.#log.info(facts, 'Quota restored; calls are resumed');
  }
}
