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

/** A deadline that shows its listeners. */
class WatchedDeadline extends Deadline {
  readonly listeners = new Set<unknown>();

  override onEnd(listener: Parameters<Deadline['onEnd']>[0]): void {
    this.listeners.add(listener);
    super.onEnd(listener);
  }

  override offEnd(listener: Parameters<Deadline['offEnd']>[0]): void {
    this.listeners.delete(listener);
    super.offEnd(listener);
  }
}

describe('a race with the deadline', () => {
  const late = (end: string) => new Error(end);

  test('resolves and rejects like the promise, and leaves no listener', async () => {
    const deadline = new WatchedDeadline();
    const all = Array.from({ length: 10 }, () => deadline.race(Promise.resolve(1), late));
    const failed = deadline.race(Promise.reject(new Error('failed')), late);
    expect(deadline.listeners.size).toBe(11);
    await expect(Promise.all(all)).resolves.toEqual(Array(10).fill(1));
    await expect(failed).rejects.toThrow('failed');
    expect(deadline.listeners.size).toBe(0);
    deadline.end('timeout');
  });

  test.each(['timeout', 'cancelled'] as const)(
    'rejects with the error of %s if the deadline ends first',
    async (end) => {
      const deadline = new Deadline();
      const ends: string[] = [];
      const race = deadline.race(new Promise(() => undefined), (how) => {
        ends.push(how);
        return late(how);
      });
      deadline.end(end);
      await expect(race).rejects.toThrow(end);
      expect(ends).toEqual([end]);
    },
  );

  test('rejects at once if the deadline has ended, and adds no listener', async () => {
    const deadline = new WatchedDeadline();
    deadline.cancel();
    await expect(deadline.race(Promise.resolve(1), late)).rejects.toThrow('cancelled');
    expect(deadline.listeners.size).toBe(0);
  });

  test('does not call for the error if the promise wins', async () => {
    const deadline = new Deadline();
    const error = jest.fn(late);
    await deadline.race(Promise.resolve(1), error);
    deadline.end('timeout');
    expect(error).not.toHaveBeenCalled();
  });

  test('handles the rejection of a promise that loses', async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', onUnhandled);
    const rejections = [new Deadline(), new Deadline()].map((deadline, n) => {
      if (n === 0) deadline.cancel();
      let reject: (error: Error) => void = () => undefined;
      const promise = new Promise((_, refuse) => {
        reject = refuse;
      });
      const race = deadline.race(promise, late);
      deadline.cancel();
      reject(new Error('lost'));
      return race.catch((error: Error) => error.message);
    });
    expect(await Promise.all(rejections)).toEqual(['cancelled', 'cancelled']);
    await soon(5);
    process.off('unhandledRejection', onUnhandled);
    expect(unhandled).toEqual([]);
  });
});

describe('a sleep', () => {
  test('ends after its time, and leaves no listener', async () => {
    const deadline = new WatchedDeadline();
    const began = performance.now();
    await deadline.sleep(20);
    expect(performance.now() - began).toBeGreaterThanOrEqual(19);
    expect(deadline.listeners.size).toBe(0);
  });

  test('ends with the deadline, and at once if that has ended: no timer is left', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    const deadline = new Deadline();
    const sleeping = deadline.sleep(600_000);
    expect(timers()).toBe(before + 1);
    deadline.end('cancelled');
    await sleeping;
    await deadline.sleep(600_000);
    expect(timers()).toBe(before);
  });
});
