import { demoAccount } from './demo/account.js';
import { Calls } from './http/call-ledger.js';
import { Faults } from './http/faults.js';
import { servedCalls } from './served-calls.js';
import type { AccountSeed, AccountSettings } from './state/account-state.js';
import { Accounts } from './state/accounts.js';
import { Clock, startOfDayAt } from './state/clock.js';
import { Tokens } from './state/tokens.js';

/** Settings of the emulator that concern its accounts. */
export interface PlatformSettings extends Omit<AccountSettings, 'seed'> {
  /** Defaults to the demo data. */
  readonly seed?: AccountSeed | undefined;
}

/** The emulated platform without HTTP: accounts, tokens, the call ledger, faults and the clock. */
export class EmulatedPlatform {
  readonly clock = new Clock();
  readonly tokens = new Tokens();
  readonly calls = new Calls();
  readonly faults = new Faults();
  readonly accounts: Accounts;
  /** Emulated calls by path. */
  readonly served = servedCalls();

  constructor({ seed, ...settings }: PlatformSettings = {}) {
    // Fixed at startup, so that a reset weeks later restores the same data.
    const initial = seed ?? demoAccount(startOfDayAt(this.clock.now()));
    this.accounts = new Accounts({ ...settings, seed: initial }, this.clock);
  }

  /** Restores the demo data and real time, and clears the ledger and the faults. Tokens and tickets stay valid. */
  reset(): void {
    const before = this.clock.now();
    this.clock.reset();
    this.tokens.rebase(before, this.clock.now());
    this.accounts.reset(before);
    this.calls.clear();
    this.faults.clear();
  }
}
