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

/** China Standard Time is UTC+8 all year, in seconds. The platform's days begin by it. */
const CHINA_OFFSET_SECONDS = 8 * 3600;
export const DAY_SECONDS = 24 * 3600;

/** The first second of the day, in UTC+8, that a moment lies in. Unix seconds. */
export function startOfChinaDay(seconds: number): number {
  const local = seconds + CHINA_OFFSET_SECONDS;
  return local - (((local % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS) - CHINA_OFFSET_SECONDS;
}
