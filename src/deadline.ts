import { setTimeout as sleep } from 'node:timers/promises';

/** Why a deadline ended: its time elapsed, or the client disconnected. */
export type DeadlineEnd = 'timeout' | 'cancelled';

type Listener = (end: DeadlineEnd) => void;

/**
 * The deadline of a request, with one timer from HTTP to the platform. Calls add a listener for its end. A list of a hundred
 * cards therefore costs a hundred set entries instead of a hundred timers or AbortSignal listeners.
 *
 * Time is measured with the monotonic clock `performance.now()`, so changes of the wall clock do not affect it.
 */
export class Deadline {
  #endsAt: number;
  #ended: DeadlineEnd | undefined;
  #isCancelled = false;
  #isClosed = false;
  #holds = 0;
  #controller: AbortController | undefined;
  /** Created on first use. */
  #listeners: Set<Listener> | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #parent: Deadline | undefined;
  readonly #onParentEnd: Listener | undefined;

  /**
   * @param milliseconds time from now; absent: the deadline has no timer and ends when `end` is called
   * @param parent a deadline whose end also ends this one. It is not cancelled until this one is released.
   */
  constructor(milliseconds?: number, parent?: Deadline) {
    this.#endsAt = milliseconds === undefined ? 0 : performance.now() + milliseconds;
    // Sockets keep the process alive. For timers that do, Node creates a new list whenever the last one was cleared: on each request.
    this.#timer = milliseconds === undefined ? undefined : setTimeout(() => this.end('timeout'), milliseconds).unref();
    this.#parent = parent;
    if (parent === undefined) return;
    this.#onParentEnd = (end) => this.end(end);
    if (parent.ended === undefined) parent.onEnd(this.#onParentEnd);
    else this.end(parent.ended);
  }

  /** When the time elapses, by `performance.now()`, milliseconds. 0 if there is no timer and it was never prolonged. */
  get endsAt(): number {
    return this.#endsAt;
  }

  /** Milliseconds until `endsAt`, at least 0. */
  get leftMs(): number {
    return Math.max(0, this.#endsAt - performance.now());
  }

  /**
   * Whether its time or that of its parent has elapsed by the clock. `ended` follows when the timer fires, which is later if the
   * process was paused or its event loop was blocked.
   */
  get isOver(): boolean {
    if (this.#ended !== undefined || performance.now() >= this.#endsAt) return true;
    return this.#parent?.isOver ?? false;
  }

  /** Why it ended; undefined while it runs. */
  get ended(): DeadlineEnd | undefined {
    return this.#ended;
  }

  /** Aborted when the deadline ends. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#ended !== undefined) this.#controller.abort();
    return this.#controller.signal;
  }

  /** Returns a deadline for a part of this time. It ends with the earlier of the two. The caller must close it. */
  within(milliseconds: number): Deadline {
    return new Deadline(milliseconds, this);
  }

  /**
   * Moves `endsAt` of a deadline without a timer to a later time, because another caller waits until then.
   * @param endsAt by `performance.now()`, milliseconds
   */
  prolong(endsAt: number): void {
    if (endsAt > this.#endsAt) this.#endsAt = endsAt;
  }

  /**
   * Postpones a cancellation until `release` was called as often, so that a write which was sent can receive its response. The timer
   * still ends the deadline.
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

  /** Ends the deadline because the client disconnected. A pending `release` postpones it. */
  cancel(): void {
    this.#isCancelled = true;
    if (this.#holds === 0) this.end('cancelled');
  }

  /** Frees the timer and the listeners as soon as no `release` is pending. Call it when the response was sent. */
  close(): void {
    this.#isClosed = true;
    if (this.#holds > 0) return;
    clearTimeout(this.#timer);
    this.#listeners = undefined;
    if (this.#onParentEnd !== undefined) this.#parent?.offEnd(this.#onParentEnd);
  }

  /** Calls the listener once when the deadline ends. Never calls it if the deadline has already ended. */
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
    // Not `signal`, because Node warns about more than ten listeners on one signal.
    const controller = new AbortController();
    const wake = () => controller.abort();
    this.onEnd(wake);
    await sleep(milliseconds, undefined, { signal: controller.signal }).catch(() => undefined);
    this.offEnd(wake);
  }

  /** Ends the deadline now. */
  end(end: DeadlineEnd): void {
    if (this.#ended !== undefined) return;
    this.#ended = end;
    clearTimeout(this.#timer);
    for (const listener of this.#listeners ?? []) listener(end);
    this.#listeners = undefined;
    this.#controller?.abort();
  }
}
