import { WaitList } from '../../../src/platform/wait-list.js';

/** Creates a list of `count` waiters. `entered` receives the index of each waiter that has entered. */
function given(count: number) {
  const entered: number[] = [];
  const list = new WaitList();
  const waiters = Array.from({ length: count }, (_, n) => list.push(() => entered.push(n)));
  return {
    list,
    waiters,
    entered,
    drain() {
      for (let next = list.shift(); next !== undefined; next = list.shift()) next.enter();
    },
  };
}

test('returns waiters in FIFO order', () => {
  const { list, entered, drain } = given(5);
  expect(list.length).toBe(5);
  drain();
  expect([entered, list.length, list.shift()]).toEqual([[0, 1, 2, 3, 4], 0, undefined]);
});

test.each([
  ['the first', [0], [1, 2, 3, 4]],
  ['one in the middle', [2], [0, 1, 3, 4]],
  ['the last', [4], [0, 1, 2, 3]],
  ['neighbours', [2, 3, 1], [0, 4]],
  ['all', [1, 0, 4, 2, 3], []],
])('keeps the others in order when %s leaves', (_, leaving, rest) => {
  const { list, waiters, entered, drain } = given(5);
  for (const n of leaving) expect(list.remove(waiters[n] as (typeof waiters)[number])).toBe(true);
  expect(list.length).toBe(rest.length);
  list.push(() => entered.push(5));
  drain();
  expect(entered).toEqual([...rest, 5]);
});

test('removes a waiter only once, and no waiter that was shifted', () => {
  const { list, waiters } = given(3);
  const [first, second] = waiters;
  expect(list.shift()).toBe(first);
  expect(list.remove(first as (typeof waiters)[number])).toBe(false);
  expect(list.remove(second as (typeof waiters)[number])).toBe(true);
  expect(list.remove(second as (typeof waiters)[number])).toBe(false);
  expect(list.length).toBe(1);
});
