import timers from 'node:timers/promises';

let passed = 0;
const realNow = Date.now.bind(Date);
const realMonotonicNow = performance.now.bind(performance);

/** Lets `passTime` move both clocks of this process. Before a server starts: it may keep hold of the clock. */
export function movableTime(): void {
  passed = 0;
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + passed);
  jest.spyOn(performance, 'now').mockImplementation(() => realMonotonicNow() + passed);
}

/** From now on the mocked clocks show this much later; timers run as ever. Milliseconds. */
export function passTime(milliseconds: number): void {
  passed += milliseconds;
}

/** Time that passes by sleeping alone: who sleeps wakes at once, and it is so much later. Ends with `realTime`. */
export function sleptTime(): void {
  passed = 0;
  const start = realNow();
  jest.spyOn(Date, 'now').mockImplementation(() => start + passed);
  const monotonicStart = realMonotonicNow();
  jest.spyOn(performance, 'now').mockImplementation(() => monotonicStart + passed);
  jest.spyOn(timers, 'setTimeout').mockImplementation(async (milliseconds = 0, value) => {
    passTime(milliseconds);
    // Others go on meanwhile.
    await new Promise(setImmediate);
    return value as never;
  });
}

/** The clock is right again. */
export function realTime(): void {
  jest.restoreAllMocks();
}

/** Asks again and again until it is so; fails after 30 s. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = realNow() + 30_000; !(await isSo()); await new Promise((go) => setTimeout(go, 10))) {
    if (realNow() > end) throw new Error(`not so after 30 s: ${isSo}`);
  }
}
