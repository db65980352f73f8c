import type { IncomingHttpHeaders } from 'node:http';
import type { AuthConfig } from '../config.js';
import type { Caller } from '../context.js';
import type { Account } from '../platform/client.js';
import type { Secret } from '../secret.js';
import { accountOf } from './account.js';
import { type Authenticate, createAuthenticate } from './auth.js';

export interface AccessOptions {
  readonly accounts: readonly Account[];
  readonly auth: AuthConfig;
  readonly routerSecret: Secret | undefined;
}

/** Who asks, and for which account: settled once, before anything of a request is read. */
export interface Admitted {
  readonly caller: Caller;
  readonly account: Account;
}

/** What lets a request in. What it goes by can be replaced while requests are under way. */
export class Access {
  #accounts!: readonly Account[];
  #authenticate!: Authenticate;

  constructor(options: AccessOptions) {
    this.replace(options);
  }

  replace({ accounts, auth, routerSecret }: AccessOptions): void {
    this.#authenticate = createAuthenticate(auth, routerSecret);
    this.#accounts = accounts;
  }

  /** @throws {Refused} who is not let in, or has no account */
  async admit(headers: IncomingHttpHeaders): Promise<Admitted> {
    const accounts = this.#accounts;
    const caller = await this.#authenticate(headers);
    return { caller, account: accountOf(headers, caller, accounts) };
  }
}
