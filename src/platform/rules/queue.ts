import type { DeadlineEnd } from '../deadline.js';
import { PlatformError } from '../errors.js';
import type { Call, Reply, Rule } from '../rule.js';

export interface QueueOptions {
  /** Calls at a time. */
  readonly concurrency: number;
  /** Calls that may wait; one more fails at once. */
  readonly waiting: number;
}

/** The rule, and how full it is. */
export interface BoundedQueue {
  readonly rule: Rule;
  /** Calls that are under way, and calls that wait for a place. */
  readonly load: () => { readonly running: number; readonly waiting: number };
}

/** When to come back to a full queue, seconds: it empties or fails within a deadline. */
const RETRY_AFTER_SECONDS = 1;

/**
 * So many calls at a time; the others wait in the order in which they came. Who gives up leaves at once, from any place.
 * @throws {PlatformError} `overloaded` where too many wait; how the deadline ended for one that waited too long
 */
export function boundedQueue({ concurrency, waiting }: QueueOptions): BoundedQueue {
  const line = new Line();
  let running = 0;

  const leave = () => {
    const first = line.shift();
    if (first === undefined) running -= 1;
    else first.enter();
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

  const rule: Rule = (next) => {
    const run = (call: Call): Promise<Reply> => next(call).then(passOn, fail);

    return (call) => {
      const { endpoint, deadline } = call;
      const { path } = endpoint;
      if (running < concurrency) {
        running += 1;
        return run(call);
      }
      if (deadline.ended !== undefined) {
        return Promise.reject(new PlatformError({ kind: deadline.ended, endpoint: path, sent: false }));
      }
      if (line.length >= waiting) {
        const facts = { endpoint: path, sent: false, retryAfterSeconds: RETRY_AFTER_SECONDS };
        return Promise.reject(new PlatformError({ kind: 'overloaded', ...facts }));
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
  return { rule, load: () => ({ running, waiting: line.length }) };
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
  remove({ before, behind }: Place): void {
    if (before === undefined) this.#first = behind;
    else before.behind = behind;
    if (behind === undefined) this.#last = before;
    else behind.before = before;
    this.length -= 1;
  }
}
