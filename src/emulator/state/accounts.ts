import { type AccountSettings, AccountState } from './account-state.js';
import type { Clock } from './clock.js';

/** The account that always exists. Fixed. */
export const DEMO_APPID = 'wxdemo';
export const DEMO_SECRET = 'demo-secret';

/** One account of a merchant. */
export interface Account {
  readonly appid: string;
  secret: string;
  state: AccountState;
}

/** The accounts of the emulated platform. Each has its own copy of the demo data, under the same ids. */
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

  /** Adds an account. An existing account gets the new secret and keeps its data. */
  add(appid: string, secret: string): void {
    const existing = this.#byAppid.get(appid);
    if (existing === undefined)
      this.#byAppid.set(appid, { appid, secret, state: new AccountState(appid, this.#settings, this.#clock.now()) });
    else existing.secret = secret;
  }

  /** Restores the initial data of every account. The tickets stay valid. `before` is the time before the clock was reset. */
  reset(before: number): void {
    for (const account of this.#byAppid.values()) {
      const { appid, state } = account;
      state.cardTicket.rebase(before, this.#clock.now());
      account.state = new AccountState(appid, this.#settings, this.#clock.now(), state.cardTicket);
    }
  }
}
