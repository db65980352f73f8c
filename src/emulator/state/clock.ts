import { chinaDayAt, startOfChinaDay } from '../../platform/china-time.js';

/**
 * The emulator's time: the system time plus an offset. The clock always runs, only the offset is set. Every rule that depends on time
 * (tokens, reviews, validity) reads this clock.
 */
export class Clock {
  #offsetMs = 0;

  /** Returns the time in whole Unix seconds. */
  now(): number {
    return Math.floor((Date.now() + this.#offsetMs) / 1000);
  }

  /** Sets the current time to `seconds` (Unix). */
  set(seconds: number): void {
    this.#offsetMs = seconds * 1000 - Date.now();
  }

  /** Advances the clock by a number of seconds. A negative number sets it back. */
  advance(seconds: number): void {
    this.#offsetMs += seconds * 1000;
  }

  /** Returns to real time. */
  reset(): void {
    this.#offsetMs = 0;
  }
}

/** Returns the first second of the day in China that contains `seconds`. Both are Unix seconds. */
export function startOfDayAt(seconds: number): number {
  return startOfChinaDay(chinaDayAt(seconds * 1000)) / 1000;
}
