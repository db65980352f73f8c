import { card } from '../../../../src/platform/endpoints/card.js';
import type { PlatformError } from '../../../../src/platform/errors.js';
import { compose } from '../../../../src/platform/interceptor.js';
import { Breaker } from '../../../../src/platform/interceptors/circuit-breaker.js';
import { failureOf } from '../../../support/direct-client.js';
import { Behind, callOf, failure, refused, replyOf, settled, TestClock } from '../../../support/interceptors.js';

function given() {
  const clock = new TestClock();
  const behind = new Behind();
  const breaker = new Breaker(clock.now);
  const send = compose([breaker.refuse, breaker.count], behind.send);
  const failing = async (error: () => unknown, times: number, lasting = 0) => {
    for (let n = 0; n < times; n += 1) {
      const outcome = send(callOf()).catch((reason: PlatformError) => reason);
      clock.pass(lasting);
      behind.fail(error());
      await outcome;
    }
  };
  return { clock, behind, send, failing };
}

/** An open breaker, and the number of calls that opened it. */
async function opened() {
  const all = given();
  await all.failing(() => failure(), 9);
  return { ...all, before: all.behind.calls.length };
}

const OPEN = { kind: 'transport', endpoint: '/card/get', sent: false, retryAfterSeconds: 1 };

test.each([
  ['lost responses', () => failure()],
  ['refused connections', () => failure({ sent: false })],
  ['-1', () => refused(-1)],
])('opens after nine calls that all fail with %s, and calls then fail immediately', async (_, error) => {
  const { behind, send, failing } = given();
  await failing(error, 9);
  const refusal = await failureOf(send(callOf()));
  expect(refusal).toMatchObject(OPEN);
  expect(refusal.message).toBe(
    '/card/get failed: not called because the circuit breaker is open: most calls of this account fail',
  );
  expect(behind.calls).toHaveLength(9);
});

test.each([
  ['rejections', () => refused(40073)],
  ['quotas', () => refused(45009)],
  ['statistics that are not ready', () => refused(61503)],
  ['disconnected clients', () => failure({ kind: 'cancelled' })],
  ['internal errors', () => new TypeError('a bug')],
])('stays closed after any number of %s', async (_, error) => {
  const { behind, failing } = given();
  await failing(error, 100);
  expect(behind.calls).toHaveLength(100);
});

test('stays open for only half a second even if the wall clock is set back by an hour', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
  try {
    const breaker = new Breaker();
    const behind = new Behind();
    const send = compose([breaker.refuse, breaker.count], behind.send);
    for (let n = 0; n < 9; n += 1) {
      const outcome = failureOf(send(callOf()));
      behind.fail(failure());
      await outcome;
    }
    expect(breaker.state).toBe('open');
    jest.setSystemTime(Date.now() - 3_600_000);
    jest.advanceTimersByTime(500);
    expect(breaker.state).toBe('halfOpen');
  } finally {
    jest.useRealTimers();
  }
});

test('is not kept closed by successes from before the wall clock was set back', async () => {
  const { behind, send, failing } = given();
  for (let n = 0; n < 100; n += 1) {
    const call = send(callOf());
    behind.answer();
    await call;
  }
  const back = Date.now() - 3_600_000;
  jest.spyOn(Date, 'now').mockImplementation(() => back);
  try {
    await failing(() => failure(), 9);
  } finally {
    jest.restoreAllMocks();
  }
  expect(await failureOf(send(callOf()))).toMatchObject(OPEN);
});

test('stays closed if there are not more failures than successes', async () => {
  const { behind, send, failing } = given();
  for (let n = 0; n < 50; n += 1) {
    const good = send(callOf());
    behind.answer();
    await good;
    await failing(() => failure(), 1);
  }
  expect(behind.calls).toHaveLength(100);
});

describe('calls that time out', () => {
  const timeout = () => failure({ kind: 'timeout' });

  test('open it after three in a row, each after a second', async () => {
    const { send, failing } = given();
    await failing(timeout, 3, 1000);
    expect(await failureOf(send(callOf()))).toMatchObject(OPEN);
  });

  test('leave it closed if there are responses in between', async () => {
    const { behind, send, failing } = given();
    for (let n = 0; n < 3; n += 1) {
      await failing(timeout, 2, 1000);
      const good = send(callOf());
      behind.answer();
      await good;
    }
    expect(behind.calls).toHaveLength(9);
  });

  test('leave it closed if they had less than a second', async () => {
    const { behind, failing } = given();
    await failing(timeout, 50, 300);
    expect(behind.calls).toHaveLength(50);
  });
});

describe('when open', () => {
  test('lets one call probe after half a second while the others keep failing', async () => {
    const { clock, behind, send, before } = await opened();
    clock.pass(499);
    await failureOf(send(callOf()));
    clock.pass(1);
    const probe = send(callOf());
    expect(await failureOf(send(callOf()))).toMatchObject(OPEN);
    expect(behind.calls).toHaveLength(before + 1);
    behind.answer();
    await probe;
  });

  test.each([
    ['succeeds', () => replyOf()],
    ['is rejected by the platform', () => refused(40073)],
  ])('closes for all calls when a probe %s', async (_, outcome) => {
    const { clock, behind, send, before } = await opened();
    clock.pass(500);
    const probe = send(callOf()).catch(() => undefined);
    const result = outcome();
    if (result instanceof Error) behind.fail(result);
    else behind.answer(result);
    await probe;
    const all = Array.from({ length: 20 }, () => send(callOf()));
    expect(behind.calls).toHaveLength(before + 21);
    for (const _call of all) behind.answer();
    await Promise.all(all);
  });

  test('stays open for another half second when a probe fails', async () => {
    const { clock, behind, send, failing, before } = await opened();
    clock.pass(500);
    await failing(() => failure(), 1);
    clock.pass(499);
    expect(await failureOf(send(callOf()))).toMatchObject(OPEN);
    expect(behind.calls).toHaveLength(before + 1);
  });

  test('lets the next call probe when the client of a probe disconnects', async () => {
    const { clock, behind, send, failing, before } = await opened();
    clock.pass(500);
    await failing(() => failure({ kind: 'cancelled' }), 1);
    const next = send(callOf());
    expect(behind.calls).toHaveLength(before + 2);
    behind.answer();
    await next;
  });

  test('is closed by the first response to probes that take longer than a second, which are not aborted', async () => {
    const { clock, behind, send, before } = await opened();
    jest.useFakeTimers();
    try {
      clock.pass(500);
      const [call, next] = [callOf(), callOf()];
      const slow = send(call);
      expect(behind.calls.at(-1)).toBe(call);
      jest.advanceTimersByTime(999);
      expect(await failureOf(send(callOf()))).toMatchObject(OPEN);
      jest.advanceTimersByTime(1);
      expect(await failureOf(send(callOf()))).toMatchObject(OPEN);
      clock.pass(500);
      const another = send(next);
      expect(behind.calls).toHaveLength(before + 2);
      behind.answer();
      await slow;
      const after = send(callOf());
      expect(behind.calls).toHaveLength(before + 3);
      // The outcome of the other probe has no effect any more.
      behind.fail(failure());
      await failureOf(another);
      behind.answer();
      await after;
    } finally {
      jest.useRealTimers();
    }
  });

  test('gives a write that probes all its time', async () => {
    const { clock, behind, send } = await opened();
    jest.useFakeTimers();
    try {
      clock.pass(500);
      const write = send(callOf({ endpoint: card.update }));
      jest.advanceTimersByTime(5000);
      clock.pass(5000);
      expect(await failureOf(send(callOf()))).toMatchObject(OPEN);
      behind.answer();
      await write;
    } finally {
      jest.useRealTimers();
    }
  });

  test('is not reopened by late failures of calls that started before it opened', async () => {
    const { clock, behind, send, failing } = given();
    const late = Array.from({ length: 30 }, () => failureOf(send(callOf())));
    for (let n = 0; n < 9; n += 1) behind.fail(failure());
    await settled();
    expect(await failureOf(send(callOf()))).toMatchObject(OPEN);
    clock.pass(500);
    const probe = send(callOf());
    // The other calls still hang; the probe is the last one.
    for (let n = 0; n < 21; n += 1) behind.fail(failure({ kind: 'timeout' }));
    behind.answer();
    await probe;
    await Promise.all(late);
    await failing(() => failure(), 5);
    expect(behind.calls).toHaveLength(30 + 1 + 5);
  });
});

test('calls that were queued when it opened fail immediately when they get a slot', async () => {
  const clock = new TestClock();
  const behind = new Behind();
  const breaker = new Breaker(clock.now);
  const [front, back] = [breaker.refuse(behind.send), breaker.count(behind.send)];
  const failing = Array.from({ length: 9 }, () => failureOf(back(callOf())));
  for (const _ of failing) behind.fail(failure());
  await Promise.all(failing);
  expect(await failureOf(back(callOf()))).toMatchObject(OPEN);
  expect(await failureOf(front(callOf()))).toMatchObject(OPEN);
});

test('a failed token fetch that fails many calls counts as one failure', async () => {
  const { behind, failing } = given();
  const one = failure({ endpoint: '/cgi-bin/stable_token' });
  await failing(() => one, 50);
  expect(behind.calls).toHaveLength(50);
});
