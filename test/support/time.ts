let passed = 0;
const realNow = Date.now.bind(Date);

/** Lets `passTime` move the clock of this process. Before a server starts: it may keep hold of the clock. */
export function movableTime(): void {
  passed = 0;
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + passed);
}

/** From now on the clock shows this much later; timers run as ever. Milliseconds. */
export function passTime(milliseconds: number): void {
  passed += milliseconds;
}

/** The clock is right again. */
export function realTime(): void {
  jest.restoreAllMocks();
}
