import { CallPace } from '../../../src/search/call-pace.js';

const MINUTE_MS = 60_000;

describe('CallPace', () => {
  it.each([1, 7, 300, 6000])(
    'admits at most %s calls in any minute, and nearly as many in the long run',
    (perMinute) => {
      let now = 0;
      const pace = new CallPace(perMinute, () => now);
      const calls: number[] = [];
      // Long idle times must not add up.
      now = 10 * MINUTE_MS;
      const startedAt = now;
      while (now < startedAt + 5 * MINUTE_MS) {
        if (pace.waitMs > 0) now += pace.waitMs;
        pace.take();
        calls.push(now);
      }
      calls.forEach((at, index) => {
        const after = calls[index + perMinute];
        if (after !== undefined) expect(after - at).toBeGreaterThanOrEqual(MINUTE_MS * 0.99);
      });
      expect(calls.length).toBeGreaterThan(5 * perMinute * 0.89 - 1);
    },
  );

  it('admits a tenth of the calls at once after an idle time', () => {
    const pace = new CallPace(300, () => 0);
    let calls = 0;
    for (; pace.waitMs === 0; calls += 1) pace.take();
    expect(calls).toBe(30);
  });
});
