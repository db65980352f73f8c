/** One read in flight. */
export interface InFlightRead {
  /** Position among all reads, in the order in which they started. */
  readonly turn: number;
  /** Whether its data changed, or may have changed, since it started. The response must then not be cached. */
  readonly isInvalidated: boolean;
}

/**
 * Tracks in-flight reads by key, so that an invalidation wins over a read that started before it. Replaces a generation
 * number per key and uses no memory for keys that are not being read.
 */
export class InFlightReads {
  readonly #reads = new Map<string, Set<{ turn: number; isInvalidated: boolean }>>();
  #turn = 0;

  /** The turn of the last read that has started. */
  get turn(): number {
    return this.#turn;
  }

  start(key: string): InFlightRead {
    this.#turn += 1;
    const read = { turn: this.#turn, isInvalidated: false };
    const others = this.#reads.get(key);
    if (others === undefined) this.#reads.set(key, new Set([read]));
    else others.add(read);
    return read;
  }

  end(key: string, read: InFlightRead): void {
    const reads = this.#reads.get(key);
    if (reads?.delete(read) && reads.size === 0) this.#reads.delete(key);
  }

  invalidate(key: string): void {
    for (const read of this.#reads.get(key) ?? []) read.isInvalidated = true;
    this.#reads.delete(key);
  }

  /** @param prefix of the keys */
  invalidateAll(prefix = ''): void {
    for (const key of this.#reads.keys()) if (key.startsWith(prefix)) this.invalidate(key);
  }
}
