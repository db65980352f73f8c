import type { Clock } from '../state/clock.js';

/** A task that runs at a time of the emulator's clock. */
interface Task {
  /** Milliseconds by the emulator's clock. */
  at: number;
  readonly run: () => void;
  timer: NodeJS.Timeout | undefined;
}

/** Longest delay that Node.js accepts. A longer one is split. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Runs tasks by the emulator's clock. A clock that moves forward runs what has become due. One that moves back delays nothing. */
export class ClockTimers {
  readonly #clock: Clock;
  readonly #tasks = new Set<Task>();

  constructor(clock: Clock) {
    this.#clock = clock;
    clock.onChange((shiftMs) => {
      for (const task of this.#tasks) {
        if (shiftMs < 0) task.at += shiftMs;
        this.#arm(task);
      }
    });
  }

  /** Runs a task after a delay. Returns the function that cancels it. */
  after(delayMs: number, run: () => void): () => void {
    const task: Task = { at: this.#clock.nowMs() + delayMs, run, timer: undefined };
    this.#tasks.add(task);
    this.#arm(task);
    return () => this.#remove(task);
  }

  cancelAll(): void {
    for (const task of this.#tasks) this.#remove(task);
  }

  #arm(task: Task): void {
    clearTimeout(task.timer);
    const delay = Math.min(Math.max(0, task.at - this.#clock.nowMs()), MAX_DELAY_MS);
    task.timer = setTimeout(() => {
      if (task.at > this.#clock.nowMs()) this.#arm(task);
      else {
        this.#remove(task);
        task.run();
      }
    }, delay);
    // A push that is still to come does not keep the process alive.
    task.timer.unref();
  }

  #remove(task: Task): void {
    clearTimeout(task.timer);
    this.#tasks.delete(task);
  }
}
