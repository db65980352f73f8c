import { shareToRefuse } from '../../../src/guard/load-shedding.js';

test.each([
  [0, 0],
  [200, 0],
  [250, 0.2],
  [400, 0.5],
  [2000, 0.9],
  [Number.POSITIVE_INFINITY, 1],
])('a loop late by %i ms where 200 are allowed: the share %p is refused', (delayMs, share) => {
  expect(shareToRefuse(delayMs, 200)).toBeCloseTo(share);
});
