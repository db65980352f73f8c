import { isIP } from 'node:net';
import type { Log } from '../../log.js';
import { PlatformError } from '../errors.js';
import { type TokenMode, tokenEndpoint } from './fetch-token.js';

/** The same line to the log no sooner than this after the last one, milliseconds: every request may run into it. */
const SAID_AGAIN_MS = 60_000;

/** What hinders an account from getting its token, told to the operator: by the log, and by errors without a number. */
export class TokenTroubles {
  readonly #log: Pick<Log, 'warn' | 'error'>;
  readonly #appid: string;
  readonly #token: TokenMode;
  readonly #saidAt = new Map<string, number>();

  constructor(log: Pick<Log, 'warn' | 'error'>, appid: string, token: TokenMode) {
    this.#log = log;
    this.#appid = appid;
    this.#token = token;
  }

  /** Tells of a fetch that failed: as an error what only an operator can mend. */
  tell(error: unknown): void {
    if (!(error instanceof PlatformError)) return;
    const { kind, endpoint, errcode, rid, message } = error;
    const addresses = addressesIn(error.errmsg ?? '');
    const facts = { appid: this.#appid, kind, endpoint, errcode, rid, ...(addresses.length > 0 && { addresses }) };
    if (kind === 'config') this.#say(`${errcode} ${addresses}`, () => this.#log.error(facts, message));
    else this.#say(`${kind} ${errcode}`, () => this.#log.warn(facts, message));
  }

  /** Tells that this process looks after its token by itself. */
  tellAlone(): void {
    if (this.#token.mode !== 'classic') return;
    this.#say('alone', () =>
      this.#log.warn(
        { appid: this.#appid },
        'The store cannot be reached: replicas fetch classic tokens each by itself, and end those of each other',
      ),
    );
  }

  /** The platform gives out the token that it refuses. */
  repeated(): PlatformError {
    const lookAt = {
      stable:
        'is the secret that of this appid, and does another system force a refresh? One was forced less than 30 s ago, 20 times today, or in vain',
      classic: 'does another system fetch tokens of this appid?',
      url: 'does the service hand out a token that is still good, and one of this appid?',
    };
    const reason = `it repeats a token that the platform refuses: ${lookAt[this.#token.mode]}`;
    return new PlatformError({ kind: 'config', endpoint: tokenEndpoint(this.#token), reason });
  }

  #say(what: string, say: () => void): void {
    const now = Date.now();
    const before = this.#saidAt.get(what);
    if (before !== undefined && now - before < SAID_AGAIN_MS) return;
    this.#saidAt.set(what, now);
    say();
  }
}

/** IP addresses as 40164 names them: `invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist`. */
export function addressesIn(errmsg: string): string[] {
  const words = errmsg.split(/[^\da-f:.]+/i).map((word) => word.replace(/\.$/, ''));
  return [...new Set(words.filter((word) => isIP(word) !== 0))];
}
