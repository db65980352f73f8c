import { randomUUID } from 'node:crypto';
import type { Deadline, DeadlineEnd } from '../deadline.js';
import type { RollBacks } from './roll-backs.js';
import type { RecordStore } from './store.js';

/** The right to do one thing, for one holder at a time across replicas. It ends by itself: a crash keeps it no longer. */
export interface Lease {
  /** Whether it is certain that nobody else can hold it by now. To be asked right before what it guards. */
  readonly isHeld: boolean;
  /**
   * Holds it for its whole time from now on. Answers false when it was lost: somebody else may hold it.
   * @throws {StoreUnavailable} and then it is held as long as before
   */
  renew(): Promise<boolean>;
  /** Gives it back. Answers false when it was lost, or cannot be given back: it ends by itself then. */
  release(): Promise<boolean>;
}

/** Somebody else held the lease until the deadline ended. */
export class LeaseNotFree extends Error {
  override readonly name = 'LeaseNotFree';
  readonly end: DeadlineEnd;

  constructor(key: string, end: DeadlineEnd) {
    super(`${key}: somebody else held it until the deadline of this request`);
    this.end = end;
  }
}

/** Between two tries, milliseconds: at first and at the most. Each wait is a random part of it, and no less than half. */
const FIRST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 80;

/**
 * Runs while nobody else does, in any replica of the store, and waits for its turn no longer than the deadline.
 * What runs longer than the lease must ask `isHeld` before it does what the lease guards.
 * @param ttlMs after which the lease of a holder that crashed is free
 * @param rollBacks give the lease back later if the store does not answer in time
 * @throws {LeaseNotFree} when the deadline ends first
 * @throws {StoreUnavailable} when nobody can tell whose turn it is; nothing ran then
 */
export async function withLease<T>(
  records: RecordStore,
  key: string,
  ttlMs: number,
  deadline: Deadline,
  run: (lease: Lease) => Promise<T>,
  rollBacks?: RollBacks,
): Promise<T> {
  const lease = await waitForLease(records, key, ttlMs, deadline, rollBacks);
  try {
    return await run(lease);
  } finally {
    await lease.release();
  }
}

async function waitForLease(
  records: RecordStore,
  key: string,
  ttlMs: number,
  deadline: Deadline,
  rollBacks: RollBacks | undefined,
): Promise<Lease> {
  for (let tries = 0; ; tries += 1) {
    if (deadline.ended !== undefined) throw new LeaseNotFree(key, deadline.ended);
    const lease = await takeLease(records, key, ttlMs, rollBacks);
    if (lease !== undefined) return lease;
    await pause(tries, deadline);
  }
}

/** Waits before another attempt, shorter at first, at most until the deadline ends. */
export function pause(tries: number, deadline: Deadline): Promise<void> {
  const longest = Math.min(FIRST_WAIT_MS * 2 ** tries, LONGEST_WAIT_MS);
  return deadline.sleep(longest * (0.5 + Math.random() / 2));
}

/**
 * The lease if nobody holds it: one try, no waiting.
 * @throws {StoreUnavailable}
 */
export async function takeLease(
  records: RecordStore,
  key: string,
  ttlMs: number,
  rollBacks?: RollBacks,
): Promise<Lease | undefined> {
  const owner = randomUUID();
  const release = () =>
    records.compareAndSet(key, owner, undefined, 0).catch(() => {
      rollBacks?.start({ key, written: owner, previous: undefined, ttlMs: 0, forMs: ttlMs });
      return false;
    });
  // Taken before the store is asked: by the time that counts here, the lease ends no later than in the store.
  let takenAt = performance.now();
  try {
    if (!(await records.compareAndSet(key, undefined, owner, ttlMs))) return undefined;
  } catch (error) {
    // It may have been taken all the same, and nobody would give it back.
    release();
    throw error;
  }
  return {
    get isHeld() {
      return performance.now() - takenAt < ttlMs;
    },
    async renew() {
      const at = performance.now();
      const isOurs = await records.compareAndSet(key, owner, owner, ttlMs);
      takenAt = isOurs ? at : Number.NEGATIVE_INFINITY;
      return isOurs;
    },
    release() {
      takenAt = Number.NEGATIVE_INFINITY;
      return release();
    },
  };
}
