import timers from 'node:timers/promises';

let passed = 0;
const realNow = Date.now.bind(Date);
const realMonotonicNow = performance.now.bind(performance);

/** Lets `passTime` move both clocks of this process. Call it before a server starts, because servers may store the clock functions. */
export function movableTime(): void {
  passed = 0;
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + passed);
  jest.spyOn(performance, 'now').mockImplementation(() => realMonotonicNow() + passed);
}

/** Moves the mocked clocks forward by milliseconds. Timers are not affected. */
export function passTime(milliseconds: number): void {
  passed += milliseconds;
}

/** Replaces time by a clock that only sleeping moves. A sleep ends at once and moves the clock. `realTime` restores it. */
export function sleptTime(): void {
  passed = 0;
  const start = realNow();
  jest.spyOn(Date, 'now').mockImplementation(() => start + passed);
  const monotonicStart = realMonotonicNow();
  jest.spyOn(performance, 'now').mockImplementation(() => monotonicStart + passed);
  jest.spyOn(timers, 'setTimeout').mockImplementation(async (milliseconds = 0, value) => {
    passTime(milliseconds);
    // Lets other tasks continue.
    await new Promise(setImmediate);
    return value as never;
  });
}

/** Restores the real clocks. */
export function realTime(): void {
  jest.restoreAllMocks();
}

/** Polls until the condition is true. Fails after some milliseconds, by default 30 s. */
export async function until(condition: () => boolean | Promise<boolean>, ms = 30_000): Promise<void> {
  for (const end = realNow() + ms; !(await condition()); await new Promise((go) => setTimeout(go, 10))) {
    if (realNow() > end) throw new Error(`Not true after ${ms / 1000} s: ${condition}`);
  }
}
