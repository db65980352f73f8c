import { existsSync } from 'node:fs';

import type lmdb = require('lmdb');

import type { Log } from '../log.js';
import { lossFile, prepareFolder, recordsFile, unusableFolder } from './folder.js';
import { oldRecordName } from './old-keys.js';
import { SharedFile } from './shared-file.js';
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
  readonly #file: SharedFile<StoredRecord>;
  readonly #root: lmdb.RootDatabase<StoredRecord, string>;
  /** The keys of all records, ordered by expiry. */
  readonly #ends: lmdb.Database<true, [endsAt: number, key: string]>;

  constructor(folder: string, log: Pick<Log, 'error' | 'info'> | undefined) {
    this.#file = new SharedFile({
      folder,
      path: recordsFile(folder),
      name: 'records file',
      timeoutMs: TIMEOUT_MS,
      onChange(reason) {
        if (reason === undefined) log?.info('Records in STATE_DIR are available again');
        else {
          log?.error(
            { reason, folder },
            'Records in STATE_DIR are unavailable: mutations with an idempotencyKey are rejected. Run `cardgraph doctor`',
          );
        }
      },
      assertUsable() {
        if (existsSync(lossFile(folder))) throw new StoreUnavailable('earlier records were lost');
      },
    });
    this.#root = this.#file.root;
    this.#ends = this.#root.openDB<true, [number, string]>({ name: 'ends' });
  }

  async get(key: string): Promise<string | undefined> {
    return this.#file.read(() => this.#read(nameOf(key))?.value);
  }

  async compareAndSet(
    key: string,
    expected: string | undefined,
    value: string | undefined,
    ttlMs: number,
  ): Promise<boolean> {
    const replace = () => this.#replace(nameOf(key), expected, value, ttlMs);
    return this.#file.write(replace, (isReplaced) => isReplaced);
  }

  /** Writes a record, which is synced to disk. */
  async check(): Promise<void> {
    await this.#file.write(() =>
      this.#replace(CHECK_NAME, this.#read(CHECK_NAME)?.value, String(Date.now()), CHECK_TTL_MS),
    );
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
