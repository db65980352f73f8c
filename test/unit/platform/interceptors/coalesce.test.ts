import { Deadline } from '../../../../src/deadline.js';
import { card } from '../../../../src/platform/endpoints/card.js';
import { keyOf } from '../../../../src/platform/interceptor.js';
import { Coalescing } from '../../../../src/platform/interceptors/coalesce.js';
import { failureOf } from '../../../support/direct-client.js';
import { Behind, callOf, failure, replyOf, settled } from '../../../support/interceptors.js';

function given() {
  const behind = new Behind();
  const coalescing = new Coalescing();
  return { behind, coalescing, send: coalescing.interceptor(behind.send) };
}

describe('equal reads', () => {
  test('that are concurrent share one call and its response', async () => {
    const { behind, send } = given();
    const all = Array.from({ length: 50 }, () => send(callOf()));
    expect(behind.calls).toHaveLength(1);
    const reply = replyOf({ card: {} });
    behind.answer(reply);
    expect(new Set(await Promise.all(all))).toEqual(new Set([reply]));
  });

  test('share a failure', async () => {
    const { behind, send } = given();
    const all = [failureOf(send(callOf())), failureOf(send(callOf()))];
    const error = failure();
    behind.fail(error);
    expect(await Promise.all(all)).toEqual([error, error]);
  });

  test('do not share a refresh, whose rejection must not reach a caller', async () => {
    const { behind, send } = given();
    const refresh = failureOf(send({ ...callOf(), isRefresh: true }));
    const read = send(callOf());
    expect(behind.calls).toHaveLength(2);
    behind.fail(failure({ kind: 'overloaded' }));
    behind.answer();
    expect(await refresh).toMatchObject({ kind: 'overloaded' });
    await expect(read).resolves.toBeDefined();
  });

  test('that are consecutive make a call each', async () => {
    const { behind, send } = given();
    for (const outcome of [() => behind.answer(), () => behind.fail(failure()), () => behind.answer()]) {
      const reading = send(callOf()).catch(() => undefined);
      outcome();
      await reading;
    }
    expect(behind.calls).toHaveLength(3);
  });
});

test.each([
  ['two ids', { id: 'p2' }],
  ['two accounts', { appid: 'wxother' }],
  ['two paths', { endpoint: card.batchget }],
])('reads of %s make a call each', async (_, other) => {
  const { behind, send } = given();
  const both = [send(callOf()), send(callOf(other))];
  expect(behind.calls).toHaveLength(2);
  behind.answer();
  behind.answer();
  await Promise.all(both);
});

test('equal writes make a call each', async () => {
  const { behind, send } = given();
  const both = [send(callOf({ endpoint: card.modifystock })), send(callOf({ endpoint: card.modifystock }))];
  expect(behind.calls).toHaveLength(2);
  behind.answer();
  behind.answer();
  await Promise.all(both);
});

test('a fresh read neither joins another read nor is joined', async () => {
  const { behind, send } = given();
  const all = [send(callOf()), send(callOf({ fresh: true })), send(callOf()), send(callOf({ fresh: true }))];
  expect(behind.calls.map(({ fresh }) => fresh)).toEqual([false, true, true]);
  for (const _ of behind.calls) behind.answer();
  await Promise.all(all);
});

test('a read after its key was detached makes its own call, and earlier reads still get their response', async () => {
  const { behind, coalescing, send } = given();
  const [old, other] = [replyOf({ title: 'old' }), replyOf({ title: 'new' })];
  const before = send(callOf());
  coalescing.detach(keyOf(callOf()));
  const after = send(callOf());
  expect(behind.calls).toHaveLength(2);
  behind.answer(old);
  await expect(before).resolves.toBe(old);
  // The end of the older call does not detach the newer one.
  const late = send(callOf());
  expect(behind.calls).toHaveLength(2);
  behind.answer(other);
  await expect(Promise.all([after, late])).resolves.toEqual([other, other]);
});

describe('a caller of a shared call', () => {
  test.each([
    ['that disconnects', 'cancelled'],
    ['whose deadline ends', 'timeout'],
  ] as const)('%s does not affect the others', async (_, end) => {
    const { behind, send } = given();
    const deadline = new Deadline();
    const [leaving, staying] = [failureOf(send(callOf({ deadline }))), send(callOf())];
    deadline.end(end);
    expect(await leaving).toMatchObject({ kind: end, endpoint: '/card/get' });
    expect(behind.calls[0]?.deadline.ended).toBeUndefined();
    behind.answer();
    await staying;
  });

  test.each(['cancelled', 'timeout'] as const)(
    'that is the last one ends the call in the same way when its deadline ends (%s)',
    async (end) => {
      const { behind, send } = given();
      const deadlines = [new Deadline(), new Deadline()];
      const all = deadlines.map((deadline) => failureOf(send(callOf({ deadline }))));
      deadlines[0]?.end('cancelled');
      expect(behind.calls[0]?.deadline.ended).toBeUndefined();
      deadlines[1]?.end(end);
      expect(behind.calls[0]?.deadline.ended).toBe(end);
      behind.fail(failure({ kind: end }));
      expect((await Promise.all(all)).map(({ kind }) => kind)).toEqual(['cancelled', end]);
      // The next read makes a new call.
      const next = send(callOf());
      expect(behind.calls).toHaveLength(2);
      behind.answer();
      await next;
    },
  );

  test('that has more time than the first one extends the call', async () => {
    const { behind, send } = given();
    const [short, long] = [new Deadline(1000), new Deadline(5000)];
    const both = [send(callOf({ deadline: short })), send(callOf({ deadline: long }))];
    expect(behind.calls[0]?.deadline.endsAt).toBe(long.endsAt);
    behind.answer();
    await Promise.all(both);
    short.close();
    long.close();
  });

  test('that has already reached its deadline fails immediately and starts no call', async () => {
    const { behind, send } = given();
    const deadline = new Deadline();
    deadline.cancel();
    expect(await failureOf(send(callOf({ deadline })))).toMatchObject({ kind: 'cancelled', sent: false });
    expect(behind.calls).toHaveLength(0);
  });

  test('gets its own outcome among 200, some of which disconnect, and the others share one call', async () => {
    const { behind, send } = given();
    const crowd = Array.from({ length: 200 }, (_, n) => {
      const deadline = new Deadline();
      return { leaves: n % 3 === 0, deadline, outcome: send(callOf({ deadline })).catch((error) => error.kind) };
    });
    for (const { leaves, deadline } of crowd) if (leaves) deadline.cancel();
    await settled();
    const reply = replyOf();
    behind.answer(reply);
    for (const { leaves, outcome } of crowd) expect(await outcome).toBe(leaves ? 'cancelled' : reply);
    expect(behind.calls).toHaveLength(1);
  });
});
