import { demoAccount } from './demo/account.js';
import { Calls } from './http/call-ledger.js';
import { Faults } from './http/faults.js';
import type { CardEvent } from './push/message.js';
import { Pushes } from './push/pushes.js';
import { servedCalls } from './served-calls.js';
import type { AccountSeed, AccountSettings, AccountState } from './state/account-state.js';
import { Accounts } from './state/accounts.js';
import { Clock, startOfDayAt } from './state/clock.js';
import { Tokens } from './state/tokens.js';

/** Settings of the emulator that concern its accounts. */
export interface PlatformSettings extends Omit<AccountSettings, 'seed' | 'publish'> {
  /** Defaults to the demo data. */
  readonly seed?: AccountSeed | undefined;
}

/** The emulated platform without HTTP: accounts, tokens, the call ledger, faults and the clock. */
export class EmulatedPlatform {
  readonly clock = new Clock();
  readonly tokens = new Tokens();
  readonly calls = new Calls();
  readonly faults = new Faults();
  readonly pushes = new Pushes(this.clock);
  readonly accounts: Accounts;
  /** Emulated calls by path. */
  readonly served = servedCalls();

  constructor({ seed, ...settings }: PlatformSettings = {}) {
    // Fixed at startup, so that a reset weeks later restores the same data.
    const initial = seed ?? demoAccount(startOfDayAt(this.clock.now()));
    const publish = (state: AccountState, event: CardEvent) => {
      // A delayed call that runs after a reset changes only the discarded state.
      if (this.accounts.get(state.appid)?.state === state) this.pushes.add(state.appid, event);
    };
    this.accounts = new Accounts({ ...settings, seed: initial, publish }, this.clock);
    this.clock.onChange(() => this.settle());
  }

  /** Applies the changes that depend only on time to the accounts with a URL, so that these changes are pushed. */
  settle(): void {
    for (const appid of this.pushes.appids) this.accounts.get(appid)?.state.settle(this.clock.now());
  }

  /**
   * Restores the demo data and real time, and clears the ledger, the faults and the pending pushes. Tokens, tickets and the
   * URLs of the accounts stay valid.
   */
  reset(): void {
    const before = this.clock.now();
    this.clock.reset();
    this.tokens.rebase(before, this.clock.now());
    this.accounts.reset(before);
    this.pushes.reset();
    this.calls.clear();
    this.faults.clear();
  }
}
