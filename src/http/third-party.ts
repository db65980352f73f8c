/** The third-party platform of this server: its merchants as accounts, the intake of its notifications, and its callback. */

import type { Merchant } from '../component/merchant.js';
import { SessionSink } from '../component/session-sink.js';
import { AuthorizationSessions } from '../component/sessions.js';
import { ThirdPartyPlatform } from '../component/third-party-platform.js';
import type { ComponentConfig } from '../config/config.js';
import type { Log } from '../log.js';
import type { AccountStatus } from '../platform/authorization.js';
import type { Account } from '../platform/client.js';
import type { AccountState, Observer } from '../platform/observer.js';
import type { OutageLog } from '../platform/outage-log.js';
import type { Store } from '../store/store.js';
import { ComponentCallback } from '../webhooks/component-callback.js';
import { ComponentIntake, type ComponentIntakeObserver } from '../webhooks/component-intake.js';
import type { PushAccount } from '../webhooks/push-keys.js';

export interface ThirdPartyOptions {
  readonly component: ComponentConfig;
  readonly store: Store;
  /** Timeout of a call, milliseconds. */
  readonly timeoutMs: number;
  readonly outages: OutageLog;
  readonly observer: Observer | undefined;
  readonly intakeObserver: ComponentIntakeObserver | undefined;
  readonly log: Log;
}

/** The state of the third-party platform, for metrics. */
export interface ThirdPartyState {
  /** Age of the newest ticket, or of this object if there is no ticket. */
  readonly ticketAgeSeconds: number;
  readonly merchants: Readonly<Record<AccountStatus, number>>;
}

/** Returns a merchant as an account. Its messages are signed and encrypted like those of the third-party platform. */
export function accountOfMerchant(
  { appid, originalId, status, name, authorizedAt }: Merchant,
  { baseUrl, push }: ComponentConfig,
  { tokenMode: token }: Pick<ThirdPartyPlatform, 'tokenMode'>,
): Account & PushAccount {
  return {
    ...{ appid, baseUrl, token },
    authorization: { status, name, authorizedAt },
    events: { ...push, originalId },
  };
}

export class ThirdParty {
  readonly intake: ComponentIntake;
  readonly callback: ComponentCallback;
  readonly #component: ComponentConfig;
  readonly #platform: ThirdPartyPlatform;
  readonly #startedAt = Date.now();

  constructor({ component, store, timeoutMs, outages, observer, intakeObserver, log }: ThirdPartyOptions) {
    this.#component = component;
    const platform = new ThirdPartyPlatform({ component, store, timeoutMs, outages, observer });
    const sessions = new AuthorizationSessions(store.records, component);
    const sink = new SessionSink({ platform, sessions });
    this.intake = new ComponentIntake({
      ...{ component, sink, log },
      merchants: platform.merchants,
      observer: intakeObserver,
    });
    this.callback = new ComponentCallback({ sessions, exchange: (code) => platform.exchange(code), log });
    this.#platform = platform;
  }

  /** The merchants as accounts. They share the tokens and keys of the third-party platform, so their messages must name the original id. */
  get accounts(): readonly (Account & PushAccount)[] {
    return this.#platform.merchants.all.map((merchant) => accountOfMerchant(merchant, this.#component, this.#platform));
  }

  /** Calls the listener after each change of `accounts`. */
  onChange(listener: () => void): void {
    this.#platform.merchants.onChange(listener);
  }

  /** Reads the merchants, and starts the maintenance of their authorizations. */
  start(): Promise<void> {
    return this.#platform.start();
  }

  /** The state of the calls of the third-party platform itself. */
  get calls(): AccountState {
    return this.#platform.state;
  }

  async state(): Promise<ThirdPartyState> {
    const ticketAt = (await this.#platform.newestTicketAt()) ?? this.#startedAt;
    const merchants = { ACTIVE: 0, LACKS_CARDS: 0, NEEDS_AUTHORIZATION: 0, UNAUTHORIZED: 0 };
    for (const { status } of this.#platform.merchants.all) merchants[status] += 1;
    return { ticketAgeSeconds: Math.max(0, Date.now() - ticketAt) / 1000, merchants };
  }

  close(): Promise<void> {
    return this.#platform.close();
  }
}
