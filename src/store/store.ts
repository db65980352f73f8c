/** State that outlives a request, behind small interfaces that work the same for one process and for many. */

/**
 * Records that are changed by compare-and-set only. Keys are shared by all replicas of a store and contain the account that
 * they belong to.
 */
export interface RecordStore {
  /** @throws {StoreUnavailable} within the timeout of the store */
  get(key: string): Promise<string | undefined>;
  /**
   * Replaces the value of a key if it still is `expected`. Returns whether it was replaced.
   * @param expected undefined if there must be no record
   * @param value undefined removes the record
   * @param ttlMs lifetime of the record, milliseconds
   * @throws {StoreUnavailable} within the timeout of the store; whether the value was replaced is then unknown
   */
  compareAndSet(key: string, expected: string | undefined, value: string | undefined, ttlMs: number): Promise<boolean>;
  /**
   * Does the same as `compareAndSet`, and reads another record right after it, in one round trip. Absent: `changeThenRead` needs two.
   * @throws {StoreUnavailable} as `compareAndSet`
   */
  compareAndSetThenGet?(
    key: string,
    expected: string | undefined,
    value: string | undefined,
    ttlMs: number,
    otherKey: string,
  ): Promise<ChangedThenRead>;
  close(): Promise<void>;
}

/** Whether a record was replaced, and the value of another one after that. */
export interface ChangedThenRead {
  readonly isReplaced: boolean;
  readonly found: string | undefined;
}

export interface CachedValue {
  readonly value: string | undefined;
  readonly generation: number;
  /** Generation of the group; 0 if it was not invalidated for an hour. */
  readonly groupGeneration: number;
}

/**
 * A cache that replicas share. Every key has a generation, which an invalidation increments. A value that was read before an
 * invalidation is not stored after it. An unreachable cache returns and stores nothing, but never fails a read.
 */
export interface SharedCache {
  /**
   * Returns the value, if there is one, and the generation of a read that starts now.
   * @param group a key that is invalidated together with all values of its group. Its generation is stored in the values by the caller, who
   * rejects values of another one
   */
  get(key: string, group?: string): Promise<CachedValue>;
  /** Stores a value unless the key has been invalidated since `generation` was returned. */
  set(key: string, generation: number, value: string, ttlMs: number): Promise<void>;
  /**
   * Evicts the key in all replicas. Returns whether the shared cache has confirmed it. Otherwise it is repeated once the cache is reachable
   * again, and until then this process does not use the shared value.
   */
  invalidate(key: string): Promise<boolean>;
  /** Whether invalidations of other replicas are being received. */
  readonly receivesInvalidations: boolean;
  /** Adds a listener that is called with each key that another replica invalidates, or without a key if some may have been missed. */
  onInvalidate(listener: (key: string | undefined) => void): void;
}

/** Runs Redis scripts, with which replicas count together. The caller chooses the keys. */
export interface SharedScripts {
  /** Whether Redis is connected and responding. */
  readonly isReady: boolean;
  /** @throws {StoreUnavailable} within the timeout of the store; the script may have run nevertheless */
  eval(script: string, options: { readonly keys: string[]; readonly arguments: string[] }): Promise<unknown>;
}

/** Messages between replicas. Some may be lost. */
export interface SharedChannels {
  /**
   * Subscribes for the life of the store.
   * @param listener receives each message, and undefined after each connection, because messages may have been missed before it
   */
  subscribe(channel: string, listener: (message: string | undefined) => void): void;
}

/** The state of one process or of all replicas. */
export interface Store {
  readonly kind: 'memory' | 'redis' | 'folder';
  readonly records: RecordStore;
  /** Absent for a single process, which needs only its own memory. */
  readonly cache?: SharedCache;
  /** Absent for a single process. */
  readonly scripts?: SharedScripts;
  /** Absent without Redis. */
  readonly channels?: SharedChannels;
  /**
   * Checks that records can be used now: pings Redis, or writes a separate record to STATE_DIR.
   * @throws {StoreUnavailable} within the timeout of the store
   */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** The store is unreachable or does not respond in time. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
