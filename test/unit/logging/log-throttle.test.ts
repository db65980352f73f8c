import { LogThrottle } from '../../../src/logging/log-throttle.js';

function given(intervalMs = 60_000) {
  const clock = { time: 5 };
  return { clock, throttle: new LogThrottle(intervalMs, () => clock.time) };
}

test('allows the first line, and the next one after the interval', () => {
  const { clock, throttle } = given();
  const allowed = [0, 59_999, 1, 30_000, 30_000].map((passed) => {
    clock.time += passed;
    return throttle.allows();
  });
  expect(allowed).toEqual([true, false, true, false, true]);
});

test('counts the interval of each key by itself', () => {
  const { clock, throttle } = given();
  expect(['a', 'b', 'a'].map((key) => throttle.allows(key))).toEqual([true, true, false]);
  clock.time += 60_000;
  expect(throttle.allows('b')).toBe(true);
  clock.time += 1;
  expect(['a', 'b'].map((key) => throttle.allows(key))).toEqual([true, false]);
});

test('tracks at most 100 keys, and evicts the one that was logged longest ago', () => {
  const { clock, throttle } = given(1000);
  const keys = Array.from({ length: 100 }, (_, n) => `key ${n}`);
  for (const key of keys) throttle.allows(key);
  clock.time += 1000;
  throttle.allows('key 0');
  throttle.allows('another');
  expect(['key 0', 'another', 'key 1'].map((key) => throttle.allows(key))).toEqual([false, false, true]);
  clock.time += 999;
  expect(['key 0', 'another', 'key 1'].map((key) => throttle.allows(key))).toEqual([false, false, false]);
});

test('uses a monotonic clock by default, so that a wall clock that is set back suppresses nothing', () => {
  const throttle = new LogThrottle(0);
  const wallClock = jest.spyOn(Date, 'now');
  throttle.allows();
  wallClock.mockReturnValue(0);
  expect(throttle.allows()).toBe(true);
  wallClock.mockRestore();
});
