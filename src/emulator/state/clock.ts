import { chinaDayAt, startOfChinaDay } from '../../platform/china-time.js';

/**
 * The emulator's time: the machine's, shifted. It always runs on; only the shift is set. Every rule of the emulator that
 * speaks of time (tokens, reviews, validity) asks this clock.
 */
export class Clock {
  #shiftMs = 0;

  /** Unix seconds, whole. */
  now(): number {
    return Math.floor((Date.now() + this.#shiftMs) / 1000);
  }

  /** Makes it `seconds` (Unix) now. */
  set(seconds: number): void {
    this.#shiftMs = seconds * 1000 - Date.now();
  }

  /** Moves by so many seconds; a negative number moves back. */
  advance(seconds: number): void {
    this.#shiftMs += seconds * 1000;
  }

  /** Real time again. */
  reset(): void {
    this.#shiftMs = 0;
  }
}

/** Returns the first second of the day in China that a moment lies in. Both are Unix seconds. */
export function startOfDayAt(seconds: number): number {
  return startOfChinaDay(chinaDayAt(seconds * 1000)) / 1000;
}
