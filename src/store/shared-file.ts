import { statSync } from 'node:fs';

// As CommonJS: the types of its ES module do not compile.
import lmdb = require('lmdb');

import { storeUnavailable, withinTime } from './file-errors.js';
import { StoreUnavailable } from './store.js';

/** Interval of the check whether another process has moved the file aside, milliseconds. The check takes two system calls. */
const CHECKED_MS = 50;

export interface SharedFileOptions {
  /** STATE_DIR. */
  readonly folder: string;
  readonly path: string;
  /** The name of the file in errors. */
  readonly name: string;
  /** Write timeout, milliseconds. */
  readonly timeoutMs: number;
  /**
   * Called when the file becomes unavailable or the reason changes, and with undefined when it is available again.
   * @param reason why the file cannot be read or written
   */
  readonly onChange: (reason: string | undefined) => void;
  /**
   * An additional check before a use of the file.
   * @throws {StoreUnavailable} if the file must not be used
   */
  readonly assertUsable?: () => void;
}

/** Opens a file of STATE_DIR. */
export function openLmdb<Value>(path: string): lmdb.RootDatabase<Value, string> {
  // Without overlappingSync, a commit resolves when it is on disk, not when other processes can see it. With
  // eventTurnBatching, a failed commit would also reject a promise that cannot be handled.
  return lmdb.open<Value, string>({ path, overlappingSync: false, eventTurnBatching: false });
}

/** A file of STATE_DIR that several processes share. Limits the time of writes, and reports when it is unavailable. */
export class SharedFile<Value> {
  readonly root: lmdb.RootDatabase<Value, string>;
  readonly #options: SharedFileOptions;
  /** Inode of the open file. */
  readonly #inode: number;
  /** When the file must be checked again, by `performance.now()`. */
  #usableUntil = 0;
  /** Writes that timed out and may still be pending. */
  #overdue = 0;
  /** Why the file is unavailable, as last reported. */
  #trouble: string | undefined;

  /** @throws {Error} if the file cannot be created or opened */
  constructor(options: SharedFileOptions) {
    this.#options = options;
    this.root = openLmdb(options.path);
    this.#inode = statSync(options.path).ino;
  }

  /**
   * Checks that the open file is the one that all processes use. Writes within `CHECKED_MS` after a loss are also lost.
   * @throws {StoreUnavailable} unless it certainly is
   */
  assertUsable(): void {
    const now = performance.now();
    if (now < this.#usableUntil) return;
    const { path, name, assertUsable } = this.#options;
    assertUsable?.();
    // Another process moved the file aside and uses a new one. It would not see writes to the old file.
    if (statSync(path, { throwIfNoEntry: false })?.ino !== this.#inode) {
      throw new StoreUnavailable(`the ${name} was replaced while this process had it open`);
    }
    this.#usableUntil = now + CHECKED_MS;
  }

  /** Runs a function that reads, on the newest data. */
  read<T>(work: () => T): T {
    try {
      this.root.resetReadTxn(); // otherwise later writes of other processes would not be visible
      return work();
    } catch (error) {
      throw this.unavailable(error);
    }
  }

  /**
   * Runs a function in a transaction, which is on disk afterwards.
   * @param isProof whether the result proves that the file can be written
   * @throws {StoreUnavailable} if the file is unavailable or the write takes too long. It may take effect nevertheless
   */
  async write<T>(work: () => T, isProof: (result: T) => boolean = () => true): Promise<T> {
    try {
      this.assertUsable();
      const result = await this.#transaction(work);
      if (isProof(result)) this.#report(undefined);
      return result;
    } catch (error) {
      throw this.unavailable(error);
    }
  }

  /** Returns the error for a failed read or write, and reports it. */
  unavailable(cause: unknown): StoreUnavailable {
    const error = storeUnavailable(cause, this.#options.folder);
    this.#report(error.message);
    return error;
  }

  async #transaction<T>(work: () => T): Promise<T> {
    // Each pending write blocks one of the four threads of libuv's pool, which file access and DNS look-ups need too.
    if (this.#overdue > 0) throw new StoreUnavailable('an earlier write has not finished');
    const committed = this.root.transaction(work).catch(async (error: Error & { commitError?: Promise<never> }) => {
      await error.commitError; // rejects with the cause
      throw error;
    });
    return withinTime(committed, this.#options.timeoutMs, () => {
      this.#overdue += 1;
      const done = () => {
        this.#overdue -= 1;
      };
      committed.then(done, done);
    });
  }

  #report(trouble: string | undefined): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#options.onChange(trouble);
  }
}
