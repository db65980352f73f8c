import { Deadline } from '../../src/deadline.js';

const soon = (ms = 30) => new Promise((resolve) => setTimeout(resolve, ms));

test('its time is over: told once, and the signal is aborted', async () => {
  const deadline = new Deadline(5);
  const ends: string[] = [];
  deadline.onEnd((end) => ends.push(end));
  const { signal } = deadline;
  await soon();
  deadline.cancel();
  expect([ends, deadline.ended, signal.aborted]).toEqual([['timeout'], 'timeout', true]);
});

test('a signal that is asked for after the end: aborted', () => {
  const deadline = new Deadline();
  deadline.cancel();
  expect(deadline.signal.aborted).toBe(true);
});

describe('one that is held', () => {
  test('its caller goes away: it ends when it is released as often', () => {
    const deadline = new Deadline(60_000);
    const { signal } = deadline;
    deadline.hold();
    deadline.hold();
    deadline.cancel();
    deadline.close();
    deadline.release();
    expect([deadline.ended, signal.aborted]).toEqual([undefined, false]);
    deadline.release();
    expect([deadline.ended, signal.aborted]).toEqual(['cancelled', true]);
  });

  test('its time is over: it ends all the same, also after its caller went away', async () => {
    const deadline = new Deadline(5);
    deadline.hold();
    deadline.cancel();
    deadline.close();
    await soon();
    expect(deadline.ended).toBe('timeout');
    deadline.release();
    expect(deadline.ended).toBe('timeout');
  });

  test('nobody goes away: it runs on after the release', () => {
    const deadline = new Deadline(60_000);
    deadline.hold();
    deadline.release();
    expect(deadline.ended).toBeUndefined();
    deadline.cancel();
    expect(deadline.ended).toBe('cancelled');
  });
});

describe('a part of its time', () => {
  test('ends by itself, and the whole runs on', async () => {
    const whole = new Deadline(60_000);
    const part = whole.within(5);
    await soon();
    expect([part.ended, whole.ended]).toEqual(['timeout', undefined]);
    part.close();
    whole.close();
  });

  test.each(['timeout', 'cancelled'] as const)('ends with the whole, by %s', (end) => {
    const whole = new Deadline(60_000);
    const part = whole.within(30_000);
    whole.end(end);
    expect(part.ended).toBe(end);
    expect(whole.within(1000).ended).toBe(end);
  });

  test('that is held: holds the whole', () => {
    const whole = new Deadline(60_000);
    const part = whole.within(30_000);
    part.hold();
    whole.cancel();
    expect([part.ended, whole.ended]).toEqual([undefined, undefined]);
    part.release();
    expect([part.ended, whole.ended]).toEqual(['cancelled', 'cancelled']);
  });

  test('that was closed: hears of nothing', () => {
    const whole = new Deadline(60_000);
    const part = whole.within(30_000);
    part.close();
    whole.cancel();
    expect(part.ended).toBeUndefined();
  });
});

test('one without a time of its own: ends as late as the latest who waits says it may', () => {
  const deadline = new Deadline();
  deadline.prolong(2000);
  deadline.prolong(1000);
  expect(deadline.endsAt).toBe(2000);
});
