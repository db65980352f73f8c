import type { IncomingHttpHeaders } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import type { Caller } from '../config/caller.js';
import type { AuthConfig } from '../config/config.js';
import type { Secret } from '../config/secret.js';
import type { Account } from '../platform/client.js';
import { accountOf } from './account.js';
import { Accounts } from './accounts.js';
import { createAuthenticate } from './authenticate.js';
import type { Authenticate } from './credential.js';

export interface AccessOptions {
  readonly accounts: readonly Account[];
  readonly auth: AuthConfig;
  readonly routerSecret: Secret | undefined;
  /** Names of the callers that may use every authorized account, whether their key or token names it or not. Default: none. */
  readonly callersOfAuthorized?: readonly string[] | undefined;
}

/** The caller and the account of a request. Determined once, before the body is read. */
export interface Admitted {
  readonly caller: Caller;
  readonly account: Account;
  /** All accounts of the server, whether the caller may use them or not. */
  readonly accounts: Accounts;
  /** Whether the company's router sent the request: x-router-secret is required and was correct. */
  readonly isRouter: boolean;
}

/** Authenticates requests and selects their account. Accounts and credentials can be replaced while requests are in flight. */
export class Access {
  #options: AccessOptions;
  #accounts: Accounts;
  #authenticate: Authenticate;

  constructor(options: AccessOptions) {
    this.#options = options;
    this.#accounts = accountsOf(options);
    this.#authenticate = createAuthenticate(options.auth, options.routerSecret);
  }

  /** All accounts of the server. */
  get accounts(): Accounts {
    return this.#accounts;
  }

  replace(options: AccessOptions): void {
    const before = this.#options;
    // An unchanged authenticator is kept, together with its cached JWKS: the issuer may be unreachable right now.
    const isSame =
      isDeepStrictEqual(options.auth, before.auth) && options.routerSecret?.reveal() === before.routerSecret?.reveal();
    if (!isSame) this.#authenticate = createAuthenticate(options.auth, options.routerSecret);
    this.#options = options;
    this.#accounts = accountsOf(options);
  }

  /**
   * Authenticates a request and selects its account. The account is looked up after authentication, because a reload may remove it
   * while the issuer's keys are fetched.
   * @throws {HttpRefusal} if the caller is not authenticated or has no account
   */
  async admit(headers: IncomingHttpHeaders): Promise<Admitted> {
    const isRouter = this.#options.routerSecret !== undefined;
    const caller = await this.#authenticate(headers);
    const accounts = this.#accounts;
    return { caller, account: accountOf(headers, caller, accounts), accounts, isRouter };
  }
}

function accountsOf({ accounts, callersOfAuthorized }: AccessOptions): Accounts {
  return new Accounts(accounts, callersOfAuthorized);
}
