import type { DeadlineEnd } from '../../deadline.js';
import { PlatformError } from '../errors.js';
import type { Call, Reply, Rule } from '../interceptor.js';

export interface QueueOptions {
  /** Calls at a time. */
  readonly concurrency: number;
  /** Calls that may wait; one more fails at once. */
  readonly waiting: number;
}

/** The rule, and what it would say. */
export interface BoundedQueue {
  readonly rule: Rule;
  /** Calls that are under way, and calls that wait for a place. */
  readonly load: () => { readonly running: number; readonly waiting: number };
  /** Whether a call that has so many milliseconds left would be let in now. */
  readonly hasRoom: (leftMs: number) => boolean;
}

/**
 * How long a short line takes, milliseconds; one as long as there are places is short as well. Much more than a turn of a
 * busy event loop: a line that is empty when many places get free at once would look as if all were well.
 */
const SHORT_MS = 100;

/** When to come back to a full queue, seconds: it empties or fails within a deadline. */
const RETRY_AFTER_SECONDS = 1;

/**
 * So many calls at a time; the others wait in the order in which they came. Who gives up leaves at once, from any place.
 *
 * A line of its full length could be so slow that each call comes to its turn when its deadline is over, and nobody is
 * answered. So one that would wait longer than half of the time that it has left is refused, by the pace at which places
 * got free. What that lets in is gone after half a deadline, if it was a burst; a line that has stood longer is kept
 * short, which is enough to leave no place free, and those who are let in are answered soon. A request that has been let
 * in is seen through, as far as its time allows: half of an answer helps nobody.
 *
 * A refresh, for which nobody waits, has half of the places at the most and never waits itself.
 * @throws {PlatformError} `overloaded` where too many wait; how the deadline ended for one that waited too long
 */
export function boundedQueue({ concurrency, waiting }: QueueOptions): BoundedQueue {
  const line = new Line();
  const pace = new Pace(concurrency);
  let running = 0;
  /** Since when there has been a line. By performance.now(), milliseconds. */
  let standsSince = 0;

  const leave = () => {
    const first = line.shift();
    if (first === undefined) {
      running -= 1;
    } else {
      pace.placeGotFree(performance.now());
      first.enter();
    }
  };

  // In place of finally, which costs several promises more on each call.
  const passOn = (reply: Reply) => {
    leave();
    return reply;
  };
  const fail = (error: unknown) => {
    leave();
    throw error;
  };

  const mayWait = (now: number, leftMs: number, isLetIn: boolean): boolean => {
    if (line.length >= waiting) return false;
    if (line.length === 0) return true;
    const waitMs = pace.millisecondsFor(line.length + 1, now);
    if (isLetIn) return waitMs < leftMs;
    const isBurst = now - standsSince <= leftMs / 2;
    return waitMs <= leftMs / 2 && (isBurst || waitMs <= SHORT_MS || line.length < concurrency);
  };

  const rule: Rule = (next) => {
    const run = (call: Call): Promise<Reply> => next(call).then(passOn, fail);

    return (call) => {
      const { endpoint, deadline, asker, isRefresh } = call;
      const { path } = endpoint;
      if (running < (isRefresh ? concurrency / 2 : concurrency)) {
        running += 1;
        if (asker !== undefined) asker.isLetIn = true;
        return run(call);
      }
      if (deadline.ended !== undefined) {
        return Promise.reject(new PlatformError({ kind: deadline.ended, endpoint: path, sent: false }));
      }
      const now = performance.now();
      if (isRefresh || !mayWait(now, deadline.endsAt - now, asker?.isLetIn === true)) {
        const facts = { endpoint: path, sent: false, retryAfterSeconds: RETRY_AFTER_SECONDS };
        return Promise.reject(new PlatformError({ kind: 'overloaded', ...facts }));
      }
      if (asker !== undefined) asker.isLetIn = true;
      if (line.length === 0) {
        standsSince = now;
        pace.lineBegins(now);
      }
      return new Promise((resolve, reject) => {
        const giveUp = (kind: DeadlineEnd) => {
          line.remove(place);
          reject(new PlatformError({ kind, endpoint: path, sent: false }));
        };
        const place = line.push(() => {
          deadline.offEnd(giveUp);
          run(call).then(resolve, reject);
        });
        deadline.onEnd(giveUp);
      });
    };
  };
  const load = () => ({ running, waiting: line.length });
  const hasRoom = (leftMs: number) => running < concurrency || mayWait(performance.now(), leftMs, false);
  return { rule, load, hasRoom };
}

/** How fast places get free while there is a line. Of the line before nothing is kept: the platform may be another by now. */
class Pace {
  readonly #concurrency: number;
  /** Between two places that get free, milliseconds: the mean of about the last two rounds of all places. */
  #gapMs = 0;
  #gaps = 0;
  #lastAt = 0;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  lineBegins(now: number): void {
    this.#gapMs = 0;
    this.#gaps = 0;
    this.#lastAt = now;
  }

  placeGotFree(now: number): void {
    this.#gaps = Math.min(this.#gaps + 1, Math.max(16, 2 * this.#concurrency));
    this.#gapMs += (now - this.#lastAt - this.#gapMs) / this.#gaps;
    this.#lastAt = now;
  }

  /** Until so many more get free. Where none has for a while, the calls that hold them take at least that long. */
  millisecondsFor(places: number, now: number): number {
    return places * Math.max(this.#gapMs, (now - this.#lastAt) / this.#concurrency);
  }
}

interface Place {
  readonly enter: () => void;
  before: Place | undefined;
  behind: Place | undefined;
}

/** A linked list: an array would be searched through for each who leaves from its middle. */
class Line {
  length = 0;
  #first: Place | undefined;
  #last: Place | undefined;

  push(enter: () => void): Place {
    const place: Place = { enter, before: this.#last, behind: undefined };
    if (this.#last === undefined) this.#first = place;
    else this.#last.behind = place;
    this.#last = place;
    this.length += 1;
    return place;
  }

  shift(): Place | undefined {
    const first = this.#first;
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Takes a place out that is in the line. */
  remove(place: Place): void {
    const { before, behind } = place;
    if (before === undefined) this.#first = behind;
    else before.behind = behind;
    if (behind === undefined) this.#last = before;
    else behind.before = before;
    // One that has got old would keep those behind it, with their requests, until the next full collection, and they the next.
    place.before = undefined;
    place.behind = undefined;
    this.length -= 1;
  }
}
