import { setTimeout as sleep } from 'node:timers/promises';
import { callsOf, change, POINTS_CARD, storedMember, UPDATE } from '../../support/member-writes.js';
import { useStack } from '../../support/use-stack.js';

/** 460 points. */
const POINTS = { cardId: POINTS_CARD, code: '200000010001' };
const REQUEST_MS = 1500;

const stack = useStack({ server: { requestTimeoutMs: REQUEST_MS } });

const committed = async () => (await callsOf(stack.emulator, UPDATE)).filter((call) => call.committed).length;
const bonus = async () => (await storedMember(stack.emulator, POINTS.code, POINTS.cardId)).bonus;

describe('a difference whose first call arrives after the response of its request', () => {
  test('is booked once, although a retry with the key reads the former total', async () => {
    await stack.emulator.fault({ path: UPDATE, kind: 'latency', value: 2000, times: 1 });
    const late = { ...POINTS, addPoints: 5, idempotencyKey: 'late' };
    expect(await change(stack.graph, late)).toMatchObject({ userErrors: [{ code: 'OUTCOME_UNKNOWN' }] });
    expect(await committed()).toBe(0);
    // The retry waits and sees the first call arrive.
    expect(await change(stack.graph, late)).toMatchObject({ points: 465, replayed: true, userErrors: [] });
    await sleep(REQUEST_MS);
    expect([await bonus(), await committed()]).toEqual([465, 1]);
  });
});

test('a difference whose gateway timed out is not sent again in the same request', async () => {
  await stack.emulator.fault({ path: UPDATE, kind: 'http', value: 504, when: 'before', times: 1 });
  const unsure = { ...POINTS, addPoints: 5, idempotencyKey: 'gateway' };
  expect(await change(stack.graph, unsure)).toMatchObject({ userErrors: [{ code: 'OUTCOME_UNKNOWN' }] });
  expect(await callsOf(stack.emulator, UPDATE)).toHaveLength(1);
});
