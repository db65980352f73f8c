/** State that outlives a request: behind two small interfaces, so that one process and many work alike. */

/**
 * Records that only change from what they were seen to be. Keys are shared by all replicas of a store and name the
 * account that they belong to.
 */
export interface RecordStore {
  /** @throws {StoreUnavailable} within its time-out */
  get(key: string): Promise<string | undefined>;
  /**
   * Replaces what the key holds, if that is still `expected` (undefined: nothing). Answers whether it was.
   * @param value undefined removes the record
   * @param ttlMs after which the record is gone
   * @throws {StoreUnavailable} within its time-out; then it is not known whether it was replaced
   */
  compareAndSet(key: string, expected: string | undefined, value: string | undefined, ttlMs: number): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * A cache that replicas share. Every key has a generation, which an invalidation raises: what was read before it can no
 * longer be stored after it. A cache that cannot be reached answers nothing and stores nothing; it never fails a read.
 */
export interface SharedCache {
  /** The value, if there is one, and the generation that a read beginning now belongs to. */
  get(key: string): Promise<{ readonly value: string | undefined; readonly generation: number }>;
  /** Stores what was read, unless the key has been invalidated since the generation was told. */
  set(key: string, generation: number, value: string, ttlMs: number): Promise<void>;
  /** Forgets the key everywhere. */
  invalidate(key: string): Promise<void>;
  /** Whether what other replicas invalidate is heard of now. */
  readonly hearsInvalidations: boolean;
  /** Calls back for each key that any replica invalidates; without a key when some may have been missed. */
  onInvalidate(listener: (key: string | undefined) => void): void;
}

/** Where replicas count together: Redis, for a script whose keys are the caller's to name. */
export interface SharedScripts {
  /** Whether it was heard of lately. */
  readonly isReady: boolean;
  /** @throws {StoreUnavailable} within its time-out; the script may have run all the same */
  eval(script: string, options: { readonly keys: string[]; readonly arguments: string[] }): Promise<unknown>;
}

/** What one process or all replicas keep. */
export interface Store {
  readonly records: RecordStore;
  /** Absent where there is one process alone: its own memory is all there is. */
  readonly cache?: SharedCache;
  /** Absent likewise. */
  readonly scripts?: SharedScripts;
  close(): Promise<void>;
}

/** The store cannot be reached, or does not answer in time. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
