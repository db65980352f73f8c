import { createLog } from '../../../src/log.js';
import { OutageLog } from '../../../src/platform/outage-log.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function given() {
  const written: string[] = [];
  const log = createLog({ level: 'info', destination: { write: (line) => void written.push(line) } });
  const outages = new OutageLog(log);
  const lines = () => written.map((line) => JSON.parse(line));
  return { outages, lines, messages: () => lines().map(({ msg }) => msg) };
}

test('logs one failed call a second of all kinds together, with the number of suppressed lines in the next one', () => {
  const { outages, lines } = given();
  for (const kind of ['transport', 'quota', 'timeout', 'rejected']) outages.callFailed({ kind }, 'failed');
  jest.advanceTimersByTime(999);
  outages.callFailed({ kind: 'quota' }, 'failed');
  expect(lines()).toHaveLength(1);
  jest.advanceTimersByTime(1);
  outages.callFailed({ kind: 'timeout' }, 'failed');
  jest.advanceTimersByTime(1000);
  outages.callFailed({ kind: 'last' }, 'failed');
  expect(lines()).toMatchObject([{ kind: 'transport' }, { kind: 'timeout', suppressed: 4 }, { kind: 'last' }]);
  expect(lines()[2]).not.toHaveProperty('suppressed');
});

test('logs each transition once, a second apart and in order, and no failed call before those that wait', () => {
  const { outages, messages } = given();
  outages.callFailed({}, 'failed');
  outages.breakerOpened('wx1');
  outages.quotaChanged('wx1', 'paused', '/card/get', 45009);
  outages.quotaChanged('wx2', 'paused', '/card/get', 45009);
  for (let n = 0; n < 40; n += 1) {
    jest.advanceTimersByTime(100);
    outages.callFailed({}, 'failed');
  }
  const paused = 'Quota used up; calls are paused';
  expect(messages()).toEqual(['failed', 'Circuit breaker opened', paused, paused, 'failed']);
});

test('counts both transitions of a breaker that flaps within the second instead of logging them', () => {
  const { outages, lines } = given();
  outages.breakerOpened('wx1');
  for (let n = 0; n < 3; n += 1) {
    outages.breakerClosed('wx1');
    outages.breakerOpened('wx1');
  }
  jest.advanceTimersByTime(5000);
  expect(lines()).toHaveLength(1);
  outages.breakerClosed('wx1');
  expect(lines()[1]).toMatchObject({ msg: 'Circuit breaker closed', account: 'wx1', suppressed: 6 });
});

test('logs that a token is missing within the same limit', () => {
  const { outages, lines } = given();
  outages.callFailed({}, 'failed');
  outages.tokenLog('wx1').error({ appid: 'wx1' }, 'no token');
  expect(lines()).toHaveLength(1);
  jest.advanceTimersByTime(1000);
  expect(lines()[1]).toMatchObject({ level: 'error', msg: 'no token', appid: 'wx1' });
});

test('drops the line that has waited longest if more than 100 wait', () => {
  const { outages, lines } = given();
  outages.callFailed({}, 'failed');
  for (let n = 0; n < 101; n += 1) outages.breakerOpened(`wx${n}`);
  jest.advanceTimersByTime(200_000);
  expect(lines()).toHaveLength(101);
  expect(lines()[1]).toMatchObject({ account: 'wx1', suppressed: 1 });
});
