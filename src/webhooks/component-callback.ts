import type { Merchant } from '../component/merchant.js';
import type { AuthorizationSessions } from '../component/sessions.js';
import type { Log } from '../log.js';
import { LogThrottle } from '../logging/log-throttle.js';
import { PlatformError } from '../platform/errors.js';
import type { CallbackResult } from './callback-pages.js';
import { isSecretText } from './notification-reader.js';

/** Minimum interval between two log lines about one failure, milliseconds. */
const LOG_INTERVAL_MS = 10_000;

/** Callbacks that are handled at the same time. */
const MAX_IN_FLIGHT = 64;

/** Errcodes for an authorization code that is invalid or has expired. */
const REJECTED = [61009, 61010];

export interface ComponentCallbackOptions {
  readonly sessions: Pick<AuthorizationSessions, 'enter' | 'complete'>;
  /**
   * Exchanges an authorization code, once over all replicas. Repetitions return the same merchant.
   * @throws {PlatformError} with the errcode 61009 or 61010 if the code is invalid or has expired
   */
  readonly exchange: (code: string) => Promise<Pick<Merchant, 'appid'>>;
  readonly log: Log;
}

/** Receives the browser of a merchant that returns from the page of authorization. */
export class ComponentCallback {
  readonly #sessions: ComponentCallbackOptions['sessions'];
  readonly #exchange: ComponentCallbackOptions['exchange'];
  readonly #log: Log;
  readonly #throttle = new LogThrottle(LOG_INTERVAL_MS);
  #inFlight = 0;

  constructor({ sessions, exchange, log }: ComponentCallbackOptions) {
    this.#sessions = sessions;
    this.#exchange = exchange;
    this.#log = log;
  }

  /** Completes the session of the state with the authorization code. Never fails. */
  async receive({ state, auth_code: code }: Readonly<Record<string, unknown>>): Promise<CallbackResult> {
    if (typeof state !== 'string' || !/^[\w-]{43}$/.test(state)) return 'unknown';
    if (typeof code !== 'string' || !isSecretText(code)) return 'incomplete';
    if (this.#inFlight >= MAX_IN_FLIGHT) return 'unavailable';
    this.#inFlight += 1;
    try {
      const session = await this.#sessions.enter(state, code);
      if (session?.status === 'pending') return await this.#complete(state, code);
      return session?.status === 'authorized' ? 'authorized' : 'unknown';
    } catch (err) {
      const suppressed = this.#throttle.admit('callback');
      if (suppressed !== undefined) this.#log.error({ err, suppressed }, 'Authorization was not completed');
      return 'unavailable';
    } finally {
      this.#inFlight -= 1;
    }
  }

  async #complete(state: string, code: string): Promise<CallbackResult> {
    try {
      const { appid } = await this.#exchange(code);
      await this.#sessions.complete(state, { status: 'authorized', appid });
      return 'authorized';
    } catch (error) {
      if (!isRejection(error)) throw error;
      this.#log.warn({ errcode: error.errcode }, 'Authorization code was rejected by the platform');
      await this.#sessions.complete(state, { status: 'failed' });
      return 'rejected';
    }
  }
}

const isRejection = (error: unknown): error is PlatformError =>
  error instanceof PlatformError && REJECTED.includes(error.errcode ?? 0);
