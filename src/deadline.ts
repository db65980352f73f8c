import { setTimeout as sleep } from 'node:timers/promises';

/** Why a deadline ended: its time was over, or the caller went away. */
export type DeadlineEnd = 'timeout' | 'cancelled';

type Listener = (end: DeadlineEnd) => void;

/**
 * The one timer of a request, from HTTP to the platform. Calls add a listener for its end: a list of a hundred cards
 * costs a hundred entries of a set, not a hundred timers or listeners of an AbortSignal.
 *
 * Time is measured by `performance.now()`, the monotonic clock: setting the wall clock neither ends nor prolongs it.
 */
export class Deadline {
  #endsAt: number;
  #ended: DeadlineEnd | undefined;
  #isCancelled = false;
  #isClosed = false;
  #holds = 0;
  #controller: AbortController | undefined;
  /** Made when it is needed. */
  #listeners: Set<Listener> | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #parent: Deadline | undefined;
  readonly #onParentEnd: Listener | undefined;

  /**
   * @param milliseconds from now; absent: no time of its own, it ends when `end` is called
   * @param parent ends this one too, and stays uncancelled while this one is held
   */
  constructor(milliseconds?: number, parent?: Deadline) {
    this.#endsAt = milliseconds === undefined ? 0 : performance.now() + milliseconds;
    // Sockets keep the process. Of timers that would, node makes a new list whenever the last one was cleared: for each request.
    this.#timer = milliseconds === undefined ? undefined : setTimeout(() => this.end('timeout'), milliseconds).unref();
    this.#parent = parent;
    if (parent === undefined) return;
    this.#onParentEnd = (end) => this.end(end);
    if (parent.ended === undefined) parent.onEnd(this.#onParentEnd);
    else this.end(parent.ended);
  }

  /** By `performance.now()`, milliseconds. 0 without a time of its own that was never prolonged. */
  get endsAt(): number {
    return this.#endsAt;
  }

  /** Milliseconds until `endsAt`, at least 0. */
  get leftMs(): number {
    return Math.max(0, this.#endsAt - performance.now());
  }

  /**
   * Whether its time has passed by the clock, or that of the whole it is a part of. `ended` follows when the timer fires:
   * later, if the process was paused or its event loop blocked.
   */
  get isOver(): boolean {
    if (this.#ended !== undefined || performance.now() >= this.#endsAt) return true;
    return this.#parent?.isOver ?? false;
  }

  /** How it ended; undefined while it runs. */
  get ended(): DeadlineEnd | undefined {
    return this.#ended;
  }

  /** Aborted when the deadline ends. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#ended !== undefined) this.#controller.abort();
    return this.#controller.signal;
  }

  /** A part of its time, for one call: the earlier of the two ends it. Whoever asks for it closes it. */
  within(milliseconds: number): Deadline {
    return new Deadline(milliseconds, this);
  }

  /** One without a time of its own ends at this time at the earliest: somebody waits so long. By `performance.now()`, milliseconds. */
  prolong(endsAt: number): void {
    if (endsAt > this.#endsAt) this.#endsAt = endsAt;
  }

  /**
   * The caller's going away ends nothing until `release` was called as often: a change that has left goes on to its
   * answer. The time ends it all the same.
   */
  hold(): void {
    this.#holds += 1;
    this.#parent?.hold();
  }

  release(): void {
    this.#holds -= 1;
    this.#parent?.release();
    if (this.#holds > 0) return;
    if (this.#isCancelled) this.end('cancelled');
    if (this.#isClosed) this.close();
  }

  /** The caller went away. */
  cancel(): void {
    this.#isCancelled = true;
    if (this.#holds === 0) this.end('cancelled');
  }

  /** The request was answered: the timer is given back, once nothing holds it. */
  close(): void {
    this.#isClosed = true;
    if (this.#holds > 0) return;
    clearTimeout(this.#timer);
    this.#listeners = undefined;
    if (this.#onParentEnd !== undefined) this.#parent?.offEnd(this.#onParentEnd);
  }

  /** Calls the listener once, when the deadline ends: never if it has ended already. */
  onEnd(listener: Listener): void {
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
  }

  offEnd(listener: Listener): void {
    this.#listeners?.delete(listener);
  }

  /**
   * Waits for a promise, but not longer than this deadline. If the deadline ends first, the promise loses: its outcome is
   * ignored, and its rejection counts as handled.
   * @param error returns what the race rejects with; called only if the deadline ends first
   */
  race<T>(promise: Promise<T>, error: (end: DeadlineEnd) => Error): Promise<T> {
    return new Promise((resolve, reject) => {
      const onEnd = (end: DeadlineEnd) => reject(error(end));
      if (this.#ended === undefined) this.onEnd(onEnd);
      else onEnd(this.#ended);
      promise.then(
        (value) => {
          this.offEnd(onEnd);
          resolve(value);
        },
        (reason) => {
          this.offEnd(onEnd);
          reject(reason);
        },
      );
    });
  }

  /** Resolves after the given time, or when the deadline ends if that is earlier. The timer keeps the process alive. */
  async sleep(milliseconds: number): Promise<void> {
    if (this.#ended !== undefined) return;
    // Not `signal`: node warns of more than ten listeners of one.
    const controller = new AbortController();
    const wake = () => controller.abort();
    this.onEnd(wake);
    await sleep(milliseconds, undefined, { signal: controller.signal }).catch(() => undefined);
    this.offEnd(wake);
  }

  /** Ends it now. */
  end(end: DeadlineEnd): void {
    if (this.#ended !== undefined) return;
    this.#ended = end;
    clearTimeout(this.#timer);
    for (const listener of this.#listeners ?? []) listener(end);
    this.#listeners = undefined;
    this.#controller?.abort();
  }
}
