import { randomUUID } from 'node:crypto';
import type { Deadline, DeadlineEnd } from '../deadline.js';
import type { RollBacks } from './roll-backs.js';
import type { ChangedThenRead, RecordStore } from './store.js';

/** Grants one holder at a time, across replicas, exclusive access. It expires, so that a crashed holder does not block others. */
export interface Lease {
  /** Whether it is certain that there is no other holder. Check it right before the guarded action. */
  readonly isValid: boolean;
  /**
   * Restarts its lifetime. Returns false if the lease was lost and there may be another holder.
   * @throws {StoreUnavailable} and then its expiry is unchanged
   */
  renew(): Promise<boolean>;
  /**
   * Releases the lease, once. Returns false if it was lost or cannot be released. It then expires. Later changes of the same store are made
   * after the release, so callers need not wait for it.
   */
  release(): Promise<boolean>;
  /** The value of the other record right after the lease was taken; undefined also if none was requested. */
  readonly found: string | undefined;
}

/** Another holder had the lease until the deadline ended. */
export class LeaseNotFree extends Error {
  override readonly name = 'LeaseNotFree';
  readonly end: DeadlineEnd;

  constructor(key: string, end: DeadlineEnd) {
    super(`${key}: another holder had the lease until the deadline of this request`);
    this.end = end;
  }
}

/** First and maximum pause between two attempts, milliseconds. Each pause is randomized between half and all of it. */
const FIRST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 80;

/**
 * Runs a function exclusively across all replicas of the store. Waits for the lease until the deadline ends. A function that
 * may run longer than the lease must check `isValid` before the guarded action.
 * @param ttlMs after which the lease of a crashed holder is free
 * @param rollBacks release the lease later if the store does not respond in time
 * @param otherKey a record that is read right after the lease is taken, as `found`
 * @throws {LeaseNotFree} if the deadline ends first
 * @throws {StoreUnavailable} if the store cannot grant the lease; the function was not called
 */
export async function withLease<T>(
  records: RecordStore,
  key: string,
  ttlMs: number,
  deadline: Deadline,
  run: (lease: Lease) => Promise<T>,
  rollBacks?: RollBacks,
  otherKey?: string,
): Promise<T> {
  const lease = await waitForLease(records, key, ttlMs, deadline, rollBacks, otherKey);
  try {
    return await run(lease);
  } finally {
    void lease.release();
  }
}

async function waitForLease(
  records: RecordStore,
  key: string,
  ttlMs: number,
  deadline: Deadline,
  rollBacks: RollBacks | undefined,
  otherKey: string | undefined,
): Promise<Lease> {
  for (let tries = 0; ; tries += 1) {
    if (deadline.ended !== undefined) throw new LeaseNotFree(key, deadline.ended);
    const lease = await takeLease(records, key, ttlMs, rollBacks, otherKey);
    if (lease !== undefined) return lease;
    await pause(tries, deadline);
  }
}

/** Pauses before another attempt, with exponential backoff. Ends early when the deadline ends. */
export function pause(tries: number, deadline: Deadline): Promise<void> {
  const longest = Math.min(FIRST_WAIT_MS * 2 ** tries, LONGEST_WAIT_MS);
  return deadline.sleep(longest * (0.5 + Math.random() / 2));
}

/**
 * Tries once to take a lease. Returns undefined if there is another holder.
 * @param otherKey as for `withLease`
 * @throws {StoreUnavailable}
 */
export async function takeLease(
  records: RecordStore,
  key: string,
  ttlMs: number,
  rollBacks?: RollBacks,
  otherKey?: string,
): Promise<Lease | undefined> {
  const owner = randomUUID();
  const release = () =>
    records.compareAndSet(key, owner, undefined, 0).catch(() => {
      rollBacks?.start({ key, written: owner, previous: undefined, ttlMs: 0, forMs: ttlMs });
      return false;
    });
  // Read before the request to the store, so that the lease expires here no later than in the store.
  const takenAt = performance.now();
  try {
    const { isReplaced, found } = await changeThenRead(records, key, owner, ttlMs, otherKey);
    if (!isReplaced) return undefined;
    const renew = () => records.compareAndSet(key, owner, owner, ttlMs);
    return new TakenLease({ ttlMs, renew, release }, takenAt, found);
  } catch (error) {
    // The store may have granted it nevertheless.
    release();
    throw error;
  }
}

/** How a lease is changed in the store. */
interface LeaseRecord {
  readonly ttlMs: number;
  renew(): Promise<boolean>;
  release(): Promise<boolean>;
}

class TakenLease implements Lease {
  readonly #record: LeaseRecord;
  /** By `performance.now()`. */
  #takenAt: number;
  #released: Promise<boolean> | undefined;
  readonly found: string | undefined;

  constructor(record: LeaseRecord, takenAt: number, found: string | undefined) {
    this.#record = record;
    this.#takenAt = takenAt;
    this.found = found;
  }

  get isValid(): boolean {
    return performance.now() - this.#takenAt < this.#record.ttlMs;
  }

  async renew(): Promise<boolean> {
    const at = performance.now();
    const isOurs = await this.#record.renew();
    // It may have been released meanwhile.
    if (!isOurs) this.#takenAt = Number.NEGATIVE_INFINITY;
    else if (this.#released === undefined) this.#takenAt = at;
    return isOurs;
  }

  release(): Promise<boolean> {
    this.#takenAt = Number.NEGATIVE_INFINITY;
    this.#released ??= this.#record.release();
    return this.#released;
  }
}

/** Creates a record, and reads another one right after it. */
async function changeThenRead(
  records: RecordStore,
  key: string,
  value: string,
  ttlMs: number,
  otherKey: string | undefined,
): Promise<ChangedThenRead> {
  if (otherKey !== undefined && records.compareAndSetThenGet !== undefined) {
    return records.compareAndSetThenGet(key, undefined, value, ttlMs, otherKey);
  }
  const isReplaced = await records.compareAndSet(key, undefined, value, ttlMs);
  return { isReplaced, found: isReplaced && otherKey !== undefined ? await records.get(otherKey) : undefined };
}
