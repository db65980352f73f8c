import { chinaDayAt, startOfChinaDay } from '../../platform/china-time.js';

/**
 * The emulator's clock: the machine's time plus an offset. It always runs. Only the offset can be set. Everything in the emulator
 * that depends on time (tokens, reviews, validity) uses this clock.
 */
export class Clock {
  #shiftMs = 0;

  /** Returns the time in whole Unix seconds. */
  now(): number {
    return Math.floor((Date.now() + this.#shiftMs) / 1000);
  }

  /** Sets the clock to a time in Unix seconds. */
  set(seconds: number): void {
    this.#shiftMs = seconds * 1000 - Date.now();
  }

  /** Moves the clock by a number of seconds. A negative number moves it back. */
  advance(seconds: number): void {
    this.#shiftMs += seconds * 1000;
  }

  /** Restores real time. */
  reset(): void {
    this.#shiftMs = 0;
  }
}

/** Returns the first second of the day in China that contains a time. Both are in Unix seconds. */
export function startOfDayAt(seconds: number): number {
  return startOfChinaDay(chinaDayAt(seconds * 1000)) / 1000;
}
