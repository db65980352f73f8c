import { setTimeout as sleep } from 'node:timers/promises';
import { type RecordStore, StoreUnavailable } from './store.js';

/** A record change that may have been made and must be undone. */
export interface RollBack {
  readonly key: string;
  /** The text that the change wrote. It must be unique, so that its presence proves that the change was made. */
  readonly written: string;
  /** The text before the change. Undefined if there was none. */
  readonly previous: string | undefined;
  /** Lifetime of the restored record, milliseconds. */
  readonly ttlMs: number;
  /** Time after which the roll-back is abandoned, milliseconds. */
  readonly forMs: number;
  /** Called if the roll-back is abandoned. */
  readonly onGivenUp?: ((error: unknown) => void) | undefined;
}

interface Pending extends RollBack {
  /** By `performance.now()`, milliseconds. */
  readonly startedAt: number;
  readonly size: number;
}

/** Maximum size of the keys and texts of all pending roll-backs, UTF-16 units. Beyond it, a roll-back is abandoned immediately. */
const MAX_UNITS = 4 * 1024 * 1024;

/** First and maximum pause between two attempts, milliseconds. Each pause is randomized between half and all of it. */
const FIRST_WAIT_MS = 40;
const LONGEST_WAIT_MS = 400;

/** How long a change that timed out can still be made, milliseconds. Redis rejects it 300 ms after it was sent. */
const LATE_MS = 500;

/**
 * Rolls back record changes that timed out, in the background. Such a change may have been made nevertheless. There is one
 * instance per process. Pending roll-backs are lost when the process ends.
 */
export class RollBacks {
  readonly #records: RecordStore;
  readonly #pending = new Map<string, Set<Pending>>();
  #units = 0;
  #isClosed = false;

  constructor(records: RecordStore) {
    this.#records = records;
  }

  /** Starts a roll-back in the background. */
  start(rollBack: RollBack): void {
    const { key, written, previous = '' } = rollBack;
    const size = key.length + written.length + previous.length;
    if (this.#isClosed || this.#units + size > MAX_UNITS) {
      rollBack.onGivenUp?.(new StoreUnavailable('too many record changes are waiting to be rolled back'));
      return;
    }
    const pending = { ...rollBack, startedAt: performance.now(), size };
    const ofKey = this.#pending.get(key) ?? new Set();
    this.#pending.set(key, ofKey.add(pending));
    this.#units += size;
    void this.#run(pending);
  }

  /**
   * Runs the pending roll-backs of a key now.
   * @throws {StoreUnavailable} and then the record must not be trusted
   */
  async settle(key: string): Promise<void> {
    for (const pending of [...(this.#pending.get(key) ?? [])]) await this.#try(pending);
  }

  /** Whether roll-backs of a key are pending. */
  has(key: string): boolean {
    return this.#pending.has(key);
  }

  /** Abandons all pending roll-backs without calling `onGivenUp`. */
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
        const isInTime = performance.now() - pending.startedAt < pending.forMs;
        if (error instanceof StoreUnavailable && isInTime) continue;
        if (!this.#isPending(pending)) return;
        this.#remove(pending);
        pending.onGivenUp?.(error);
      }
    }
  }

  async #try(pending: Pending): Promise<void> {
    const { key, written, previous, ttlMs, startedAt } = pending;
    const isUndone = await this.#records.compareAndSet(key, written, previous, ttlMs);
    // If the text is not there, the change was not made or will still be made.
    if (isUndone || performance.now() - startedAt >= LATE_MS) this.#remove(pending);
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
