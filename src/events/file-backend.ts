import { renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

// As CommonJS: the types of its ES module do not compile.
import lmdb = require('lmdb');

import type { Log } from '../log.js';
import { conditionOfFile, nameAside } from '../store/damage.js';
import { storeUnavailable, withinTime } from '../store/file-errors.js';
import { prepareFolder, unusableFolder } from '../store/folder.js';
import { type AccountName, eventKeys } from '../store/keys.js';
import { StoreUnavailable } from '../store/store.js';
import {
  type LogBackend,
  type LogState,
  type Notification,
  type PlacedEntry,
  READ_BYTES,
  type ReadEntries,
  type Renewal,
  type StoredEntry,
  type UnreadableCopy,
} from './backend.js';
import { gapBetween, sizeOf } from './entry.js';
import { newMark } from './mark.js';
import { merge, type StreamRun } from './merge.js';
import { compare, later, next, type Position, START } from './position.js';
import { DIGEST_BYTES, type Retention, UNREADABLE_COPIES, UNREADABLE_MS } from './retention.js';
import { Slots } from './slots.js';
import { type EventStream, GAP, STREAMS } from './streams.js';

const EVENTS_FILE = 'events.mdb';

/** The nested databases of the file. */
export const EVENT_DATABASES = ['totals', 'logs', 'entries', 'digests', 'seen', 'arrivals', 'unreadable'];

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

/** Maximum number of entries that a write removes for each limit, and that a step of a sweep removes. */
const REMOVED_BY_WRITE = 4;
const FREED_BY_WRITE = 64;
const REMOVED_BY_STEP = 500;

/** Maximum number of steps of a sweep. */
const MAX_STEPS = 100;

/** The account's row. */
interface LogRow {
  readonly name: AccountName;
  readonly mark: string;
  last: Position;
  readonly removed: Record<EventStream, Position>;
  readonly events: Record<EventStream, number>;
  readonly digests: Record<EventStream, number>;
  bytes: number;
  aliveAt?: number | undefined;
  gap?: { readonly from: number; readonly to: number } | undefined;
}

/** Values of all accounts. */
interface Totals {
  last: Position;
  bytes: number;
}

type EntryKey = [place: string, stream: EventStream, ms: number, seq: number];
type DigestKey = [place: string, stream: EventStream, digest: string];
/** An event or its digest is stored. */
interface Arrival {
  readonly place: string;
  readonly stream: EventStream;
  readonly kind: string;
}

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
  readonly #root: lmdb.RootDatabase<unknown, string>;
  readonly #totals: lmdb.Database<Totals, string>;
  readonly #logs: lmdb.Database<LogRow, string>;
  readonly #entries: lmdb.Database<StoredEntry, EntryKey>;
  /** Positions of appended events by their digests. */
  readonly #digests: lmdb.Database<[ms: number, seq: number], DigestKey>;
  /** Digests by the positions of their events. */
  readonly #seen: lmdb.Database<string, EntryKey>;
  /** Everything in the order of arrival. */
  readonly #arrivals: lmdb.Database<Arrival, [ms: number, seq: number]>;
  readonly #unreadable: lmdb.Database<readonly UnreadableCopy[], string>;
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
      // The same options as those of the records, see store/file.ts.
      this.#root = lmdb.open<unknown, string>({ path, overlappingSync: false, eventTurnBatching: false });
      this.#totals = this.#root.openDB<Totals, string>({ name: 'totals' });
      this.#logs = this.#root.openDB<LogRow, string>({ name: 'logs' });
      this.#entries = this.#root.openDB<StoredEntry, EntryKey>({ name: 'entries' });
      this.#digests = this.#root.openDB<[number, number], DigestKey>({ name: 'digests' });
      this.#seen = this.#root.openDB<string, EntryKey>({ name: 'seen' });
      this.#arrivals = this.#root.openDB<Arrival, [number, number]>({ name: 'arrivals' });
      this.#unreadable = this.#root.openDB<readonly UnreadableCopy[], string>({ name: 'unreadable' });
      this.#inode = statSync(path).ino;
    } catch (error) {
      throw unusableFolder(folder, error);
    }
    this.#reported = this.#total().last;
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
      const key: DigestKey = [place, stream, digest];
      const seenAt = this.#digests.get(key);
      if (seenAt !== undefined && seenAt[0] > now - this.#retention.digestMs) return undefined;
      const row = this.#begin(account);
      if (seenAt !== undefined) this.#dropDigest(row, place, stream, { ms: seenAt[0], seq: seenAt[1] });
      const at = this.#add(row, place, stream, entry, now);
      this.#digests.putSync(key, [at.ms, at.seq]);
      this.#seen.putSync([place, stream, at.ms, at.seq], digest);
      row.digests[stream] += 1;
      this.#charge(row, DIGEST_BYTES);
      this.#expire(row, place, stream, now, REMOVED_BY_WRITE);
      this.#logs.putSync(place, row);
      this.#free(FREED_BY_WRITE, at);
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
      const row = this.#logs.get(place);
      if (row === undefined) return undefined;
      const runs = STREAMS.flatMap((stream) => {
        const position = after[stream];
        return position === undefined ? [] : this.#runAfter(place, stream, position, count);
      });
      return { log: stateOf(row), ...merge(runs, count) };
    });
    return found ?? { log: await this.state(account), entries: [], hasMore: false };
  }

  async state(account: AccountName): Promise<LogState> {
    const { place } = eventKeys(account);
    const row = this.#snapshot(() => this.#logs.get(place));
    if (row !== undefined) return stateOf(row);
    return this.#write(() => {
      const begun = this.#begin(account);
      this.#logs.putSync(place, begun);
      return stateOf(begun);
    });
  }

  async renew(account: AccountName, ageMs: number, mayAppend: boolean): Promise<Renewal> {
    const { place } = eventKeys(account);
    return this.#write(() => {
      const row = this.#begin(account);
      const now = Date.now();
      const isFirst = row.aliveAt === undefined;
      const from = Math.min(row.aliveAt ?? now, now - ageMs);
      const gap = isFirst ? undefined : gapBetween(from, now, row.gap, mayAppend);
      if (gap?.progress !== 'due') row.aliveAt = now;
      if (gap?.progress === 'appended') {
        row.gap = { from, to: now };
        this.#add(row, place, 'state', { kind: GAP, receivedAt: now, sealed: '', gapFrom: from }, now);
      }
      this.#logs.putSync(place, row);
      return { last: row.last, isFirst, gap };
    });
  }

  async keepUnreadable(account: AccountName, copy: UnreadableCopy): Promise<void> {
    const { place } = eventKeys(account);
    await this.#write(() => {
      const copies = this.#unreadable.get(place) ?? [];
      if (copies.some(({ digest }) => digest === copy.digest)) return;
      this.#unreadable.putSync(place, [copy, ...copies].slice(0, UNREADABLE_COPIES));
    });
  }

  async unreadable(account: AccountName): Promise<readonly UnreadableCopy[]> {
    return this.#snapshot(() => this.#unreadable.get(eventKeys(account).place) ?? []);
  }

  async sweep(): Promise<void> {
    const places = this.#snapshot(() => [...this.#logs.getKeys()]);
    let steps = 0;
    for (const place of places) {
      let removed = REMOVED_BY_STEP;
      for (; removed >= REMOVED_BY_STEP && steps < MAX_STEPS; steps += 1) {
        removed = await this.#write(() => this.#expireAll(place));
      }
    }
    let freed = FREED_BY_WRITE;
    for (; freed > 0 && steps < MAX_STEPS; steps += 1) freed = await this.#write(() => this.#free(REMOVED_BY_STEP));
  }

  onNotification(listener: (notification: Notification) => void): void {
    this.#listeners.push(listener);
  }

  async close(): Promise<void> {
    clearInterval(this.#poll);
    this.#listeners.length = 0;
    await this.#root.close();
  }

  /** Runs a function on the newest data. */
  #snapshot<T>(read: () => T): T {
    try {
      this.#assertUsable();
      this.#root.resetReadTxn(); // otherwise later writes of other processes would not be visible
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
      const committed = this.#root.transaction(work).catch(async (error: Error & { commitError?: Promise<never> }) => {
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

  #total(): Totals {
    return this.#totals.get('all') ?? { last: START, bytes: 0 };
  }

  #begin(account: AccountName): LogRow {
    const row = this.#logs.get(eventKeys(account).place);
    if (row !== undefined) return row;
    const none = { state: 0, activity: 0 };
    return {
      name: account,
      mark: newMark(),
      last: START,
      removed: { state: START, activity: START },
      events: { ...none },
      digests: { ...none },
      bytes: 0,
    };
  }

  #add(row: LogRow, place: string, stream: EventStream, entry: StoredEntry, now: number): Position {
    const total = this.#total();
    const at = next(total.last, now);
    this.#totals.putSync('all', { ...total, last: at });
    this.#entries.putSync([place, stream, at.ms, at.seq], entry);
    this.#arrivals.putSync([at.ms, at.seq], { place, stream, kind: entry.kind });
    row.last = at;
    row.events[stream] += 1;
    this.#charge(row, sizeOf(entry));
    return at;
  }

  #charge(row: LogRow, bytes: number): void {
    row.bytes += bytes;
    const total = this.#total();
    this.#totals.putSync('all', { ...total, bytes: total.bytes + bytes });
  }

  #dropEntry(row: LogRow, place: string, stream: EventStream, at: Position): void {
    const key: EntryKey = [place, stream, at.ms, at.seq];
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.removeSync(key);
    row.events[stream] -= 1;
    row.removed[stream] = later(row.removed[stream], at);
    this.#charge(row, -sizeOf(entry));
    if (!this.#seen.doesExist(key)) this.#arrivals.removeSync([at.ms, at.seq]);
  }

  #dropDigest(row: LogRow, place: string, stream: EventStream, at: Position): void {
    const key: EntryKey = [place, stream, at.ms, at.seq];
    const digest = this.#seen.get(key);
    if (digest === undefined) return;
    this.#seen.removeSync(key);
    this.#digests.removeSync([place, stream, digest]);
    row.digests[stream] -= 1;
    this.#charge(row, -DIGEST_BYTES);
    if (!this.#entries.doesExist(key)) this.#arrivals.removeSync([at.ms, at.seq]);
  }

  /** Removes up to `count` entries for each limit that is exceeded. Returns their number. */
  #expire(row: LogRow, place: string, stream: EventStream, now: number, count: number): number {
    const { maxAgeMs, maxEvents, maxDigests } = this.#retention.streams[stream];
    let removed = 0;
    for (const at of this.#oldest(this.#entries, place, stream, count)) {
      if (at.ms > now - maxAgeMs && row.events[stream] <= maxEvents) break;
      this.#dropEntry(row, place, stream, at);
      removed += 1;
    }
    for (const at of this.#oldest(this.#seen, place, stream, count)) {
      if (at.ms > now - this.#retention.digestMs && row.digests[stream] <= maxDigests) break;
      this.#dropDigest(row, place, stream, at);
      removed += 1;
    }
    return removed;
  }

  #expireAll(place: string): number {
    const row = this.#logs.get(place);
    if (row === undefined) return 0;
    const now = Date.now();
    const removed = STREAMS.map((stream) => this.#expire(row, place, stream, now, REMOVED_BY_STEP / 2));
    const sum = removed.reduce((all, one) => all + one, 0);
    if (sum > 0) this.#logs.putSync(place, row);
    const copies = this.#unreadable.get(place) ?? [];
    const fresh = copies.filter(({ receivedAt }) => receivedAt > now - UNREADABLE_MS);
    if (fresh.length < copies.length) this.#unreadable.putSync(place, fresh);
    return sum;
  }

  /**
   * Removes the oldest events and digests of all accounts until their bytes are within the limit, up to `count`. Returns their number.
   * @param until not removed, and nothing after it
   */
  #free(count: number, until?: Position): number {
    let removed = 0;
    if (this.#total().bytes <= this.#retention.maxBytes) return 0;
    const oldest = [...this.#arrivals.getRange({ limit: count })];
    for (const { key, value } of oldest) {
      const at = { ms: key[0], seq: key[1] };
      if (until !== undefined && compare(at, until) >= 0) break;
      if (this.#total().bytes <= this.#retention.maxBytes) break;
      const row = this.#logs.get(value.place);
      if (row === undefined) {
        this.#arrivals.removeSync(key);
        continue;
      }
      this.#dropEntry(row, value.place, value.stream, at);
      this.#dropDigest(row, value.place, value.stream, at);
      this.#logs.putSync(value.place, row);
      removed += 1;
    }
    return removed;
  }

  #oldest(from: lmdb.Database<unknown, EntryKey>, place: string, stream: EventStream, count: number): Position[] {
    const keys = from.getKeys({ start: [place, stream, 0, 0], end: endOf(place, stream), limit: count });
    return [...keys].map(([, , ms, seq]) => ({ ms, seq }));
  }

  #runAfter(place: string, stream: EventStream, after: Position, count: number): StreamRun {
    const entries: PlacedEntry[] = [];
    let bytes = 0;
    const start: EntryKey = [place, stream, after.ms, after.seq + 1];
    for (const { key, value } of this.#entries.getRange({ start, end: endOf(place, stream), limit: count + 1 })) {
      if (bytes >= READ_BYTES) return { entries, hasMore: true };
      bytes += sizeOf(value);
      entries.push({ ...value, stream, position: { ms: key[2], seq: key[3] } });
    }
    return { entries, hasMore: entries.length > count };
  }

  #reportNew(): void {
    if (this.#listeners.length === 0) return;
    try {
      const { last } = this.#snapshot(() => this.#total());
      if (compare(last, this.#reported) === 0) return;
      const start: [number, number] = [this.#reported.ms, this.#reported.seq + 1];
      this.#reported = last;
      const arrivals = [...this.#arrivals.getRange({ start, limit: MAX_REPORTED })];
      if (arrivals.length === MAX_REPORTED) this.#notify({ account: undefined });
      else
        for (const { key, value } of arrivals) {
          const account = this.#logs.get(value.place)?.name;
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

const endOf = (place: string, stream: EventStream): EntryKey => [place, stream, Number.MAX_SAFE_INTEGER, 0];

const stateOf = ({ mark, last, removed, events, bytes }: LogRow): LogState => ({ mark, last, removed, events, bytes });
