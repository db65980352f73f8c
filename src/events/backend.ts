import type { AccountName } from '../store/keys.js';
import type { Position } from './position.js';
import type { EventStream } from './streams.js';

/** An event as it is stored. */
export interface StoredEntry {
  readonly kind: string;
  /** Unix milliseconds. */
  readonly receivedAt: number;
  /** Encrypted. Empty for a gap. */
  readonly sealed: string;
  /** The start of a gap, Unix milliseconds. It ends at `receivedAt`. */
  readonly gapFrom?: number | undefined;
}

export interface PlacedEntry extends StoredEntry {
  readonly stream: EventStream;
  readonly position: Position;
}

/** The state of an account's log. */
export interface LogState {
  readonly mark: string;
  /** The last event that was appended; `START` if there was none. */
  readonly last: Position;
  /** The last event of each stream that was removed; `START` if there was none. */
  readonly removed: Readonly<Record<EventStream, Position>>;
  /** Stored events. */
  readonly events: Readonly<Record<EventStream, number>>;
  /** Size of all events and digests by estimate. */
  readonly bytes: number;
}

/** Events of some streams, oldest first. */
export interface ReadEntries {
  readonly log: LogState;
  readonly entries: readonly PlacedEntry[];
  /** Whether there are more after the last one. */
  readonly hasMore: boolean;
}

/** Downtime of the intake in which events may have been lost, Unix milliseconds. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  /** `due`: not appended yet. `known`: another replica has appended it. */
  readonly progress: 'due' | 'appended' | 'known';
}

/** The result of recording that the intake is alive. */
export interface Renewal {
  readonly last: Position;
  /** Whether the intake had never been alive with this log. */
  readonly isFirst: boolean;
  readonly gap: Gap | undefined;
}

/** Reports that events were appended. Some may be reported twice, and some late or not at all. */
export interface Notification {
  /** Undefined: there may be new events of any account. */
  readonly account: AccountName | undefined;
  /** Undefined: one or more events of any kind. */
  readonly kind?: string | undefined;
  readonly position?: Position | undefined;
}

/** A copy of a message that cannot be read. */
export interface UnreadableCopy {
  readonly digest: string;
  /** Unix milliseconds. */
  readonly receivedAt: number;
  readonly sealed: string;
}

/** Where the logs are stored. Every method rejects with `StoreUnavailable` within the timeout of the store. */
export interface LogBackend {
  /** Appends an entry and its digest, both or neither. Returns undefined if the digest is already stored. */
  append(account: AccountName, stream: EventStream, digest: string, entry: StoredEntry): Promise<Position | undefined>;
  /** Returns at least one entry after the positions if there is one, and at most `count` and about `READ_BYTES`. */
  read(
    account: AccountName,
    after: Readonly<Partial<Record<EventStream, Position>>>,
    count: number,
  ): Promise<ReadEntries>;
  /** Returns the state of a log, which begins now if there is none. */
  state(account: AccountName): Promise<LogState>;
  /**
   * Records that the intake is alive. If it was not for `GAP_FROM_MS`, changes nothing and returns the gap as due.
   * @param ageMs how long ago this process last could
   * @param mayAppend appends a due gap, unless another replica has
   */
  renew(account: AccountName, ageMs: number, mayAppend: boolean): Promise<Renewal>;
  /** Keeps the newest copies. One whose digest is already stored is not stored again. */
  keepUnreadable(account: AccountName, copy: UnreadableCopy): Promise<void>;
  /** Newest first. */
  unreadable(account: AccountName): Promise<readonly UnreadableCopy[]>;
  /** Removes expired entries, and the oldest of the accounts with the most bytes if there are too many. Bounded work; call it regularly. */
  sweep(): Promise<void>;
  onNotification(listener: (notification: Notification) => void): void;
  close(): Promise<void>;
}

/** Maximum size of the entries that one read returns, unless the first one is larger, bytes. */
export const READ_BYTES = 512 * 1024;
