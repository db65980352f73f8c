import { setTimeout as sleep } from 'node:timers/promises';
import { type RecordStore, StoreUnavailable } from './store.js';

/** A change of a record that may have been made and must not stand. */
export interface RollBack {
  readonly key: string;
  /** The text that the change wrote. It must be unique: whoever finds it knows that the change was made. */
  readonly written: string;
  /** The text before the change; undefined: there was none. */
  readonly previous: string | undefined;
  /** How long the previous record is kept from then on, milliseconds. */
  readonly ttlMs: number;
  /** After so many milliseconds without success it is given up. */
  readonly forMs: number;
  /** Called if it is given up. */
  readonly onGivenUp?: ((error: unknown) => void) | undefined;
}

interface Pending extends RollBack {
  /** By `performance.now()`, milliseconds. */
  readonly beganAt: number;
  readonly size: number;
}

/** Key and texts of all pending roll-backs, UTF-16 units. Above it a roll-back is given up at once. */
const MAX_UNITS = 4 * 1024 * 1024;

/** Between two tries, milliseconds: at first and at most. Each wait is a random part of it, at least half. */
const FIRST_WAIT_MS = 40;
const LONGEST_WAIT_MS = 400;

/** A change that timed out can still be made for this long, milliseconds: Redis drops it 300 ms after it left. */
const LATE_MS = 500;

/**
 * Rolls back record changes that timed out, in the background: such a change may have been made all the same, and nobody
 * else would undo it. One per process. Pending roll-backs end with the process.
 */
export class RollBacks {
  readonly #records: RecordStore;
  readonly #pending = new Map<string, Set<Pending>>();
  #units = 0;
  #isClosed = false;

  constructor(records: RecordStore) {
    this.#records = records;
  }

  /** Starts a roll-back. Nobody waits for it. */
  start(rollBack: RollBack): void {
    const { key, written, previous = '' } = rollBack;
    const size = key.length + written.length + previous.length;
    if (this.#isClosed || this.#units + size > MAX_UNITS) {
      rollBack.onGivenUp?.(new StoreUnavailable('too many record changes are waiting to be rolled back'));
      return;
    }
    const pending = { ...rollBack, beganAt: performance.now(), size };
    const ofKey = this.#pending.get(key) ?? new Set();
    this.#pending.set(key, ofKey.add(pending));
    this.#units += size;
    void this.#run(pending);
  }

  /**
   * Tries the pending roll-backs of a key now.
   * @throws {StoreUnavailable} and then the record cannot be trusted
   */
  async settle(key: string): Promise<void> {
    for (const pending of [...(this.#pending.get(key) ?? [])]) await this.#try(pending);
  }

  /** Gives up what is pending. */
  close(): void {
    this.#isClosed = true;
    this.#pending.clear();
    this.#units = 0;
  }

  async #run(pending: Pending): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      const longest = Math.min(FIRST_WAIT_MS * 2 ** tries, LONGEST_WAIT_MS);
      await sleep(longest * (0.5 + Math.random() / 2), undefined, { ref: false });
      if (!this.#isPending(pending)) return;
      try {
        await this.#try(pending);
      } catch (error) {
        const isInTime = performance.now() - pending.beganAt < pending.forMs;
        if (error instanceof StoreUnavailable && isInTime) continue;
        if (!this.#isPending(pending)) return;
        this.#remove(pending);
        pending.onGivenUp?.(error);
      }
    }
  }

  async #try(pending: Pending): Promise<void> {
    const { key, written, previous, ttlMs, beganAt } = pending;
    const isUndone = await this.#records.compareAndSet(key, written, previous, ttlMs);
    // Not found: it was never written, or is not yet.
    if (isUndone || performance.now() - beganAt >= LATE_MS) this.#remove(pending);
  }

  #isPending(pending: Pending): boolean {
    return this.#pending.get(pending.key)?.has(pending) ?? false;
  }

  #remove(pending: Pending): void {
    const ofKey = this.#pending.get(pending.key);
    if (!ofKey?.delete(pending)) return;
    this.#units -= pending.size;
    if (ofKey.size === 0) this.#pending.delete(pending.key);
  }
}
