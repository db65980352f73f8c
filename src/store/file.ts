import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import type lmdb = require('lmdb');

import type { Log } from '../log.js';
import { lossFile, prepareFolder, recordsFile, unusableFolder } from './folder.js';
import { oldRecordName } from './old-keys.js';
import { SharedFile } from './shared-file.js';
import { type ChangedThenRead, type RecordStore, type Store, StoreUnavailable } from './store.js';

interface StoredRecord {
  readonly value: string;
  /** Expiry, Unix milliseconds. */
  readonly endsAt: number;
  /** Lifetime, milliseconds. Absent in records of version 0.1.0. */
  readonly ttlMs?: number;
}

/** Maximum number of expired records that a write deletes. More than a write adds, so that they do not pile up. */
const SWEEP_BATCH = 4;

/**
 * Part of its lifetime by which a changed record may expire early: its expiry stays the same then, which spares two changes of the index.
 * For the 25 hours of an idempotency record, 90 seconds.
 */
const TTL_TOLERANCE = 0.001;

/**
 * A transaction starts this much later if the last one had many changes, milliseconds. The requests that waited for the last one then share
 * it, which saves a sixth of the CPU of a mutation with 16 connections and costs a twentieth of its latency.
 */
const GATHER_MS = 1;

/** Changes of a transaction that count as many. One request at a time makes at most two, four at a time rarely as many as this. */
const MANY_CHANGES = 6;

/** Maximum pause between two searches for expired records, which other processes may have written, milliseconds. */
const SWEEP_EVERY_MS = 1000;

/** Write timeout, milliseconds. A write waits for other processes that are writing and for a slow disk. */
const TIMEOUT_MS = 2000;

/** Name and lifetime of the record that `check` writes. */
const CHECK_NAME = 'check';
const CHECK_TTL_MS = 3_600_000;

/** The result of a change in a transaction. */
type Outcome = ChangedThenRead & { readonly failure?: unknown };

/** Changes that share a transaction. */
interface Group {
  readonly changes: (() => ChangedThenRead)[];
  /** The names of the records that they change. */
  readonly names: Set<string>;
  /** Their results, once they are on disk. */
  readonly done: Promise<readonly Outcome[]>;
}

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
  /** The next transaction, until it starts. */
  #group: Group | undefined;
  /** The last transaction that started. */
  #started: Group | undefined;
  /** When expired records were last searched for, and when they are next, Unix milliseconds. */
  #sweptAt = 0;
  #sweepAt = 0;

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

  /** Includes the earlier changes of this process, also those that nothing has waited for. */
  async get(key: string): Promise<string | undefined> {
    const name = nameOf(key);
    for (const group of [this.#started, this.#group]) {
      if (group?.names.has(name)) await group.done.catch(() => undefined);
    }
    return this.#file.read(() => this.#read(name)?.value);
  }

  async compareAndSet(
    key: string,
    expected: string | undefined,
    value: string | undefined,
    ttlMs: number,
  ): Promise<boolean> {
    const name = nameOf(key);
    const replace = () => ({ isReplaced: this.#replace(name, expected, value, ttlMs), found: undefined });
    return (await this.#change(name, replace)).isReplaced;
  }

  async compareAndSetThenGet(
    key: string,
    expected: string | undefined,
    value: string | undefined,
    ttlMs: number,
    otherKey: string,
  ): Promise<ChangedThenRead> {
    const name = nameOf(key);
    return this.#change(name, () => ({
      isReplaced: this.#replace(name, expected, value, ttlMs),
      found: this.#read(nameOf(otherKey))?.value,
    }));
  }

  /** Writes a record, which is synced to disk. */
  async check(): Promise<void> {
    await this.#file.write(() =>
      this.#replace(CHECK_NAME, this.#read(CHECK_NAME)?.value, String(Date.now()), CHECK_TTL_MS),
    );
  }

  async close(): Promise<void> {
    await this.#group?.done.catch(() => undefined);
    await this.#root.close();
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

  /**
   * Changes a record in a transaction. All changes until the transaction starts share it, because a transaction and its sync to disk cost
   * several times as much as a change.
   */
  async #change(name: string, change: () => ChangedThenRead): Promise<ChangedThenRead> {
    const group = this.#group ?? this.#startGroup();
    group.names.add(name);
    const index = group.changes.push(change) - 1;
    const { failure, ...outcome } = (await group.done)[index] as Outcome;
    if (failure !== undefined) throw this.#file.unavailable(failure);
    return outcome;
  }

  #startGroup(): Group {
    const changes: (() => ChangedThenRead)[] = [];
    const close = () => {
      if (this.#group === group) this.#group = undefined;
    };
    const run = () => {
      close();
      this.#started = group;
      this.#sweep(changes.length * SWEEP_BATCH);
      return changes.map(outcomeOf);
    };
    const write = () => this.#file.write(run, (outcomes) => outcomes.some(({ isReplaced }) => isReplaced));
    const isGathered = (this.#started?.changes.length ?? 0) >= MANY_CHANGES;
    const done = isGathered ? sleep(GATHER_MS).then(write) : write();
    const group: Group = { changes, names: new Set(), done };
    this.#group = group;
    // A transaction that failed or timed out before it ran does not accept more changes.
    done.catch(close);
    return group;
  }

  /** Runs inside a transaction, so that there are no concurrent writes. */
  #replace(name: string, expected: string | undefined, value: string | undefined, ttlMs: number): boolean {
    const now = Date.now();
    let existing = this.#root.get(name);
    if (existing?.ttlMs !== undefined && existing.endsAt - now > existing.ttlMs) {
      existing = this.#restart(name, existing, now + existing.ttlMs);
    }
    if ((existing !== undefined && existing.endsAt > now ? existing.value : undefined) !== expected) return false;
    const latest = now + ttlMs;
    if (existing !== undefined && value !== undefined && existing.endsAt > latest - ttlMs * TTL_TOLERANCE) {
      this.#root.putSync(name, { value, endsAt: existing.endsAt, ttlMs });
      return true;
    }
    if (existing !== undefined) this.#ends.removeSync([existing.endsAt, name]);
    if (value === undefined) {
      if (existing !== undefined) this.#root.removeSync(name);
    } else {
      this.#root.putSync(name, { value, endsAt: latest, ttlMs });
      this.#ends.putSync([latest, name], true);
      this.#sweepAt = Math.min(this.#sweepAt, latest);
    }
    return true;
  }

  /**
   * Restarts the lifetime of a record that was written before the clock was set back: it expires later than a full lifetime
   * from now. As a result, a lease lasts at most twice its time, and no record expires early.
   */
  #restart(name: string, record: StoredRecord, endsAt: number): StoredRecord {
    const restarted = { ...record, endsAt };
    this.#ends.removeSync([record.endsAt, name]);
    this.#root.putSync(name, restarted);
    this.#ends.putSync([endsAt, name], true);
    return restarted;
  }

  /** Deletes expired records, if there may be some. @param limit maximum number */
  #sweep(limit: number): void {
    const now = Date.now();
    // The clock may have been set back since.
    if (now < this.#sweepAt && now >= this.#sweptAt) return;
    const expired = [...this.#ends.getKeys({ end: [now, ''], limit })];
    for (const [endsAt, name] of expired) {
      this.#ends.removeSync([endsAt, name]);
      this.#root.removeSync(name);
    }
    const [next] = this.#ends.getKeys({ limit: 1 });
    this.#sweptAt = now;
    this.#sweepAt = Math.min(next?.[0] ?? now, now + SWEEP_EVERY_MS);
  }
}

/** Runs a change. A failure does not affect the others of its transaction. */
function outcomeOf(change: () => ChangedThenRead): Outcome {
  try {
    return change();
  } catch (failure) {
    return { isReplaced: false, found: undefined, failure };
  }
}

/**
 * Returns the name of a record in the file. Until 0.3.0 it is the name that 0.1.0 uses, because processes of both versions may
 * share the file. LMDB does not need hash tags.
 */
const nameOf = (key: string) => oldRecordName(key) ?? key;
