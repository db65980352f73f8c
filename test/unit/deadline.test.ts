import { Deadline } from '../../src/deadline.js';

const soon = (ms = 30) => new Promise((resolve) => setTimeout(resolve, ms));

test('a deadline notifies its listeners once and aborts its signal when its time is over', async () => {
  const deadline = new Deadline(5);
  const ends: string[] = [];
  deadline.onEnd((end) => ends.push(end));
  const { signal } = deadline;
  await soon();
  deadline.cancel();
  expect([ends, deadline.ended, signal.aborted]).toEqual([['timeout'], 'timeout', true]);
});

test('the signal of an ended deadline is aborted', () => {
  const deadline = new Deadline();
  deadline.cancel();
  expect(deadline.signal.aborted).toBe(true);
});

describe('a deadline on hold', () => {
  test('ends after the last release if its caller disconnected', () => {
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

  test('ends when its time is over, even if its caller has disconnected', async () => {
    const deadline = new Deadline(5);
    deadline.hold();
    deadline.cancel();
    deadline.close();
    await soon();
    expect(deadline.ended).toBe('timeout');
    deadline.release();
    expect(deadline.ended).toBe('timeout');
  });

  test('continues after the release if no caller disconnected', () => {
    const deadline = new Deadline(60_000);
    deadline.hold();
    deadline.release();
    expect(deadline.ended).toBeUndefined();
    deadline.cancel();
    expect(deadline.ended).toBe('cancelled');
  });
});

describe('a part of a deadline', () => {
  test('ends without ending the whole', async () => {
    const whole = new Deadline(60_000);
    const part = whole.within(5);
    await soon();
    expect([part.ended, whole.ended]).toEqual(['timeout', undefined]);
    part.close();
    whole.close();
  });

  test.each(['timeout', 'cancelled'] as const)('ends with the whole by %s', (end) => {
    const whole = new Deadline(60_000);
    const part = whole.within(30_000);
    whole.end(end);
    expect(part.ended).toBe(end);
    expect(whole.within(1000).ended).toBe(end);
  });

  test('keeps the whole on hold while it is on hold', () => {
    const whole = new Deadline(60_000);
    const part = whole.within(30_000);
    part.hold();
    whole.cancel();
    expect([part.ended, whole.ended]).toEqual([undefined, undefined]);
    part.release();
    expect([part.ended, whole.ended]).toEqual(['cancelled', 'cancelled']);
  });

  test('is not notified after it was closed', () => {
    const whole = new Deadline(60_000);
    const part = whole.within(30_000);
    part.close();
    whole.cancel();
    expect(part.ended).toBeUndefined();
  });
});

test('a deadline without a fixed time ends at the latest time that its waiters allow', () => {
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

  test('ends with the deadline, immediately if that has ended, and leaves no timer', async () => {
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
