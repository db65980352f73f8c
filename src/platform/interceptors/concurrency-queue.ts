import type { DeadlineEnd } from '../../deadline.js';
import { PlatformError } from '../errors.js';
import type { Interceptor, UpstreamCall, UpstreamReply } from '../interceptor.js';
import { WaitList } from '../wait-list.js';

export interface QueueOptions {
  /** Calls in flight at a time. */
  readonly concurrency: number;
  /** Calls that may wait for a slot. One more fails immediately. */
  readonly waiting: number;
  /** Whether calls wait until their deadline ends, even if the queue drains slowly. */
  readonly isPatient?: boolean;
}

/** The interceptor and its state. */
export interface BoundedQueue {
  readonly interceptor: Interceptor;
  /** Calls in flight, and calls that wait for a slot. */
  readonly load: () => { readonly running: number; readonly waiting: number };
  /** Whether a call with this many milliseconds left would be accepted now. */
  readonly hasCapacity: (leftMs: number) => boolean;
}

/**
 * A wait up to this long is short, milliseconds. A queue with at most as many waiters as there are slots is short as well.
 * Much longer than one turn of a busy event loop: a queue that is empty because many slots were released at once would
 * otherwise look like a healthy one.
 */
const SHORT_MS = 100;

/** `Retry-After` when the queue is full, seconds. A queue drains or fails within one deadline. */
const RETRY_AFTER_SECONDS = 1;

/**
 * Limits concurrency. Excess calls wait in FIFO order and leave the queue as soon as their deadline ends.
 *
 * A full queue can be so slow that each call gets its slot only when its deadline is over, and no client gets a response.
 * Therefore a call is rejected if, at the current drain rate, it would wait longer than half of its remaining time. A burst
 * drains within half a deadline. A queue that lasts longer is kept short: that is enough to use every slot, and accepted
 * calls complete soon. Further calls of an admitted request are accepted as long as its deadline allows, because half a
 * response is of no use.
 *
 * A refresh, for which no client waits, uses at most half of the slots and never waits.
 * @throws {PlatformError} `overloaded` if too many calls wait; the kind of the deadline's end for a call that waited too long
 */
export function boundedQueue({ concurrency, waiting, isPatient = false }: QueueOptions): BoundedQueue {
  const waiters = new WaitList();
  const drainRate = new DrainRate(concurrency);
  let running = 0;
  /** When the queue last became non-empty, by `performance.now()`, milliseconds. */
  let queuedSince = 0;

  const release = () => {
    const first = waiters.shift();
    if (first === undefined) {
      running -= 1;
    } else {
      drainRate.slotReleased(performance.now());
      first.enter();
    }
  };

  // Not `finally`, which costs several more promises per call.
  const succeed = (reply: UpstreamReply) => {
    release();
    return reply;
  };
  const fail = (error: unknown) => {
    release();
    throw error;
  };

  const canQueue = (now: number, leftMs: number, isAdmitted: boolean): boolean => {
    if (waiters.length >= waiting) return false;
    if (isPatient || waiters.length === 0) return true;
    const waitMs = drainRate.millisecondsFor(waiters.length + 1, now);
    if (isAdmitted) return waitMs < leftMs;
    const isBurst = now - queuedSince <= leftMs / 2;
    return waitMs <= leftMs / 2 && (isBurst || waitMs <= SHORT_MS || waiters.length < concurrency);
  };

  const interceptor: Interceptor = (next) => {
    const run = (call: UpstreamCall): Promise<UpstreamReply> => next(call).then(succeed, fail);

    return (call) => {
      const { endpoint, deadline, caller, isRefresh } = call;
      const { path } = endpoint;
      if (running < (isRefresh ? concurrency / 2 : concurrency)) {
        running += 1;
        if (caller !== undefined) caller.admitted = true;
        return run(call);
      }
      if (deadline.ended !== undefined) {
        return Promise.reject(new PlatformError({ kind: deadline.ended, endpoint: path, sent: false }));
      }
      const now = performance.now();
      if (isRefresh || !canQueue(now, deadline.endsAt - now, caller?.admitted === true)) {
        const facts = { endpoint: path, sent: false, retryAfterSeconds: RETRY_AFTER_SECONDS };
        return Promise.reject(new PlatformError({ kind: 'overloaded', ...facts }));
      }
      if (caller !== undefined) caller.admitted = true;
      if (waiters.length === 0) {
        queuedSince = now;
        drainRate.restart(now);
      }
      return new Promise((resolve, reject) => {
        const onEnd = (kind: DeadlineEnd) => {
          waiters.remove(waiter);
          reject(new PlatformError({ kind, endpoint: path, sent: false }));
        };
        const waiter = waiters.push(() => {
          deadline.offEnd(onEnd);
          run(call).then(resolve, reject);
        });
        deadline.onEnd(onEnd);
      });
    };
  };
  const load = () => ({ running, waiting: waiters.length });
  const hasCapacity = (leftMs: number) => running < concurrency || canQueue(performance.now(), leftMs, false);
  return { interceptor, load, hasCapacity };
}

/** Measures how fast slots are released while calls wait. Restarts with each queue because the platform may have changed. */
class DrainRate {
  readonly #concurrency: number;
  /** Mean time between two releases, over about the last two rounds of all slots, milliseconds. */
  #gapMs = 0;
  #gaps = 0;
  #lastAt = 0;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  restart(now: number): void {
    this.#gapMs = 0;
    this.#gaps = 0;
    this.#lastAt = now;
  }

  slotReleased(now: number): void {
    this.#gaps = Math.min(this.#gaps + 1, Math.max(16, 2 * this.#concurrency));
    this.#gapMs += (now - this.#lastAt - this.#gapMs) / this.#gaps;
    this.#lastAt = now;
  }

  /** Estimates the time until this many slots are released. A long time without a release raises the estimate. */
  millisecondsFor(slots: number, now: number): number {
    return slots * Math.max(this.#gapMs, (now - this.#lastAt) / this.#concurrency);
  }
}
