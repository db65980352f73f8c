/** The events of the platform: intake, evictions and log, connected with each other. */
import { isDeepStrictEqual } from 'node:util';
import type { LogBackend } from '../events/backend.js';
import { createEventLog, type EventLog } from '../events/event-log.js';
import { type LogSize, LogSizes } from '../events/log-sizes.js';
import type { Log } from '../log.js';
import type { Account, PlatformClient } from '../platform/client.js';
import type { Store } from '../store/store.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import { CardEvictions } from '../webhooks/card-evictions.js';
import type { EventSink } from '../webhooks/event-sink.js';
import { EvictionFollower } from '../webhooks/eviction-follower.js';
import { Intake } from '../webhooks/intake.js';
import { LoggedAccounts, LogSink } from '../webhooks/log-sink.js';
import type { PushAccount } from '../webhooks/push-keys.js';

export interface PlatformEventsOptions {
  readonly accounts: readonly (Account & PushAccount)[];
  /** Undefined: there is no log. Closed with the log. */
  readonly backend: LogBackend | undefined;
  /** Receives the messages. Default: the log. */
  readonly sink: EventSink | undefined;
  readonly platform: PlatformClient;
  readonly store: Store;
  readonly telemetry: Telemetry;
  /** Whether the sizes of the logs are read for metrics. */
  readonly metrics: boolean;
  readonly log: Log;
}

export class PlatformEvents {
  readonly log: EventLog | undefined;
  readonly intake: Intake | undefined;
  readonly #accounts: LoggedAccounts;
  readonly #evictions: CardEvictions;
  readonly #follower: EvictionFollower | undefined;
  readonly #sizes: LogSizes | undefined;

  constructor({ accounts, backend, sink, platform, store, telemetry, metrics, log }: PlatformEventsOptions) {
    const observer = telemetry.intakeObserver;
    this.#accounts = new LoggedAccounts(accounts);
    this.#evictions = new CardEvictions({ invalidate: (key) => platform.invalidate(key), scripts: store.scripts });
    if (backend !== undefined) {
      this.log = createEventLog({
        backend,
        keysOf: (name) => this.#accounts.keysOf(name),
        onCacheStale: (name) => this.#evictions.all(name),
        onGap: ({ appid }, { to }) => observer?.gapDetected(appid, to),
        log,
      });
      const parts = { events: this.log, accounts: this.#accounts, evictions: this.#evictions };
      const logSink = new LogSink(parts.events, parts.accounts, parts.evictions);
      if (store.kind === 'folder') this.#follower = new EvictionFollower({ ...parts, sink: logSink, log });
      if (metrics) this.#sizes = new LogSizes(backend);
      sink ??= logSink;
    }
    this.intake = sink && new Intake({ accounts: accounts.filter(isConfigured), sink, log, observer });
  }

  /** Sizes of the logs when they were last read. */
  get sizes(): readonly LogSize[] {
    return this.#sizes?.current ?? [];
  }

  /** Records that the intake of all accounts runs. Call it when the server listens. */
  start(): void {
    this.log?.intakeFor(this.#accounts.all);
    this.#follower?.followAll();
    this.#sizes?.follow(this.#accounts.all);
  }

  /** @param isReload whether the configuration was read again. Otherwise only merchants have changed */
  replaceAccounts(accounts: readonly (Account & PushAccount)[], isReload: boolean): void {
    const before = this.#accounts.all;
    this.#accounts.replace(accounts);
    this.intake?.replaceAccounts(accounts.filter(isConfigured));
    // Starting reads the logs of all accounts, which are many. The name or the status of a merchant does not concern them.
    if (isReload || !isDeepStrictEqual(before, this.#accounts.all)) this.start();
  }

  /** Sends pending evictions, then closes the log. */
  async close(): Promise<void> {
    this.#follower?.close();
    await this.#sizes?.close();
    await this.#evictions.close();
    await this.log?.close();
  }
}

/** The messages of merchants arrive at the URL of the third-party platform. */
function isConfigured({ authorization }: Account): boolean {
  return authorization === undefined;
}
