import { code } from '../../../../src/platform/endpoints/code.js';
import { quotaPause } from '../../../../src/platform/interceptors/quota-pause.js';
import { failureOf } from '../../../support/direct-client.js';
import { Behind, callOf, failure, refused, replyOf, settled, TestClock, under } from '../../../support/interceptors.js';

const DAY_QUOTA = 45009;
const MINUTE_QUOTA = 45011;

/** 12:00:20 in China. */
const clock = () => new TestClock(Date.parse('2026-03-10T04:00:20Z'));

test.each([
  [MINUTE_QUOTA, 40],
  [DAY_QUOTA, 600],
])('%i reports when to retry, and calls until then fail unsent', async (errcode, seconds) => {
  const { send, calls } = under(quotaPause(clock().now), refused(errcode));
  expect(await failureOf(send(callOf()))).toMatchObject({
    ...{ kind: 'quota', errcode, rid: '1-2', sent: true, retryAfterSeconds: seconds },
  });
  const paused = await failureOf(send(callOf({ id: 'another' })));
  expect(paused).toMatchObject({ kind: 'quota', errcode, sent: false, retryAfterSeconds: seconds });
  expect(paused.message).toMatch(/^\/card\/get was not called: its quota is used up: errcode 4500?\d+, /);
  expect(calls).toHaveLength(1);
});

test('another API of the account is not paused', async () => {
  const { send, calls } = under(quotaPause(clock().now), refused(DAY_QUOTA), replyOf());
  await failureOf(send(callOf()));
  await send(callOf({ endpoint: code.get }));
  expect(calls).toHaveLength(2);
});

test('45011 pauses until the end of the minute, for all calls', async () => {
  const time = clock();
  const behind = new Behind();
  const send = quotaPause(time.now)(behind.send);
  const first = failureOf(send(callOf()));
  behind.fail(refused(MINUTE_QUOTA));
  await first;
  time.pass(39_999);
  expect(await failureOf(send(callOf()))).toMatchObject({ retryAfterSeconds: 1 });
  time.pass(1);
  const all = [send(callOf()), send(callOf())];
  expect(behind.calls).toHaveLength(3);
  behind.answer();
  behind.answer();
  await Promise.all(all);
});

test.each([MINUTE_QUOTA, DAY_QUOTA])(
  'a pause after %i is not prolonged by a clock that is set back by an hour',
  async (errcode) => {
    const time = clock();
    const { send, calls } = under(quotaPause(time.now), refused(errcode), replyOf());
    await failureOf(send(callOf()));
    time.pass(-3_600_000);
    await send(callOf());
    expect(calls).toHaveLength(2);
  },
);

describe('a pause after 45009', () => {
  async function paused() {
    const time = clock();
    const behind = new Behind();
    const send = quotaPause(time.now)(behind.send);
    const first = failureOf(send(callOf()));
    behind.fail(refused(DAY_QUOTA));
    await first;
    return { time, behind, send };
  }

  test('lets one call probe after ten minutes while the others keep failing', async () => {
    const { time, behind, send } = await paused();
    time.pass(600_000);
    const probe = failureOf(send(callOf()));
    expect(await failureOf(send(callOf()))).toMatchObject({ retryAfterSeconds: 600 });
    expect(behind.calls).toHaveLength(2);
    behind.fail(refused(DAY_QUOTA));
    expect(await probe).toMatchObject({ retryAfterSeconds: 600 });
    time.pass(599_999);
    await failureOf(send(callOf()));
    expect(behind.calls).toHaveLength(2);
  });

  test.each([
    ['succeeds', () => replyOf()],
    ['is rejected for another reason', () => refused(40073)],
  ])('ends when a probe %s', async (_, outcome) => {
    const { time, behind, send } = await paused();
    time.pass(600_000);
    const probe = send(callOf()).catch(() => undefined);
    const result = outcome();
    if (result instanceof Error) behind.fail(result);
    else behind.answer(result);
    await probe;
    const next = send(callOf());
    expect(behind.calls).toHaveLength(3);
    behind.answer();
    await next;
  });

  test('lets the next call probe when a probe gets no response', async () => {
    const { time, behind, send } = await paused();
    time.pass(600_000);
    const probe = failureOf(send(callOf()));
    behind.fail(failure());
    expect(await probe).toMatchObject({ kind: 'transport' });
    const next = send(callOf());
    expect(behind.calls).toHaveLength(3);
    behind.answer();
    await next;
  });

  test('ends at midnight in China, for all calls', async () => {
    const time = new TestClock(Date.parse('2026-03-10T15:58:00Z'));
    const { send, calls } = under(quotaPause(time.now), refused(DAY_QUOTA), replyOf());
    expect(await failureOf(send(callOf()))).toMatchObject({ retryAfterSeconds: 120 });
    time.pass(120_000);
    await Promise.all([send(callOf()), send(callOf())]);
    expect(calls).toHaveLength(3);
  });

  test('is not ended by the response to a call sent before it', async () => {
    const time = clock();
    const behind = new Behind();
    const send = quotaPause(time.now)(behind.send);
    const [first, second] = [failureOf(send(callOf())), send(callOf())];
    behind.fail(refused(DAY_QUOTA));
    await first;
    behind.answer();
    await second;
    expect(await failureOf(send(callOf()))).toMatchObject({ errcode: DAY_QUOTA, sent: false });
  });
});

test('a used-up quota of the token API pauses no other API', async () => {
  const used = failure({ kind: 'quota', errcode: DAY_QUOTA, endpoint: '/cgi-bin/token' });
  const { send, calls } = under(quotaPause(clock().now), used, replyOf());
  expect(await failureOf(send(callOf()))).toBe(used);
  await send(callOf());
  await settled();
  expect(calls).toHaveLength(2);
});
