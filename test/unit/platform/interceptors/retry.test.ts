import timers from 'node:timers/promises';
import { Deadline } from '../../../../src/deadline.js';
import { card } from '../../../../src/platform/endpoints/card.js';
import { type RetryOptions, retryByEffect } from '../../../../src/platform/interceptors/retry.js';
import { failureOf } from '../../../support/direct-client.js';
import { callOf, failure, refused, replyOf, under } from '../../../support/interceptors.js';

const retrying = (options: RetryOptions = {}) => retryByEffect({ longestPauseMs: 1, ...options });
const update = { endpoint: card.update };
const ofUpdate = { endpoint: '/card/update' };

describe('a read', () => {
  test.each([
    ['is not sent', failure({ sent: false })],
    ['has a lost, truncated or malformed response, or a 5xx', failure()],
    ['fails with -1', refused(-1)],
  ])('that %s is retried twice', async (_, error) => {
    const { send, calls } = under(retrying(), error);
    expect(await failureOf(send(callOf()))).toBe(error);
    expect(calls).toHaveLength(3);
  });

  test('that fails once returns the response to the retry', async () => {
    const reply = replyOf();
    const { send, calls } = under(retrying(), failure(), reply);
    await expect(send(callOf())).resolves.toBe(reply);
    expect(calls).toHaveLength(2);
  });

  test.each([
    ['an unknown id', refused(40073)],
    ['a rejection', refused(47001)],
    ['a quota', refused(45009)],
    ['a rejected token, which another interceptor handles', refused(40001)],
    ['an IP that is not allowed', refused(40164)],
    ['statistics that are not ready', refused(61503)],
    ['an unknown errcode', refused(987654)],
    ['a timeout', failure({ kind: 'timeout' })],
    ['a disconnected client', failure({ kind: 'cancelled' })],
    ['an open breaker', failure({ sent: false, retryAfterSeconds: 1 })],
    ['a full queue', failure({ kind: 'overloaded', sent: false, retryAfterSeconds: 1 })],
    ['an error that is not a PlatformError', new TypeError('a bug')],
  ])('that fails with %s is not retried', async (_, error) => {
    const { send, calls } = under(retrying(), error);
    await expect(send(callOf())).rejects.toBe(error);
    expect(calls).toHaveLength(1);
  });
});

describe('a write', () => {
  test.each([
    ['that was not sent', failure({ ...ofUpdate, sent: false })],
    ['whose token fetch failed', failure({ endpoint: '/cgi-bin/stable_token' })],
  ])('%s is retried twice', async (_, error) => {
    const { send, calls } = under(retrying(), error);
    await expect(send(callOf(update))).rejects.toBe(error);
    expect(calls).toHaveLength(3);
  });

  test.each([
    ['that was sent', failure({ ...ofUpdate, sent: true })],
    ['that failed with -1', failure({ ...ofUpdate, kind: 'unavailable', errcode: -1 })],
    ['that timed out before it was sent', failure({ ...ofUpdate, kind: 'timeout', sent: false })],
    ['whose client disconnected', failure({ ...ofUpdate, kind: 'cancelled', sent: false })],
    ['that was rejected by an open breaker', failure({ ...ofUpdate, sent: false, retryAfterSeconds: 1 })],
  ])('%s is not retried', async (_, error) => {
    const { send, calls } = under(retrying(), error);
    await expect(send(callOf(update))).rejects.toBe(error);
    expect(calls).toHaveLength(1);
  });
});

describe('the budget', () => {
  test('limits the retries of 500 failing reads to a fifth of them plus the initial ten', async () => {
    const { send, calls } = under(retrying(), failure());
    for (let n = 0; n < 500; n += 1) await failureOf(send(callOf()));
    expect(calls.length).toBeLessThanOrEqual(500 + 100 + 10);
    expect(calls.length).toBeGreaterThan(500 + 90);
  });

  test('does not grow beyond ten retries, after any number of successful calls', async () => {
    const good = Array.from({ length: 1000 }, () => replyOf());
    const { send, calls } = under(retrying(), ...good, failure());
    for (let n = 0; n < 1000; n += 1) await send(callOf());
    await Promise.all(Array.from({ length: 20 }, () => failureOf(send(callOf()))));
    expect(calls.length - 1020).toBeLessThanOrEqual(14);
  });

  test('is separate for each account', async () => {
    const spent = under(retrying(), failure());
    for (let n = 0; n < 50; n += 1) await failureOf(spent.send(callOf()));
    const other = under(retrying(), failure());
    await failureOf(other.send(callOf()));
    expect(other.calls).toHaveLength(3);
  });
});

describe('a pause', () => {
  test.each([
    [0, 0, 0],
    [0.5, 50, 100],
    [0.999, 99.9, 199.8],
  ])('is random, so that with %d the two pauses are %d and %d ms', async (random, first, second) => {
    const pauses: number[] = [];
    const { send } = under(retrying({ longestPauseMs: 100, random: () => random }), failure());
    const timer = jest.spyOn(timers, 'setTimeout').mockImplementation(async (ms = 0, value) => {
      pauses.push(ms);
      return value as never;
    });
    await failureOf(send(callOf()));
    timer.mockRestore();
    expect(pauses.map((ms) => Math.round(ms * 10) / 10)).toEqual([first, second]);
  });

  test('that would outlast the deadline is skipped, and the call fails immediately', async () => {
    const deadline = new Deadline(1000);
    const { send, calls } = under(retrying({ longestPauseMs: 10_000, random: () => 1 }), failure());
    expect(await failureOf(send(callOf({ deadline })))).toMatchObject({ kind: 'transport' });
    expect(calls).toHaveLength(1);
    deadline.close();
  });

  test('in which the client disconnects ends with the failure, without a retry', async () => {
    const deadline = new Deadline(60_000);
    const { send, calls } = under(retrying({ longestPauseMs: 30_000, random: () => 1 }), failure());
    const outcome = failureOf(send(callOf({ deadline })));
    setImmediate(() => deadline.cancel());
    expect(await outcome).toMatchObject({ kind: 'transport' });
    expect(calls).toHaveLength(1);
  });
});
