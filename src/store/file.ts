import { existsSync, statfsSync, statSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';

// As CommonJS: the types of its ES module do not compile.
import lmdb = require('lmdb');

import type { Log } from '../log.js';
import { lossFile, prepareFolder, recordsFile, unusableFolder } from './folder.js';
import { oldRecordName } from './old-keys.js';
import { type RecordStore, type Store, StoreUnavailable } from './store.js';

interface Held {
  readonly value: string;
  /** Unix milliseconds. */
  readonly endsAt: number;
  /** From its beginning, milliseconds. Absent in records of version 0.1.0. */
  readonly ttlMs?: number;
}

/** Each change forgets so many expired records at the most: more than it adds, so that they never pile up. */
const SWEPT_AT_ONCE = 4;

/** Milliseconds. Another process may be writing, or the disk be slow: a change waits for both. */
const TIMEOUT_MS = 2000;

/** How long it is not looked again whether another process has set the file aside, milliseconds: two system calls for each change. */
const CHECKED_MS = 50;

/** State in a folder, of which several processes may have a part. */
export interface FileStore extends Store {
  /** Ids of the processes that have read records and still have them open. */
  readers(): readonly number[];
}

/**
 * State in a folder of this machine, which several processes may share. A change is on the disk when it is reported.
 * @param folder is made if it is missing, for its owner alone
 * @param log receives an error when records become unavailable, and an info when they are available again
 * @throws {Error} when the folder cannot be made or written
 */
export function openFileStore(folder: string, log?: Pick<Log, 'error' | 'info'>): FileStore {
  prepareFolder(folder);
  try {
    const records = new FileRecords(folder, log);
    return { records, readers: () => records.readers(), close: () => records.close() };
  } catch (error) {
    throw unusableFolder(error);
  }
}

class FileRecords implements RecordStore {
  readonly #root: lmdb.RootDatabase<Held, string>;
  /** The keys of all records by the time at which they end. */
  readonly #ends: lmdb.Database<true, [endsAt: number, key: string]>;

  readonly #folder: string;
  readonly #log: Pick<Log, 'error' | 'info'> | undefined;
  /** Inode of the file that is open. */
  readonly #inode: number;
  /** By performance.now(). */
  #usableUntil = 0;
  /** Writes that did not finish in time and may still be waiting. */
  #overdue = 0;
  /** Why records are unavailable, as last logged. */
  #trouble: string | undefined;

  constructor(folder: string, log: Pick<Log, 'error' | 'info'> | undefined) {
    this.#folder = folder;
    this.#log = log;
    const path = recordsFile(folder);
    // Without overlappingSync a change is reported when it is on the disk, not when other processes can see it. With
    // eventTurnBatching a commit that fails would also reject a promise that nobody can handle.
    this.#root = lmdb.open<Held, string>({ path, overlappingSync: false, eventTurnBatching: false });
    this.#ends = this.#root.openDB<true, [number, string]>({ name: 'ends' });
    this.#inode = statSync(path).ino;
  }

  async get(key: string): Promise<string | undefined> {
    try {
      this.#root.resetReadTxn(); // or what another process wrote since would not be seen
      return this.#read(nameOf(key))?.value;
    } catch (error) {
      throw this.#unavailable(error);
    }
  }

  async compareAndSet(
    key: string,
    expected: string | undefined,
    value: string | undefined,
    ttlMs: number,
  ): Promise<boolean> {
    try {
      this.#assertUsable();
      const isReplaced = await this.#transaction(() => this.#replace(nameOf(key), expected, value, ttlMs));
      if (isReplaced) this.#report(undefined);
      return isReplaced;
    } catch (error) {
      throw this.#unavailable(error);
    }
  }

  close(): Promise<void> {
    return this.#root.close();
  }

  /** LMDB's table of readers: a line each that begins with a process id. */
  readers(): readonly number[] {
    this.#root.readerCheck(); // forgets those that crashed
    const lines = this.#root.readerList().matchAll(/^\s*(\d+)\s/gm);
    return [...new Set(Array.from(lines, ([, pid]) => Number(pid)))];
  }

  /**
   * What was written within `CHECKED_MS` after a loss is lost with the rest.
   * @throws {StoreUnavailable} when this is not, or not certainly, the file that all processes use
   */
  #assertUsable(): void {
    const now = performance.now();
    if (now < this.#usableUntil) return;
    if (existsSync(lossFile(this.#folder))) throw new StoreUnavailable('earlier records were lost');
    // Another process that set the file aside has a new one, and sees nothing of what is written here.
    if (statSync(recordsFile(this.#folder), { throwIfNoEntry: false })?.ino !== this.#inode) {
      throw new StoreUnavailable('the file of records was replaced while this process had it open');
    }
    this.#usableUntil = now + CHECKED_MS;
  }

  async #transaction<T>(work: () => T): Promise<T> {
    // Each would hold a thread of libuv's pool: four of them, and no file and no host name could be read any more.
    if (this.#overdue > 0) throw new StoreUnavailable('an earlier write has not finished');
    const committed = this.#root.transaction(work).catch(async (error: Error & { commitError?: Promise<never> }) => {
      await error.commitError; // rejects with the cause
      throw error;
    });
    return inTime(committed, () => {
      this.#overdue += 1;
      const done = () => {
        this.#overdue -= 1;
      };
      committed.then(done, done);
    });
  }

  #unavailable(cause: unknown): StoreUnavailable {
    const error = unavailable(cause, this.#folder);
    this.#report(error.message);
    return error;
  }

  /** Logs when records become unavailable for another reason, and when they are available again. */
  #report(trouble: string | undefined): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    if (trouble === undefined) this.#log?.info('Records in STATE_DIR are available again');
    else {
      this.#log?.error(
        { reason: trouble, folder: this.#folder },
        'Records in STATE_DIR are unavailable: mutations with an idempotencyKey are refused. Run `cardgraph doctor`',
      );
    }
  }

  #read(name: string): Held | undefined {
    const held = this.#root.get(name);
    return held !== undefined && held.endsAt > Date.now() ? held : undefined;
  }

  /** Inside a transaction: nobody else changes anything meanwhile. */
  #replace(name: string, expected: string | undefined, value: string | undefined, ttlMs: number): boolean {
    this.#sweep();
    this.#restartIfSetBack(name);
    if (this.#read(name)?.value !== expected) return false;
    const before = this.#root.get(name);
    if (before !== undefined) this.#ends.removeSync([before.endsAt, name]);
    if (value === undefined) {
      this.#root.removeSync(name);
    } else {
      const endsAt = Date.now() + ttlMs;
      this.#root.putSync(name, { value, endsAt, ttlMs });
      this.#ends.putSync([endsAt, name], true);
    }
    return true;
  }

  /**
   * A record that ends later than its whole time from now was written before the clock was set back. Its time begins
   * again: a lease lasts no longer than twice its time, and no record ends early.
   */
  #restartIfSetBack(name: string): void {
    const held = this.#root.get(name);
    const now = Date.now();
    if (held?.ttlMs === undefined || held.endsAt - now <= held.ttlMs) return;
    const endsAt = now + held.ttlMs;
    this.#ends.removeSync([held.endsAt, name]);
    this.#root.putSync(name, { ...held, endsAt });
    this.#ends.putSync([endsAt, name], true);
  }

  #sweep(): void {
    const expired = [...this.#ends.getKeys({ end: [Date.now(), ''], limit: SWEPT_AT_ONCE })];
    for (const [endsAt, name] of expired) {
      this.#ends.removeSync([endsAt, name]);
      this.#root.removeSync(name);
    }
  }
}

/**
 * The name of a record in the file. Until 0.3.0 it is that of 0.1.0, because processes of both versions may share the file, and hash
 * tags mean nothing to LMDB.
 */
const nameOf = (key: string) => oldRecordName(key) ?? key;

/** Free bytes below which a write that failed is taken to have failed for lack of space: LMDB reports a partial write as EIO. */
const NO_SPACE_BYTES = 65_536;

function hasSpace(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= NO_SPACE_BYTES;
}

function unavailable(cause: unknown, folder: string): StoreUnavailable {
  if (cause instanceof StoreUnavailable) return cause;
  const { code } = cause as { readonly code?: unknown };
  // LMDB numbers its own errors below zero.
  const name = typeof code === 'number' && code > 0 ? getSystemErrorName(-code) : undefined;
  if (name === 'ENOSPC' || name === 'EDQUOT' || (name === 'EIO' && !hasSpace(folder))) {
    return new StoreUnavailable('no space is left on the disk of STATE_DIR', { cause });
  }
  const why = name === undefined ? '' : ` (${name})`;
  return new StoreUnavailable(`the records in STATE_DIR cannot be read or written${why}`, { cause });
}

/** @param onLate is called when the time is over and the work goes on */
async function inTime<T>(work: Promise<T>, onLate: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      onLate();
      reject(new StoreUnavailable(`the records in STATE_DIR were not written within ${TIMEOUT_MS} ms`));
    }, TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
