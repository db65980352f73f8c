import { isIP } from 'node:net';
import { LogThrottle } from '../../logging/log-throttle.js';
import { PlatformError } from '../errors.js';
import { type TokenMode, tokenEndpoint } from './fetch-token.js';

/** Minimum interval between two identical log lines, milliseconds. Without it, every request could cause one. */
const LOG_INTERVAL_MS = 60_000;

/** The part of the log that the diagnostics use. */
export interface FactsLog {
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** Reports to the operator why an account has no token, in the log and in errors without an errcode. */
export class TokenDiagnostics {
  readonly #log: FactsLog;
  readonly #appid: string;
  readonly #token: TokenMode;
  readonly #throttle = new LogThrottle(LOG_INTERVAL_MS);

  constructor(log: FactsLog, appid: string, token: TokenMode) {
    this.#log = log;
    this.#appid = appid;
    this.#token = token;
  }

  /** Logs a failed fetch at level error if only an operator can fix it, otherwise at level warn. */
  report(error: unknown): void {
    if (!(error instanceof PlatformError)) return;
    const { kind, endpoint, errcode, rid, message } = error;
    const addresses = addressesIn(error.errmsg ?? '');
    const facts = { appid: this.#appid, kind, endpoint, errcode, rid, ...(addresses.length > 0 && { addresses }) };
    if (kind === 'config') this.#logOnce(`${errcode} ${addresses}`, () => this.#log.error(facts, message));
    else this.#logOnce(`${kind} ${errcode}`, () => this.#log.warn(facts, message));
  }

  /** Logs that this process fetches its token without coordinating with the other replicas. */
  reportStandalone(): void {
    if (this.#token.mode !== 'classic') return;
    this.#logOnce('alone', () =>
      this.#log.warn(
        { appid: this.#appid },
        'Store is unreachable: each replica fetches its own classic token, which invalidates those of the others',
      ),
    );
  }

  /** Returns the error for a new token that equals the rejected one. */
  repeated(): PlatformError {
    const hints = {
      stable:
        'check that the secret belongs to this appid and that no other system forces refreshes. A refresh was forced less than 30 s ago, 20 times today, or without effect',
      classic: 'check whether another system fetches tokens of this appid',
      component: 'check whether another system fetches tokens with this third-party platform',
      url: 'check that the service returns a valid token of this appid',
    };
    const reason = `it returned a token that the platform rejects: ${hints[this.#token.mode]}`;
    return new PlatformError({ kind: 'config', endpoint: tokenEndpoint(this.#token), reason });
  }

  /** Logs unless the same key was logged within the last minute. */
  #logOnce(key: string, log: () => void): void {
    if (this.#throttle.allows(key)) log();
  }
}

/** Returns the IP addresses in the errmsg of 40164: `invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist`. */
export function addressesIn(errmsg: string): string[] {
  const words = errmsg.split(/[^\da-f:.]+/i).map((word) => word.replace(/\.$/, ''));
  return [...new Set(words.filter((word) => isIP(word) !== 0))];
}
