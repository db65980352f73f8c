import type { Log } from '../log.js';
import { type Concealed, Seal } from '../platform/token/seal.js';
import { type AccountName, eventKeys } from '../store/keys.js';
import type { Gap, LogBackend, LogState, Notification, PlacedEntry } from './backend.js';
import { type Cursor, EventsCursorExpired, EventsCursorUnknown, formatCursor, parseCursor } from './cursor.js';
import { IntakeWatch, type IntakeWatchOptions } from './intake-watch.js';
import { compare, later, START } from './position.js';
import { UNREADABLE_BYTES } from './retention.js';
import { type EventStream, STREAMS } from './streams.js';

/** The log cannot be read or written at the moment. */
export { StoreUnavailable as LogUnavailable } from '../store/store.js';

/** An event to append. */
export interface NewEvent {
  /** Stored in clear. */
  readonly kind: string;
  /** Unix milliseconds. Stored in clear. */
  readonly receivedAt: number;
  /** Stored encrypted. */
  readonly body: string;
}

/** An event of the log. */
export interface LoggedEvent {
  /** The place after this event. Unique in the log, so that it identifies the event. */
  readonly cursor: string;
  readonly stream: EventStream;
  readonly kind: string;
  /** Unix milliseconds. */
  readonly receivedAt: number;
  /** Decrypted when it is first read. Undefined for a gap, and for an event that was encrypted with a key that is no longer configured. */
  readonly body: string | undefined;
  /** When the intake was down, Unix milliseconds. Defined for events of the kind `GAP`. */
  readonly gap: { readonly from: number; readonly to: number } | undefined;
}

/** A page of events, oldest first. */
export interface EventPage {
  readonly events: readonly LoggedEvent[];
  /** The place after the page. If there are no more events, the place after all events, those of other streams included. */
  readonly endCursor: string;
  readonly hasMore: boolean;
}

/** The keys that an account's events are encrypted with. */
export interface SealingKeys {
  readonly current: Concealed;
  /** Only decrypts. */
  readonly previous?: Concealed | undefined;
}

/** A message that the platform sent and that cannot be read, as it was stored for the operator. */
export interface UnreadableMessage {
  /** Unix milliseconds. */
  readonly receivedAt: number;
  /** The first `UNREADABLE_BYTES`. Undefined if it was encrypted with a key that is no longer configured. */
  readonly message: Buffer | undefined;
}

/** The events of one account. */
export interface AccountEvents {
  /** See `EventLog.read`. */
  read(streams: readonly EventStream[], after: string | undefined, count: number): Promise<EventPage>;
  /** See `EventLog.last`. */
  last(): Promise<string>;
}

/**
 * The events of all accounts, in order of arrival. Methods reject with `StoreUnavailable` within the timeout of the store, and then have
 * either appended an event with its digest, or nothing.
 */
export interface EventLog {
  /** Appends an event unless its digest was appended in the last 25 hours. */
  append(account: AccountName, stream: EventStream, digest: string, event: NewEvent): Promise<'appended' | 'duplicate'>;
  /**
   * Returns up to `count` events after a cursor, or from the oldest, and fewer if they are large.
   * @throws {EventsCursorUnknown} for a malformed cursor, and for one of another account or another log
   * @throws {EventsCursorExpired} if events of these streams after the cursor were removed
   */
  read(
    account: AccountName,
    streams: readonly EventStream[],
    after: string | undefined,
    count: number,
  ): Promise<EventPage>;
  /** Returns the place before the oldest event. */
  first(account: AccountName): Promise<string>;
  /** Returns the place after the newest event. */
  last(account: AccountName): Promise<string>;
  /** Returns the number and size of an account's events. */
  size(account: AccountName): Promise<Pick<LogState, 'events' | 'bytes'>>;
  /** Keeps an encrypted copy of the newest unreadable messages. */
  keepUnreadable(account: AccountName, digest: string, message: Buffer, receivedAt: number): Promise<void>;
  /** Newest first. */
  unreadable(account: AccountName): Promise<readonly UnreadableMessage[]>;
  /**
   * Adds a listener for appended events. Notifications are hints: some may be repeated, late or missing. For the accounts of
   * `intakeFor`, a missing one is made up for within about five seconds.
   * @returns a function that removes the listener
   */
  onNotification(listener: (notification: Notification) => void): () => void;
  /** Returns the events of an account. Undefined if it receives none. */
  of(account: AccountName): AccountEvents | undefined;
  /** Sets the accounts whose intake runs in this process, and records that it is alive. Call it again after each reload. */
  intakeFor(accounts: readonly AccountName[]): void;
  close(): Promise<void>;
}

export interface EventLogOptions {
  readonly backend: LogBackend;
  /** Returns undefined for an account that receives no events. */
  readonly keysOf: (account: AccountName) => SealingKeys | undefined;
  /**
   * Called if events of an account may have been lost, or if this is unknown because its log has just begun: cached responses of the account
   * must be evicted. A gap is appended once the returned promise has settled.
   */
  readonly onCacheStale: (account: AccountName, gap: Gap | undefined) => void | Promise<void>;
  /** See `IntakeWatchOptions`. */
  readonly onGap?: IntakeWatchOptions['onGap'];
  readonly log: Pick<Log, 'warn'>;
}

export function createEventLog(options: EventLogOptions): EventLog {
  return new SealedEventLog(options);
}

class SealedEventLog implements EventLog {
  readonly #backend: LogBackend;
  readonly #keysOf: EventLogOptions['keysOf'];
  readonly #watch: IntakeWatch;
  /** By the keys and the account, because accounts may have the same keys. */
  readonly #seals = new WeakMap<SealingKeys, Map<string, readonly Seal[]>>();
  readonly #listeners = new Set<(notification: Notification) => void>();

  constructor({ backend, keysOf, onCacheStale, onGap, log }: EventLogOptions) {
    this.#backend = backend;
    this.#keysOf = keysOf;
    const notify = (notification: Notification) => {
      for (const listener of this.#listeners) listener(notification);
    };
    this.#watch = new IntakeWatch({ backend, onCacheStale, notify, onGap, log });
    backend.onNotification((notification) => {
      this.#watch.saw(notification);
      notify(notification);
    });
  }

  async append(
    account: AccountName,
    stream: EventStream,
    digest: string,
    { kind, receivedAt, body }: NewEvent,
  ): Promise<'appended' | 'duplicate'> {
    const [seal] = this.#sealsOf(account);
    if (seal === undefined) throw new Error('the account has no key for its events');
    const entry = { kind, receivedAt, sealed: seal.close(body, contextOf(kind, receivedAt)) };
    const position = await this.#backend.append(account, stream, digest, entry);
    this.#watch.stored(account);
    return position === undefined ? 'duplicate' : 'appended';
  }

  async read(
    account: AccountName,
    streams: readonly EventStream[],
    after: string | undefined,
    count: number,
  ): Promise<EventPage> {
    const from = after === undefined ? undefined : parseCursor(after);
    const positions = Object.fromEntries(streams.map((stream) => [stream, from?.[stream] ?? START]));
    const { log, entries, hasMore } = await this.#backend.read(account, positions, count);
    if (from !== undefined) assertReadable(from, log, streams);
    const seals = this.#sealsOf(account);
    let at: Cursor = from ?? firstOf(log);
    const events = entries.map((entry) => {
      at = { mark: log.mark, state: later(at.state, entry.position), activity: later(at.activity, entry.position) };
      return new ReadEvent(entry, formatCursor(at), seals);
    });
    if (!hasMore) at = { mark: log.mark, state: later(at.state, log.last), activity: later(at.activity, log.last) };
    return { events, endCursor: formatCursor(at), hasMore };
  }

  async first(account: AccountName): Promise<string> {
    return formatCursor(firstOf(await this.#backend.state(account)));
  }

  async last(account: AccountName): Promise<string> {
    const { mark, last } = await this.#backend.state(account);
    return formatCursor({ mark, state: last, activity: last });
  }

  async size(account: AccountName): Promise<Pick<LogState, 'events' | 'bytes'>> {
    const { events, bytes } = await this.#backend.state(account);
    return { events, bytes };
  }

  async keepUnreadable(account: AccountName, digest: string, message: Buffer, receivedAt: number): Promise<void> {
    const [seal] = this.#sealsOf(account);
    if (seal === undefined) throw new Error('the account has no key for its events');
    const text = message.subarray(0, UNREADABLE_BYTES).toString('base64');
    await this.#backend.keepUnreadable(account, { digest, receivedAt, sealed: seal.close(text, UNREADABLE) });
  }

  async unreadable(account: AccountName): Promise<readonly UnreadableMessage[]> {
    const seals = this.#sealsOf(account);
    const copies = await this.#backend.unreadable(account);
    return copies.map(({ receivedAt, sealed }) => {
      const text = open(sealed, UNREADABLE, seals);
      return { receivedAt, message: text === undefined ? undefined : Buffer.from(text, 'base64') };
    });
  }

  onNotification(listener: (notification: Notification) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  of(account: AccountName): AccountEvents | undefined {
    if (this.#keysOf(account) === undefined) return undefined;
    return {
      read: (streams, after, count) => this.read(account, streams, after, count),
      last: () => this.last(account),
    };
  }

  intakeFor(accounts: readonly AccountName[]): void {
    this.#watch.follow(accounts);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#watch.close();
    await this.#backend.close();
  }

  /** The current key first. */
  #sealsOf(account: AccountName): readonly Seal[] {
    const keys = this.#keysOf(account);
    if (keys === undefined) return [];
    const { place } = eventKeys(account);
    const byPlace = this.#seals.get(keys) ?? new Map<string, readonly Seal[]>();
    const known = byPlace.get(place);
    if (known !== undefined) return known;
    const secrets = keys.previous === undefined ? [keys.current] : [keys.current, keys.previous];
    const seals = secrets.map((secret) => new Seal(secret, place, 'cardgraph event'));
    this.#seals.set(keys, byPlace.set(place, seals));
    return seals;
  }
}

/** The context of sealed unreadable messages. No kind of event. */
const UNREADABLE = 'unreadable message';

/** @throws {EventsCursorUnknown | EventsCursorExpired} */
function assertReadable(cursor: Cursor, log: LogState, streams: readonly EventStream[]): void {
  if (cursor.mark !== log.mark) throw new EventsCursorUnknown();
  // Such a cursor was not returned by this log, or the store has lost the events before it. It would skip the next events.
  if (STREAMS.some((stream) => compare(cursor[stream], log.last) > 0)) throw new EventsCursorUnknown();
  if (streams.every((stream) => compare(cursor[stream], log.removed[stream]) >= 0)) return;
  const first = firstOf(log);
  // A stream that has lost nothing continues where it was.
  const [state, activity] = STREAMS.map((stream) => later(cursor[stream], first[stream])) as [
    Cursor['state'],
    Cursor['activity'],
  ];
  throw new EventsCursorExpired(formatCursor({ mark: log.mark, state, activity }));
}

const firstOf = ({ mark, removed }: LogState): Cursor => ({ mark, ...removed });

/** An entry that was read. Most entries that a filter excludes are never decrypted. */
class ReadEvent implements LoggedEvent {
  readonly cursor: string;
  readonly stream: EventStream;
  readonly kind: string;
  readonly receivedAt: number;
  readonly gap: LoggedEvent['gap'];
  #sealed: string | undefined;
  readonly #seals: readonly Seal[];
  #body: string | undefined;

  constructor({ stream, kind, receivedAt, sealed, gapFrom }: PlacedEntry, cursor: string, seals: readonly Seal[]) {
    this.cursor = cursor;
    this.stream = stream;
    this.kind = kind;
    this.receivedAt = receivedAt;
    this.gap = gapFrom === undefined ? undefined : { from: gapFrom, to: receivedAt };
    this.#sealed = gapFrom === undefined ? sealed : undefined;
    this.#seals = seals;
  }

  get body(): string | undefined {
    if (this.#sealed !== undefined) this.#body = open(this.#sealed, contextOf(this.kind, this.receivedAt), this.#seals);
    this.#sealed = undefined;
    return this.#body;
  }
}

/** Returns the values that are stored in clear with a body. A body is not opened with other values, even if the store was changed. */
const contextOf = (kind: string, receivedAt: number): string => `${kind} ${receivedAt}`;

function open(sealed: string, context: string, seals: readonly Seal[]): string | undefined {
  for (const seal of seals) {
    const text = seal.open(sealed, context);
    if (text !== undefined) return text;
  }
  return undefined;
}
