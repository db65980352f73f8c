import type { IncomingHttpHeaders } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import type { Caller } from '../config/caller.js';
import type { AuthConfig } from '../config/config.js';
import type { Secret } from '../config/secret.js';
import type { Account } from '../platform/client.js';
import { accountOf } from './account.js';
import { createAuthenticate } from './authenticate.js';
import type { Authenticate } from './credential.js';

export interface AccessOptions {
  readonly accounts: readonly Account[];
  readonly auth: AuthConfig;
  readonly routerSecret: Secret | undefined;
}

/** Who asks, and for which account: settled once, before anything of a request is read. */
export interface Admitted {
  readonly caller: Caller;
  readonly account: Account;
  /** All accounts of the server, whether the caller may use them or not. */
  readonly accounts: readonly Account[];
  /** The company's router sent it: x-router-secret is asked for, and was right. */
  readonly isRouter: boolean;
}

/** What lets a request in. What it goes by can be replaced while requests are under way. */
export class Access {
  #options: AccessOptions;
  #authenticate: Authenticate;

  constructor(options: AccessOptions) {
    this.#options = options;
    this.#authenticate = createAuthenticate(options.auth, options.routerSecret);
  }

  replace(options: AccessOptions): void {
    const before = this.#options;
    // What stayed as it was goes on, with the keys that were fetched from the issuer: it may not answer just now.
    const isSame =
      isDeepStrictEqual(options.auth, before.auth) && options.routerSecret?.reveal() === before.routerSecret?.reveal();
    if (!isSame) this.#authenticate = createAuthenticate(options.auth, options.routerSecret);
    this.#options = options;
  }

  /**
   * The account is one of those at the time of the answer, not of the question: it may be gone by then.
   * @throws {HttpRefusal} who is not let in, or has no account
   */
  async admit(headers: IncomingHttpHeaders): Promise<Admitted> {
    const isRouter = this.#options.routerSecret !== undefined;
    const caller = await this.#authenticate(headers);
    const { accounts } = this.#options;
    return { caller, account: accountOf(headers, caller, accounts), accounts, isRouter };
  }
}
