import { chinaDayAt, startOfChinaDay } from '../../platform/china-time.js';

/**
 * The emulator's clock: the machine's time plus an offset. It always runs. Only the offset can be set. Everything in the emulator
 * that depends on time (tokens, reviews, validity) uses this clock.
 */
export class Clock {
  #shiftMs = 0;
  readonly #listeners: ((shiftMs: number) => void)[] = [];

  /** Returns the time in whole Unix seconds. */
  now(): number {
    return Math.floor(this.nowMs() / 1000);
  }

  /** Returns the time in Unix milliseconds. */
  nowMs(): number {
    return Date.now() + this.#shiftMs;
  }

  /** Sets the clock to a time in Unix seconds. */
  set(seconds: number): void {
    this.#shift(seconds * 1000 - Date.now());
  }

  /** Moves the clock by a number of seconds. A negative number moves it back. */
  advance(seconds: number): void {
    this.#shift(this.#shiftMs + seconds * 1000);
  }

  /** Restores real time. */
  reset(): void {
    this.#shift(0);
  }

  /** Calls the listener after each change, with the number of milliseconds by which the clock was moved. */
  onChange(listener: (shiftMs: number) => void): void {
    this.#listeners.push(listener);
  }

  #shift(shiftMs: number): void {
    const difference = shiftMs - this.#shiftMs;
    this.#shiftMs = shiftMs;
    for (const listener of this.#listeners) listener(difference);
  }
}

/** Returns the first second of the day in China that contains a time. Both are in Unix seconds. */
export function startOfDayAt(seconds: number): number {
  return startOfChinaDay(chinaDayAt(seconds * 1000)) / 1000;
}
