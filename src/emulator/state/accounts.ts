import { type AccountSettings, AccountState } from './account-state.js';
import type { Clock } from './clock.js';

/** The account that always exists. Part of the fixed control API. */
export const DEMO_APPID = 'wxdemo';
export const DEMO_SECRET = 'demo-secret';

/** One merchant. */
export interface Account {
  readonly appid: string;
  secret: string;
  state: AccountState;
}

/** The merchants of the emulated platform. Each has its own demo data with the same ids. */
export class Accounts {
  readonly #byAppid = new Map<string, Account>();
  readonly #settings: AccountSettings;
  readonly #clock: Clock;

  constructor(settings: AccountSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.add(DEMO_APPID, DEMO_SECRET);
  }

  get(appid: string): Account | undefined {
    return this.#byAppid.get(appid);
  }

  /** Adds an account. An existing one gets the new secret and its data stays. */
  add(appid: string, secret: string): void {
    const existing = this.#byAppid.get(appid);
    if (existing === undefined) this.#byAppid.set(appid, { appid, secret, state: this.#freshState(appid) });
    else existing.secret = secret;
  }

  /** Restores the demo data of every account. */
  reset(): void {
    for (const account of this.#byAppid.values()) account.state = this.#freshState(account.appid);
  }

  #freshState(appid: string): AccountState {
    return new AccountState(appid, this.#settings, this.#clock.now());
  }
}
