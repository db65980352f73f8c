import { EventsCursorExpired, EventsCursorUnknown } from '../events/cursor.js';
import type { EventLog, LoggedEvent } from '../events/event-log.js';
import { classOf } from '../events/kinds.js';
import type { Log } from '../log.js';
import { LogThrottle } from '../logging/log-throttle.js';
import type { AccountName } from '../store/keys.js';
import { StoreUnavailable } from '../store/store.js';
import type { CardEvictions } from './card-evictions.js';
import { evictStale, type LoggedAccounts, type LogSink } from './log-sink.js';
import { digestOf, fieldsOf } from './message-reader.js';

/** Events that one read of the log returns. */
const READ_EVENTS = 250;

/** Minimum interval between two log lines about failures, milliseconds. */
const LOG_INTERVAL_MS = 10_000;

export interface EvictionFollowerOptions {
  readonly events: EventLog;
  readonly accounts: LoggedAccounts;
  readonly evictions: CardEvictions;
  /** Its own events have evicted the cards already. */
  readonly sink: Pick<LogSink, 'hasEvicted'>;
  readonly log: Pick<Log, 'warn'>;
}

/**
 * Evicts cards because of events that other processes received. Needed where processes share the log but no cache: in STATE_DIR. The log is
 * checked for events of other processes every 250 ms.
 */
export class EvictionFollower {
  readonly #options: EvictionFollowerOptions;
  readonly #throttle = new LogThrottle(LOG_INTERVAL_MS);
  /** The last event that was read, by appid. */
  readonly #cursors = new Map<string, string>();
  /** Accounts that are being read, and whether new events arrived meanwhile. */
  readonly #reading = new Map<string, boolean>();
  readonly #stop: () => void;

  constructor(options: EvictionFollowerOptions) {
    this.#options = options;
    this.#stop = options.events.onNotification(({ account }) => {
      if (account !== undefined) this.#follow(account.appid);
      else this.followAll();
    });
  }

  /** Reads new events of all accounts. Call it when the server starts, and after accounts were added. */
  followAll(): void {
    for (const { appid } of this.#options.accounts.all) this.#follow(appid);
  }

  close(): void {
    this.#stop();
  }

  #follow(appid: string): void {
    if (this.#reading.has(appid)) {
      this.#reading.set(appid, true);
      return;
    }
    this.#reading.set(appid, false);
    this.#readAll(appid)
      .catch((err) => {
        if (err instanceof StoreUnavailable) return;
        const suppressed = this.#throttle.admit('read');
        if (suppressed !== undefined) this.#options.log.warn({ err, suppressed }, 'Event log could not be followed');
      })
      .finally(() => {
        const isDue = this.#reading.get(appid) === true;
        this.#reading.delete(appid);
        if (isDue) this.#follow(appid);
      });
  }

  async #readAll(appid: string): Promise<void> {
    const { accounts, events, evictions } = this.#options;
    const account = accounts.find(appid);
    if (account === undefined) return;
    const cursor = this.#cursors.get(appid);
    if (cursor === undefined) {
      // It is unknown which events this process has missed.
      this.#cursors.set(appid, await events.last(account));
      return evictions.all(account);
    }
    try {
      for (let after = cursor, hasMore = true; hasMore; ) {
        const page = await events.read(account, ['state'], after, READ_EVENTS);
        for (const event of page.events) await this.#evict(account, event);
        ({ endCursor: after, hasMore } = page);
        this.#cursors.set(appid, after);
      }
    } catch (error) {
      if (!(error instanceof EventsCursorUnknown || error instanceof EventsCursorExpired)) throw error;
      this.#cursors.delete(appid);
      await this.#readAll(appid);
    }
  }

  async #evict(account: AccountName, { body, gap }: LoggedEvent): Promise<void> {
    const { evictions, sink } = this.#options;
    if (gap !== undefined || body === undefined) return evictions.all(account);
    const message = fieldsOf(JSON.parse(body));
    if (sink.hasEvicted(digestOf(account.appid, message))) return;
    const eventClass = classOf(message.fields);
    const cardId = message.fields.get('CardId') || undefined;
    if (eventClass !== undefined) await evictStale(evictions, account, { cardId, stale: eventClass.stale });
  }
}
