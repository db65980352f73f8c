import { Deadline } from '../../../../src/deadline.js';
import type { UpstreamReply } from '../../../../src/platform/interceptor.js';
import { boundedQueue } from '../../../../src/platform/interceptors/concurrency-queue.js';
import { failureOf } from '../../../support/direct-client.js';
import { Behind, callOf, failure, settled } from '../../../support/interceptors.js';

function given(concurrency: number, waiting: number) {
  const behind = new Behind();
  return { behind, send: boundedQueue({ concurrency, waiting }).interceptor(behind.send) };
}

/** Returns a deadline that ends only when `cancel()` is called. */
function endless(): Deadline {
  const deadline = new Deadline();
  deadline.prolong(Number.MAX_SAFE_INTEGER);
  return deadline;
}

const bodies = (behind: Behind) => behind.calls.map(({ body }) => JSON.parse(body).card_id);

test('excess calls wait and are sent in FIFO order', async () => {
  const { behind, send } = given(2, 10);
  const all = Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map((id) => send(callOf({ id }))));
  expect(bodies(behind)).toEqual(['a', 'b']);
  behind.answer();
  await settled();
  expect(bodies(behind)).toEqual(['a', 'b', 'c']);
  behind.fail(failure());
  await settled();
  expect(bodies(behind)).toEqual(['a', 'b', 'c', 'd']);
  for (let n = 0; n < 3; n += 1) {
    behind.answer();
    await settled();
  }
  expect((await all).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    ...['fulfilled', 'fulfilled', 'fulfilled'],
  ]);
});

test('a call to a full queue fails immediately, unsent, with retryAfterSeconds', async () => {
  const { behind, send } = given(1, 2);
  const taken = ['a', 'b', 'c'].map((id) => send(callOf({ id })));
  expect(await failureOf(send(callOf()))).toMatchObject({
    kind: 'overloaded',
    endpoint: '/card/get',
    message: '/card/get was not called: too many calls are queued',
    sent: false,
    retryAfterSeconds: 1,
  });
  for (const _ of taken) {
    behind.answer();
    await settled();
  }
  await expect(Promise.all(taken)).resolves.toHaveLength(3);
});

test.each(['first', 'middle', 'last'])(
  'the %s call of the queue leaves immediately when its deadline ends, and the others stay in order',
  async (position) => {
    const { behind, send } = given(1, 3);
    const deadlines = { first: endless(), middle: endless(), last: endless() };
    const running = send(callOf({ id: 'running' }));
    const waiting = Object.entries(deadlines).map(([id, deadline]) => send(callOf({ id, deadline })));
    const outcomes = Promise.allSettled(waiting);
    deadlines[position as keyof typeof deadlines].cancel();
    // Its position is free for another call.
    const late = send(callOf({ id: 'late' }));
    for (let n = 0; n < 4; n += 1) {
      behind.answer();
      await settled();
    }
    await Promise.all([running, late]);
    expect(bodies(behind)).toEqual(['running', ...Object.keys(deadlines).filter((id) => id !== position), 'late']);
    const rejected = (await outcomes).filter(({ status }) => status === 'rejected');
    expect(rejected).toMatchObject([{ reason: { kind: 'cancelled', sent: false } }]);
  },
);

test('a call that times out in the queue fails as timeout, unsent', async () => {
  const { behind, send } = given(1, 3);
  const running = send(callOf());
  expect(await failureOf(send(callOf({ deadline: new Deadline(5) })))).toMatchObject({ kind: 'timeout', sent: false });
  behind.answer();
  await running;
});

test('a call whose deadline has already ended is rejected without a position in the queue', async () => {
  const { behind, send } = given(1, 1);
  const running = send(callOf());
  const deadline = new Deadline();
  deadline.cancel();
  expect(await failureOf(send(callOf({ deadline })))).toMatchObject({ kind: 'cancelled', sent: false });
  const waiting = send(callOf());
  behind.answer();
  await settled();
  behind.answer();
  await Promise.all([running, waiting]);
});

test('20,000 queued calls that are cancelled from the middle on all leave the queue', async () => {
  const { behind, send } = given(1, 20_000);
  const running = send(callOf());
  const deadlines = Array.from({ length: 20_000 }, endless);
  const waiting = deadlines.map((deadline) => failureOf(send(callOf({ deadline }))));
  for (const deadline of [...deadlines.slice(10_000), ...deadlines.slice(0, 10_000)]) deadline.cancel();
  const kinds = new Set((await Promise.all(waiting)).map(({ kind }) => kind));
  expect([...kinds]).toEqual(['cancelled']);
  const next = send(callOf({ id: 'next' }));
  behind.answer();
  await settled();
  behind.answer();
  await Promise.all([running, next]);
  expect(bodies(behind)).toEqual(['p1', 'next']);
});

test('a queue of length 0 rejects every call without a free slot', async () => {
  const { behind, send } = given(1, 0);
  const running = send(callOf());
  expect(await failureOf(send(callOf()))).toMatchObject({ kind: 'overloaded' });
  behind.answer();
  await running;
});

test('refreshes use at most half of the slots and never wait', async () => {
  const { behind, send } = given(4, 10);
  const refreshes = ['a', 'b', 'c'].map((id) => send({ ...callOf({ id }), isRefresh: true }));
  expect(await failureOf(refreshes[2] as Promise<UpstreamReply>)).toMatchObject({ kind: 'overloaded', sent: false });
  const calls = ['d', 'e'].map((id) => send(callOf({ id })));
  expect(bodies(behind)).toEqual(['a', 'b', 'd', 'e']);
  for (let n = 0; n < 4; n += 1) {
    behind.answer();
    await settled();
  }
  await expect(Promise.all([...refreshes.slice(0, 2), ...calls])).resolves.toHaveLength(4);
});
