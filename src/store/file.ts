import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

// As CommonJS: the types of its ES module do not compile.
import lmdb = require('lmdb');

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

const RECORDS_FILE = 'records.mdb';

/** State in a folder, of which several processes may have a part. */
export interface FileStore extends Store {
  /** Ids of the processes that have read records and still have them open. */
  readers(): readonly number[];
}

/** Whether a folder holds records already: opening it would make them. */
export const hasRecords = (folder: string): boolean => existsSync(join(folder, RECORDS_FILE));

/**
 * State in a folder of this machine, which several processes may share. A change is on the disk when it is reported.
 * @param folder is made if it is missing, for its owner alone
 * @throws {Error} when the folder cannot be made or written
 */
export function openFileStore(folder: string): FileStore {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    const records = new FileRecords(join(folder, RECORDS_FILE));
    return { records, readers: () => records.readers(), close: () => records.close() };
  } catch (error) {
    const why = error instanceof Error ? (/^[A-Z]+\b/.exec(error.message)?.[0] ?? error.message) : String(error);
    throw new Error(`expected a folder that this process can make and write, got ${why}`, { cause: error });
  }
}

class FileRecords implements RecordStore {
  readonly #root: lmdb.RootDatabase<Held, string>;
  /** The keys of all records by the time at which they end. */
  readonly #ends: lmdb.Database<true, [endsAt: number, key: string]>;

  constructor(path: string) {
    // Without overlappingSync a change is reported when it is on the disk, not when other processes can see it.
    this.#root = lmdb.open<Held, string>({ path, overlappingSync: false });
    this.#ends = this.#root.openDB<true, [number, string]>({ name: 'ends' });
  }

  async get(key: string): Promise<string | undefined> {
    try {
      this.#root.resetReadTxn(); // or what another process wrote since would not be seen
      return this.#read(key)?.value;
    } catch (error) {
      throw unavailable(error);
    }
  }

  async compareAndSet(
    key: string,
    expected: string | undefined,
    value: string | undefined,
    ttlMs: number,
  ): Promise<boolean> {
    try {
      return await inTime(this.#root.transaction(() => this.#replace(key, expected, value, ttlMs)));
    } catch (error) {
      throw unavailable(error);
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

  #read(key: string): Held | undefined {
    const held = this.#root.get(key);
    return held !== undefined && held.endsAt > Date.now() ? held : undefined;
  }

  /** Inside a transaction: nobody else changes anything meanwhile. */
  #replace(key: string, expected: string | undefined, value: string | undefined, ttlMs: number): boolean {
    this.#sweep();
    this.#restartIfSetBack(key);
    if (this.#read(key)?.value !== expected) return false;
    const before = this.#root.get(key);
    if (before !== undefined) this.#ends.removeSync([before.endsAt, key]);
    if (value === undefined) {
      this.#root.removeSync(key);
    } else {
      const endsAt = Date.now() + ttlMs;
      this.#root.putSync(key, { value, endsAt, ttlMs });
      this.#ends.putSync([endsAt, key], true);
    }
    return true;
  }

  /**
   * A record that ends later than its whole time from now was written before the clock was set back. Its time begins
   * again: a lease lasts no longer than twice its time, and no record ends early.
   */
  #restartIfSetBack(key: string): void {
    const held = this.#root.get(key);
    const now = Date.now();
    if (held?.ttlMs === undefined || held.endsAt - now <= held.ttlMs) return;
    const endsAt = now + held.ttlMs;
    this.#ends.removeSync([held.endsAt, key]);
    this.#root.putSync(key, { ...held, endsAt });
    this.#ends.putSync([endsAt, key], true);
  }

  #sweep(): void {
    const expired = [...this.#ends.getKeys({ end: [Date.now(), ''], limit: SWEPT_AT_ONCE })];
    for (const [endsAt, key] of expired) {
      this.#ends.removeSync([endsAt, key]);
      this.#root.removeSync(key);
    }
  }
}

function unavailable(cause: unknown): StoreUnavailable {
  if (cause instanceof StoreUnavailable) return cause;
  return new StoreUnavailable('the records in STATE_DIR cannot be read or written', { cause });
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new StoreUnavailable(`the records in STATE_DIR were not written within ${TIMEOUT_MS} ms`)),
      TIMEOUT_MS,
    );
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
