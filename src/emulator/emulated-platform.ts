import { type ComponentSettings, EmulatedComponent } from './component/emulated-component.js';
import { demoAccount } from './demo/account.js';
import { Calls } from './http/call-ledger.js';
import { Faults } from './http/faults.js';
import { ClockTimers } from './push/clock-timers.js';
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
  /** The notices of the component, and the events of its merchants. */
  readonly componentPushes = new Pushes(this.clock);
  readonly accounts: Accounts;
  /** Emulated calls by path. */
  readonly served = servedCalls();
  readonly #timers = new ClockTimers(this.clock);
  #component: EmulatedComponent | undefined;

  constructor({ seed, ...settings }: PlatformSettings = {}) {
    // Fixed at startup, so that a reset weeks later restores the same data.
    const initial = seed ?? demoAccount(startOfDayAt(this.clock.now()));
    const publish = (state: AccountState, event: CardEvent) => {
      // A delayed call that runs after a reset changes only the discarded state.
      if (this.accounts.get(state.appid)?.state !== state) return;
      this.pushes.add(state.appid, event);
      this.#component?.publish(state.appid, event);
    };
    this.accounts = new Accounts({ ...settings, seed: initial, publish }, this.clock);
    this.clock.onChange(() => this.settle());
  }

  /** The third-party platform. undefined if none is registered. */
  get component(): EmulatedComponent | undefined {
    return this.#component;
  }

  /** Registers the third-party platform, or changes its settings. Another appid replaces it, with its merchants and tokens. */
  registerComponent(settings: ComponentSettings): void {
    if (this.#component?.appid === settings.appid) {
      this.#component.configure(settings);
      return;
    }
    this.#component?.close();
    const { clock, tokens, componentPushes: pushes } = this;
    this.#component = new EmulatedComponent(settings, { clock, tokens, pushes, timers: this.#timers });
  }

  /** Applies the changes that depend only on time to the accounts with a URL, so that these changes are pushed. */
  settle(): void {
    const appids = new Set([...this.pushes.appids, ...this.componentPushes.appids]);
    for (const appid of appids) this.accounts.get(appid)?.state.settle(this.clock.now());
  }

  /**
   * Restores the demo data and real time, and clears the ledger, the faults and the pending pushes. Tokens, tickets, the URLs of the accounts
   * and the authorizations of the component stay valid.
   */
  reset(): void {
    const before = this.clock.now();
    this.clock.reset();
    this.tokens.rebase(before, this.clock.now());
    this.accounts.reset(before);
    this.pushes.reset();
    this.componentPushes.reset();
    this.#component?.reset(before);
    this.calls.clear();
    this.faults.clear();
  }

  /** Ends all pushes. */
  close(): void {
    this.pushes.close();
    this.componentPushes.close();
    this.#timers.cancelAll();
  }
}
