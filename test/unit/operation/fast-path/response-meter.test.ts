import { ResponseMeter } from '../../../../src/operation/fast-path/response-meter.js';

const TURN_BYTES = 64 * 1024;

test('cancels the deadline once when a response exceeds its limit', () => {
  let times = 0;
  const cancel = () => {
    times += 1;
  };
  const meter = new ResponseMeter(100, { cancel });
  meter.add(100);
  expect([meter.isExceeded, times]).toEqual([false, 0]);
  meter.add(1);
  meter.add(1);
  expect([meter.isExceeded, times, meter.bytes]).toEqual([true, 1, 102]);
});

test('runs waiting functions in order, only as many per turn as the turn allows', async () => {
  const meter = new ResponseMeter(Number.POSITIVE_INFINITY);
  meter.add(TURN_BYTES + 1);
  expect(meter.isTurnOver).toBe(true);
  const order: string[] = [];
  let turn = 0;
  const next = () => {
    turn += 1;
    if (turn < 10) setImmediate(next);
  };
  const runs = Array.from({ length: 6 }, (_, index) =>
    meter.later(() => {
      meter.add(TURN_BYTES / 2);
      order.push(`${index} in turn ${turn}`);
      return index;
    }),
  );
  setImmediate(next);
  expect(await Promise.all(runs)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(order).toEqual(['0 in turn 0', '1 in turn 0', '2 in turn 0', '3 in turn 1', '4 in turn 1', '5 in turn 1']);
});

test('rejects with the error that a waiting function throws', async () => {
  const meter = new ResponseMeter(1);
  const failing = () => {
    throw new RangeError('no');
  };
  await expect(meter.later(failing)).rejects.toThrow(RangeError);
});
