import { renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { Log } from '../log.js';
import { conditionOfFile, nameAside } from '../store/damage.js';
import { storeUnavailable, withinTime } from '../store/file-errors.js';
import { prepareFolder, unusableFolder } from '../store/folder.js';
import { type AccountName, eventKeys } from '../store/keys.js';
import { StoreUnavailable } from '../store/store.js';
import type {
  LogBackend,
  LogState,
  Notification,
  ReadEntries,
  Renewal,
  StoredEntry,
  UnreadableCopy,
} from './backend.js';
import { gapBetween } from './entry.js';
import { EVENT_DATABASES, FileTables, type LogRow, REMOVED_BY_STEP } from './file-tables.js';
import { merge } from './merge.js';
import { compare, type Position } from './position.js';
import { type Retention, UNREADABLE_COPIES } from './retention.js';
import { Slots } from './slots.js';
import { type EventStream, GAP, STREAMS } from './streams.js';

const EVENTS_FILE = 'events.mdb';

export const eventsFile = (folder: string): string => join(folder, EVENTS_FILE);

/** Write timeout, milliseconds. A push must be acknowledged within a second. */
const TIMEOUT_MS = 1000;

/** Maximum number of appends in flight. They share a commit to disk. */
const MAX_APPENDING = 64;

/** Interval of the check whether the file was replaced, milliseconds. */
const CHECKED_MS = 50;

/** Interval at which a process checks for events that other processes appended, milliseconds. */
const POLL_MS = 250;

/** Maximum number of events that one check reports one by one. Beyond it, events of any account are reported. */
const MAX_REPORTED = 500;

/** Maximum number of entries that a write removes for each limit, and of all accounts. */
const REMOVED_BY_WRITE = 4;
const FREED_BY_WRITE = 64;

/** Maximum number of steps of a sweep. */
const MAX_STEPS = 100;

/**
 * Opens the logs in a folder. A damaged file is first moved aside, and the logs begin again.
 * @param folder created if it is missing, accessible only to its owner
 * @throws {Error} if the folder cannot be created or written
 */
export async function openFileBackend(
  folder: string,
  retention: Retention,
  log: Pick<Log, 'warn' | 'info' | 'error'>,
): Promise<LogBackend> {
  const file = eventsFile(folder);
  const inode = inodeOf(file);
  if (inode !== undefined) {
    const condition = await conditionOfFile(file, EVENT_DATABASES);
    if (condition === 'undecided') log.warn({ folder }, 'Event log could not be checked for damage');
    // Another process may have replaced the damaged file meanwhile.
    if (condition === 'damaged' && inodeOf(file) === inode) {
      const aside = nameAside(file);
      rmSync(`${file}-lock`, { force: true }); // a process that has the old file open keeps using the old lock file
      renameSync(file, aside);
      log.error({ file: aside }, 'Event log in STATE_DIR is damaged and was moved aside: its events are lost');
    }
  }
  return new FileBackend(folder, retention, log);
}

const inodeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.ino;

/** Logs in a file of STATE_DIR, which several processes of one machine may share. An append is on disk when its promise resolves. */
export class FileBackend implements LogBackend {
  readonly #folder: string;
  readonly #retention: Retention;
  readonly #tables: FileTables;
  readonly #listeners: ((notification: Notification) => void)[] = [];
  /** Inode of the open file. */
  readonly #inode: number;
  readonly #log: Pick<Log, 'warn' | 'info'> | undefined;
  readonly #slots = new Slots(MAX_APPENDING);
  readonly #poll: NodeJS.Timeout;
  /** When the file must be checked again, by `performance.now()`. */
  #usableUntil = 0;
  /** Writes that timed out and may still be pending. */
  #overdue = 0;
  /** The last event that was reported. */
  #reported: Position;
  #trouble: string | undefined;

  /**
   * @param folder created if it is missing, accessible only to its owner
   * @throws {Error} if the folder cannot be created or written
   */
  constructor(folder: string, retention: Retention, log?: Pick<Log, 'warn' | 'info'>) {
    prepareFolder(folder);
    this.#folder = folder;
    this.#retention = retention;
    this.#log = log;
    const path = eventsFile(folder);
    try {
      this.#tables = new FileTables(path, retention);
      this.#inode = statSync(path).ino;
    } catch (error) {
      throw unusableFolder(folder, error);
    }
    this.#reported = this.#tables.total().last;
    this.#poll = setInterval(() => this.#reportNew(), POLL_MS).unref();
  }

  async append(
    account: AccountName,
    stream: EventStream,
    digest: string,
    entry: StoredEntry,
  ): Promise<Position | undefined> {
    const { place } = eventKeys(account);
    const write = () => {
      const now = Date.now();
      const seenAt = this.#tables.digests.get([place, stream, digest]);
      if (seenAt !== undefined && seenAt[0] > now - this.#retention.digestMs) return undefined;
      const row = this.#tables.begin(account);
      if (seenAt !== undefined) this.#tables.dropDigest(row, place, stream, { ms: seenAt[0], seq: seenAt[1] });
      const at = this.#tables.add(row, place, stream, entry, now);
      this.#tables.addDigest(row, place, stream, digest, at);
      this.#tables.expire(row, place, stream, now, REMOVED_BY_WRITE);
      this.#tables.logs.putSync(place, row);
      this.#tables.free(FREED_BY_WRITE, at);
      return at;
    };
    const position = await this.#slots.run(() => this.#write(write));
    if (position !== undefined) this.#notify({ account, kind: entry.kind, position });
    return position;
  }

  async read(
    account: AccountName,
    after: Readonly<Partial<Record<EventStream, Position>>>,
    count: number,
  ): Promise<ReadEntries> {
    const { place } = eventKeys(account);
    const found = this.#snapshot(() => {
      const row = this.#tables.logs.get(place);
      if (row === undefined) return undefined;
      const runs = STREAMS.flatMap((stream) => {
        const position = after[stream];
        return position === undefined ? [] : this.#tables.runAfter(place, stream, position, count);
      });
      return { log: stateOf(row), ...merge(runs, count) };
    });
    return found ?? { log: await this.state(account), entries: [], hasMore: false };
  }

  async state(account: AccountName): Promise<LogState> {
    const { place } = eventKeys(account);
    const row = this.#snapshot(() => this.#tables.logs.get(place));
    if (row !== undefined) return stateOf(row);
    return this.#write(() => {
      const begun = this.#tables.begin(account);
      this.#tables.logs.putSync(place, begun);
      return stateOf(begun);
    });
  }

  async renew(account: AccountName, ageMs: number, mayAppend: boolean): Promise<Renewal> {
    const { place } = eventKeys(account);
    return this.#write(() => {
      const row = this.#tables.begin(account);
      const now = Date.now();
      const isFirst = row.aliveAt === undefined;
      const from = Math.min(row.aliveAt ?? now, now - ageMs);
      const gap = isFirst ? undefined : gapBetween(from, now, row.gap, mayAppend);
      if (gap?.progress !== 'due') row.aliveAt = now;
      if (gap?.progress === 'appended') {
        row.gap = { from, to: now };
        this.#tables.add(row, place, 'state', { kind: GAP, receivedAt: now, sealed: '', gapFrom: from }, now);
      }
      this.#tables.logs.putSync(place, row);
      return { last: row.last, isFirst, gap };
    });
  }

  async keepUnreadable(account: AccountName, copy: UnreadableCopy): Promise<void> {
    const { place } = eventKeys(account);
    await this.#write(() => {
      const copies = this.#tables.unreadable.get(place) ?? [];
      if (copies.some(({ digest }) => digest === copy.digest)) return;
      this.#tables.unreadable.putSync(place, [copy, ...copies].slice(0, UNREADABLE_COPIES));
    });
  }

  async unreadable(account: AccountName): Promise<readonly UnreadableCopy[]> {
    return this.#snapshot(() => this.#tables.unreadable.get(eventKeys(account).place) ?? []);
  }

  async sweep(): Promise<void> {
    const places = this.#snapshot(() => [...this.#tables.logs.getKeys()]);
    let steps = 0;
    for (const place of places) {
      let removed = REMOVED_BY_STEP;
      for (; removed >= REMOVED_BY_STEP && steps < MAX_STEPS; steps += 1) {
        removed = await this.#write(() => this.#tables.expireAll(place));
      }
    }
    let freed = FREED_BY_WRITE;
    for (; freed > 0 && steps < MAX_STEPS; steps += 1)
      freed = await this.#write(() => this.#tables.free(REMOVED_BY_STEP));
  }

  onNotification(listener: (notification: Notification) => void): void {
    this.#listeners.push(listener);
  }

  async close(): Promise<void> {
    clearInterval(this.#poll);
    this.#listeners.length = 0;
    await this.#tables.root.close();
  }

  /** Runs a function on the newest data. */
  #snapshot<T>(read: () => T): T {
    try {
      this.#assertUsable();
      this.#tables.root.resetReadTxn(); // otherwise later writes of other processes would not be visible
      return read();
    } catch (error) {
      throw this.#unavailable(error);
    }
  }

  /** Runs a function in a transaction, which is on disk afterwards. */
  async #write<T>(work: () => T): Promise<T> {
    try {
      this.#assertUsable();
      // Each pending write blocks one of the four threads of libuv's pool, which file access and DNS look-ups need too.
      if (this.#overdue > 0) throw new StoreUnavailable('an earlier write has not finished');
      const committed = this.#tables.root
        .transaction(work)
        .catch(async (error: Error & { commitError?: Promise<never> }) => {
          await error.commitError; // rejects with the cause
          throw error;
        });
      const result = await withinTime(committed, TIMEOUT_MS, () => {
        this.#overdue += 1;
        const done = () => {
          this.#overdue -= 1;
        };
        committed.then(done, done);
      });
      this.#report(undefined);
      return result;
    } catch (error) {
      throw this.#unavailable(error);
    }
  }

  /** @throws {StoreUnavailable} if another process has moved the file aside and would not see writes to it */
  #assertUsable(): void {
    const now = performance.now();
    if (now < this.#usableUntil) return;
    if (inodeOf(eventsFile(this.#folder)) !== this.#inode) {
      throw new StoreUnavailable('the file of the event log was replaced while this process had it open');
    }
    this.#usableUntil = now + CHECKED_MS;
  }

  #unavailable(cause: unknown): StoreUnavailable {
    const error = storeUnavailable(cause, this.#folder);
    this.#report(error.message);
    return error;
  }

  /** Logs when the event log becomes unavailable or the reason changes, and when it is available again. */
  #report(trouble: string | undefined): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    if (trouble === undefined) this.#log?.info('Event log in STATE_DIR is available again');
    else this.#log?.warn({ reason: trouble, folder: this.#folder }, 'Event log in STATE_DIR is unavailable');
  }

  #reportNew(): void {
    if (this.#listeners.length === 0) return;
    try {
      const { last } = this.#snapshot(() => this.#tables.total());
      if (compare(last, this.#reported) === 0) return;
      const start: [number, number] = [this.#reported.ms, this.#reported.seq + 1];
      this.#reported = last;
      const arrivals = [...this.#tables.arrivals.getRange({ start, limit: MAX_REPORTED })];
      if (arrivals.length === MAX_REPORTED) this.#notify({ account: undefined });
      else
        for (const { key, value } of arrivals) {
          const account = this.#tables.logs.get(value.place)?.name;
          this.#notify({ account, kind: value.kind, position: { ms: key[0], seq: key[1] } });
        }
    } catch {
      // The next check reports them.
    }
  }

  #notify(notification: Notification): void {
    for (const listener of this.#listeners) listener(notification);
  }
}

const stateOf = ({ mark, last, removed, events, bytes }: LogRow): LogState => ({ mark, last, removed, events, bytes });
