import { existsSync, statSync } from 'node:fs';

// As CommonJS: the types of its ES module do not compile.
import lmdb = require('lmdb');

import type { Log } from '../log.js';
import { storeUnavailable, withinTime } from './file-errors.js';
import { lossFile, prepareFolder, recordsFile, unusableFolder } from './folder.js';
import { oldRecordName } from './old-keys.js';
import { type RecordStore, type Store, StoreUnavailable } from './store.js';

interface StoredRecord {
  readonly value: string;
  /** Expiry, Unix milliseconds. */
  readonly endsAt: number;
  /** Lifetime, milliseconds. Absent in records of version 0.1.0. */
  readonly ttlMs?: number;
}

/** Maximum number of expired records that a write deletes. More than a write adds, so that they do not pile up. */
const SWEEP_BATCH = 4;

/** Write timeout, milliseconds. A write waits for other processes that are writing and for a slow disk. */
const TIMEOUT_MS = 2000;

/** Interval of the check whether another process has moved the file aside, milliseconds. The check takes two system calls. */
const CHECKED_MS = 50;

/** Name and lifetime of the record that `check` writes. */
const CHECK_NAME = 'check';
const CHECK_TTL_MS = 3_600_000;

/** A store in a folder, which several processes may share. */
export interface FileStore extends Store {
  /** Returns the ids of the processes that have read records and still have the file open. */
  readers(): readonly number[];
}

/**
 * Opens the store in a local folder, which several processes may share. A write is on disk when its promise resolves.
 * @param folder created if it is missing, accessible only to its owner
 * @param log receives an error when records become unavailable, and an info when they are available again
 * @throws {Error} if the folder cannot be created or written
 */
export function openFileStore(folder: string, log?: Pick<Log, 'error' | 'info'>): FileStore {
  prepareFolder(folder);
  try {
    const records = new FileRecords(folder, log);
    return {
      kind: 'folder',
      records,
      readers: () => records.readers(),
      check: () => records.check(),
      close: () => records.close(),
    };
  } catch (error) {
    throw unusableFolder(folder, error);
  }
}

class FileRecords implements RecordStore {
  readonly #root: lmdb.RootDatabase<StoredRecord, string>;
  /** The keys of all records, ordered by expiry. */
  readonly #ends: lmdb.Database<true, [endsAt: number, key: string]>;

  readonly #folder: string;
  readonly #log: Pick<Log, 'error' | 'info'> | undefined;
  /** Inode of the open file. */
  readonly #inode: number;
  /** When the file must be checked again, by `performance.now()`. */
  #usableUntil = 0;
  /** Writes that timed out and may still be pending. */
  #overdue = 0;
  /** Why records are unavailable, as last logged. */
  #trouble: string | undefined;

  constructor(folder: string, log: Pick<Log, 'error' | 'info'> | undefined) {
    this.#folder = folder;
    this.#log = log;
    const path = recordsFile(folder);
    // Without overlappingSync, a commit resolves when it is on disk, not when other processes can see it. With
    // eventTurnBatching, a failed commit would also reject a promise that cannot be handled.
    this.#root = lmdb.open<StoredRecord, string>({ path, overlappingSync: false, eventTurnBatching: false });
    this.#ends = this.#root.openDB<true, [number, string]>({ name: 'ends' });
    this.#inode = statSync(path).ino;
  }

  async get(key: string): Promise<string | undefined> {
    try {
      this.#root.resetReadTxn(); // otherwise later writes of other processes would not be visible
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

  /** Writes a record, which is synced to disk. */
  async check(): Promise<void> {
    try {
      this.#assertUsable();
      const write = () => this.#replace(CHECK_NAME, this.#read(CHECK_NAME)?.value, String(Date.now()), CHECK_TTL_MS);
      await this.#transaction(write);
      this.#report(undefined);
    } catch (error) {
      throw this.#unavailable(error);
    }
  }

  close(): Promise<void> {
    return this.#root.close();
  }

  /** Parses LMDB's reader table, in which each line begins with a process id. */
  readers(): readonly number[] {
    this.#root.readerCheck(); // removes crashed processes
    const lines = this.#root.readerList().matchAll(/^\s*(\d+)\s/gm);
    return [...new Set(Array.from(lines, ([, pid]) => Number(pid)))];
  }

  /**
   * Checks that the open file is the one that all processes use. Writes within `CHECKED_MS` after a loss are also lost.
   * @throws {StoreUnavailable} unless it certainly is
   */
  #assertUsable(): void {
    const now = performance.now();
    if (now < this.#usableUntil) return;
    if (existsSync(lossFile(this.#folder))) throw new StoreUnavailable('earlier records were lost');
    // Another process moved the file aside and uses a new one. It would not see writes to the old file.
    if (statSync(recordsFile(this.#folder), { throwIfNoEntry: false })?.ino !== this.#inode) {
      throw new StoreUnavailable('the records file was replaced while this process had it open');
    }
    this.#usableUntil = now + CHECKED_MS;
  }

  async #transaction<T>(work: () => T): Promise<T> {
    // Each pending write blocks one of the four threads of libuv's pool, which file access and DNS look-ups need too.
    if (this.#overdue > 0) throw new StoreUnavailable('an earlier write has not finished');
    const committed = this.#root.transaction(work).catch(async (error: Error & { commitError?: Promise<never> }) => {
      await error.commitError; // rejects with the cause
      throw error;
    });
    return withinTime(committed, TIMEOUT_MS, () => {
      this.#overdue += 1;
      const done = () => {
        this.#overdue -= 1;
      };
      committed.then(done, done);
    });
  }

  #unavailable(cause: unknown): StoreUnavailable {
    const error = storeUnavailable(cause, this.#folder);
    this.#report(error.message);
    return error;
  }

  /** Logs when records become unavailable or the reason changes, and when they are available again. */
  #report(trouble: string | undefined): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    if (trouble === undefined) this.#log?.info('Records in STATE_DIR are available again');
    else {
      this.#log?.error(
        { reason: trouble, folder: this.#folder },
        'Records in STATE_DIR are unavailable: mutations with an idempotencyKey are rejected. Run `cardgraph doctor`',
      );
    }
  }

  #read(name: string): StoredRecord | undefined {
    const record = this.#root.get(name);
    return record !== undefined && record.endsAt > Date.now() ? record : undefined;
  }

  /** Runs inside a transaction, so that there are no concurrent writes. */
  #replace(name: string, expected: string | undefined, value: string | undefined, ttlMs: number): boolean {
    this.#sweep();
    this.#restartIfSetBack(name);
    if (this.#read(name)?.value !== expected) return false;
    const existing = this.#root.get(name);
    if (existing !== undefined) this.#ends.removeSync([existing.endsAt, name]);
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
   * Restarts the lifetime of a record that was written before the clock was set back: it expires later than a full lifetime
   * from now. As a result, a lease lasts at most twice its time, and no record expires early.
   */
  #restartIfSetBack(name: string): void {
    const record = this.#root.get(name);
    const now = Date.now();
    if (record?.ttlMs === undefined || record.endsAt - now <= record.ttlMs) return;
    const endsAt = now + record.ttlMs;
    this.#ends.removeSync([record.endsAt, name]);
    this.#root.putSync(name, { ...record, endsAt });
    this.#ends.putSync([endsAt, name], true);
  }

  #sweep(): void {
    const expired = [...this.#ends.getKeys({ end: [Date.now(), ''], limit: SWEEP_BATCH })];
    for (const [endsAt, name] of expired) {
      this.#ends.removeSync([endsAt, name]);
      this.#root.removeSync(name);
    }
  }
}

/**
 * Returns the name of a record in the file. Until 0.3.0 it is the name that 0.1.0 uses, because processes of both versions may
 * share the file. LMDB does not need hash tags.
 */
const nameOf = (key: string) => oldRecordName(key) ?? key;
