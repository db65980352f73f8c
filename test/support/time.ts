import timers from 'node:timers/promises';

let passed = 0;
const realNow = Date.now.bind(Date);
const realMonotonicNow = performance.now.bind(performance);

/** Lets `passTime` move both clocks of this process. Must run before a server starts, which may store a reference to the clock. */
export function movableTime(): void {
  passed = 0;
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + passed);
  jest.spyOn(performance, 'now').mockImplementation(() => realMonotonicNow() + passed);
}

/** Advances the mocked clocks by a number of milliseconds. Timers are not affected. */
export function passTime(milliseconds: number): void {
  passed += milliseconds;
}

/** Makes every sleep end immediately and advance the clocks by its duration. Ends with `realTime`. */
export function sleptTime(): void {
  passed = 0;
  const start = realNow();
  jest.spyOn(Date, 'now').mockImplementation(() => start + passed);
  const monotonicStart = realMonotonicNow();
  jest.spyOn(performance, 'now').mockImplementation(() => monotonicStart + passed);
  jest.spyOn(timers, 'setTimeout').mockImplementation(async (milliseconds = 0, value) => {
    passTime(milliseconds);
    // Lets other work run in the meantime.
    await new Promise(setImmediate);
    return value as never;
  });
}

/** Restores the real clocks. */
export function realTime(): void {
  jest.restoreAllMocks();
}

/** Repeats a check until it is true. Fails after 30 s. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = realNow() + 30_000; !(await isSo()); await new Promise((go) => setTimeout(go, 10))) {
    if (realNow() > end) throw new Error(`not true after 30 s: ${isSo}`);
  }
}
