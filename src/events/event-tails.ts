import { type AccountName, eventKeys } from '../store/keys.js';
import type { EventLog, EventPage, LoggedEvent } from './event-log.js';
import type { EventStream } from './streams.js';

/** Events of an account that are kept for the readers that follow it. */
const KEPT_EVENTS = 256;

/** Size of the kept events of an account, bytes. */
const KEPT_BYTES = 1024 * 1024;

/** Size of the kept events of all accounts, bytes. An account that would exceed it reads the log instead. */
const ALL_KEPT_BYTES = 64 * 1024 * 1024;

/** Events that one read of the log returns. */
const READ_EVENTS = 64;

/** Interval of the reads that make up for a lost notification, milliseconds. */
const POLL_MS = 5000;

/** The newest events of an account, for readers that follow it. */
export interface AccountTail {
  /** Returns the events after a cursor, see `EventLog.read`. Readers at the same place share one read of the log. */
  read(streams: readonly EventStream[], after: string): Promise<EventPage>;
  /** Returns the place after the newest event. */
  last(): Promise<string>;
  /**
   * Calls the listener when there may be new events. A notification that was lost is made up for within five seconds.
   * @returns a function that removes the listener
   */
  onNews(listener: () => void): () => void;
}

/** Follows the logs of the accounts that have readers. */
export class EventTails {
  readonly #log: EventLog;
  readonly #pollMs: number;
  readonly #tails = new Map<string, Tail>();
  readonly #stop: () => void;
  readonly #budget: KeptBudget;

  constructor(log: EventLog, pollMs = POLL_MS, maxKeptBytes = ALL_KEPT_BYTES) {
    this.#log = log;
    this.#pollMs = pollMs;
    this.#budget = { left: maxKeptBytes };
    this.#stop = log.onNotification(({ account }) => {
      if (account !== undefined) this.#tails.get(eventKeys(account).place)?.wake();
      else for (const tail of this.#tails.values()) tail.wake();
    });
  }

  /** Listeners of all accounts. */
  get listeners(): number {
    return [...this.#tails.values()].reduce((sum, tail) => sum + tail.listeners, 0);
  }

  /** Returns the tail of an account. Undefined if it receives no events. */
  of(account: AccountName): AccountTail | undefined {
    if (this.#log.of(account) === undefined) return undefined;
    const { place } = eventKeys(account);
    const find = () => {
      const existing = this.#tails.get(place);
      if (existing !== undefined) return existing;
      const created = new Tail(this.#log, account, this.#pollMs, this.#budget, () => this.#tails.delete(place));
      this.#tails.set(place, created);
      return created;
    };
    return {
      read: (streams, after) => find().read(streams, after),
      last: () => this.#log.last(account),
      onNews: (listener) => find().onNews(listener),
    };
  }

  close(): void {
    this.#stop();
    for (const tail of this.#tails.values()) tail.close();
    this.#tails.clear();
  }
}

/** The tail of one account. It is removed with its last listener. */
class Tail {
  readonly #log: EventLog;
  readonly #account: AccountName;
  readonly #pollMs: number;
  readonly #budget: KeptBudget;
  readonly #onUnused: () => void;
  readonly #listeners = new Set<() => void>();
  readonly #reads = new Map<string, Promise<EventPage>>();
  /** By the streams that were read. */
  readonly #kept = new Map<string, KeptEvents>();
  #timer: NodeJS.Timeout | undefined;
  /** The place after the newest event when the log was last polled. */
  #polled: string | undefined;
  /** Whether a read has failed since then. */
  #hasFailed = false;

  constructor(log: EventLog, account: AccountName, pollMs: number, budget: KeptBudget, onUnused: () => void) {
    this.#log = log;
    this.#account = account;
    this.#pollMs = pollMs;
    this.#budget = budget;
    this.#onUnused = onUnused;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  async read(streams: readonly EventStream[], after: string): Promise<EventPage> {
    const name = streams.join();
    const found = this.#kept.get(name)?.after(after);
    if (found !== undefined) return found;
    const key = `${name} ${after}`;
    const running = this.#reads.get(key);
    if (running !== undefined) return running;
    const read = this.#log.read(this.#account, streams, after, READ_EVENTS);
    this.#reads.set(key, read);
    try {
      const page = await read;
      // Without a listener nothing would remove them.
      if (this.#listeners.size > 0) this.#keptOf(name).add(after, page);
      return page;
    } catch (error) {
      this.#hasFailed = true;
      throw error;
    } finally {
      this.#reads.delete(key);
    }
  }

  onNews(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => void this.#poll(), this.#pollMs).unref();
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
      this.close();
      this.#onUnused();
    };
  }

  wake(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls the listeners if the log has grown, or if it could not be read. Then a listener's own read may have failed as well. */
  async #poll(): Promise<void> {
    const last = await this.#log.last(this.#account).catch(() => undefined);
    if (last !== undefined && last === this.#polled && !this.#hasFailed) return;
    this.#polled = last;
    this.#hasFailed = false;
    this.wake();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const kept of this.#kept.values()) kept.clear();
    this.#kept.clear();
  }

  #keptOf(name: string): KeptEvents {
    const existing = this.#kept.get(name);
    if (existing !== undefined) return existing;
    const created = new KeptEvents(this.#budget);
    this.#kept.set(name, created);
    return created;
  }
}

/** How many bytes the tails of all accounts may still keep. */
interface KeptBudget {
  left: number;
}

/** Consecutive events of a log up to the newest that was read. */
class KeptEvents {
  #events: readonly LoggedEvent[] = [];
  /** The number of events that were removed from the front. */
  #removed = 0;
  #bytes = 0;
  /** How many events, removed ones included, precede the place of a cursor. Oldest first. */
  readonly #places = new Map<string, number>();
  #endCursor: string | undefined;
  /** Whether the log had more events when it was last read. */
  #hasMore = false;
  readonly #budget: KeptBudget;

  constructor(budget: KeptBudget) {
    this.#budget = budget;
  }

  /** Returns undefined unless events after the cursor are kept. */
  after(cursor: string): EventPage | undefined {
    const place = this.#places.get(cursor);
    if (place === undefined || this.#endCursor === undefined) return undefined;
    const index = place - this.#removed;
    if (index >= this.#events.length) return undefined;
    const events = this.#events.slice(index, index + READ_EVENTS);
    if (index + events.length === this.#events.length) {
      return { events, endCursor: this.#endCursor, hasMore: this.#hasMore };
    }
    return { events, endCursor: (events.at(-1) as LoggedEvent).cursor, hasMore: true };
  }

  /** Adds a page that was read after a cursor. A page from the past, which does not reach the newest event, is not kept. */
  add(after: string, { events, endCursor, hasMore }: EventPage): void {
    const total = this.#removed + this.#events.length;
    if (this.#places.get(after) !== total) {
      if (hasMore || this.#places.has(after)) return;
      this.clear();
      this.#places.set(after, 0);
    }
    let place = this.#removed + this.#events.length;
    for (const event of events) {
      place += 1;
      this.#resize(sizeOf(event));
      this.#places.set(event.cursor, place);
    }
    this.#events = [...this.#events, ...events];
    this.#places.set(endCursor, place);
    this.#endCursor = endCursor;
    this.#hasMore = hasMore;
    this.#trim();
    if (this.#budget.left < 0) this.clear();
  }

  clear(): void {
    this.#events = [];
    this.#removed = 0;
    this.#resize(-this.#bytes);
    this.#places.clear();
  }

  #resize(bytes: number): void {
    this.#bytes += bytes;
    this.#budget.left -= bytes;
  }

  #trim(): void {
    let surplus = Math.max(0, this.#events.length - KEPT_EVENTS);
    let bytes = this.#events.slice(0, surplus).reduce((sum, event) => sum + sizeOf(event), 0);
    for (; surplus < this.#events.length && this.#bytes - bytes > KEPT_BYTES; surplus += 1) {
      bytes += sizeOf(this.#events[surplus] as LoggedEvent);
    }
    if (surplus > 0) this.#events = this.#events.slice(surplus);
    this.#removed += surplus;
    this.#resize(-bytes);
    for (const [cursor, place] of this.#places) {
      if (place >= this.#removed && this.#places.size <= 2 * KEPT_EVENTS) break;
      this.#places.delete(cursor);
    }
  }
}

/** Approximate size of an event in memory, bytes. */
const sizeOf = ({ body = '' }: LoggedEvent) => 300 + 2 * body.length;
