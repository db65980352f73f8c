import { WrongSignatures } from '../../../src/webhooks/wrong-signatures.js';

test('WrongSignatures closes connections of an address after 60 requests, until a minute has passed', () => {
  let now = 0;
  const wrong = new WrongSignatures(() => now);
  for (let n = 0; n < 60; n += 1) expect(wrong.count('a')).toBe(false);
  expect([wrong.count('a'), wrong.count('b')]).toEqual([true, false]);
  now = 60_000;
  expect(wrong.count('a')).toBe(false);
});

test('WrongSignatures counts at most 1,000 addresses and displaces the oldest', () => {
  const wrong = new WrongSignatures(() => 0);
  for (let n = 0; n < 61; n += 1) wrong.count('first');
  expect(wrong.count('first')).toBe(true);
  for (let n = 0; n < 1000; n += 1) wrong.count(`other ${n}`);
  expect(wrong.count('first')).toBe(false);
});
