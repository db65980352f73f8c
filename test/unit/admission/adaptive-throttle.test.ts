import { AdaptiveThrottle } from '../../../src/admission/adaptive-throttle.js';
import { TestClock } from '../../support/interceptors.js';

let clock: TestClock;
let throttle: AdaptiveThrottle;
/** The last drawn number. */
let drawn: number;
beforeEach(() => {
  clock = new TestClock();
  drawn = 0;
  // Uniform from 0 to 1, and the same in each test.
  throttle = new AdaptiveThrottle(() => {
    drawn = (drawn + 0.618034) % 1;
    return drawn;
  }, clock.now);
});

interface Load {
  readonly perSecond: number;
  readonly hasCapacity: boolean;
  /** Whether the n-th admitted request is served. */
  readonly isServed: (n: number) => boolean;
}

/** Sends requests for eight seconds, and returns the share that was rejected in the last second. */
function rejectedShare({ perSecond, hasCapacity, isServed }: Load, appid = 'wx1'): number {
  let rejected = 0;
  let admitted = 0;
  for (let n = 0; n < perSecond * 8; n += 1) {
    if (n === perSecond * 7) rejected = 0;
    if (throttle.rejects(appid, hasCapacity)) rejected += 1;
    else if (isServed(admitted++)) throttle.served(appid);
    clock.pass(1000 / perSecond);
  }
  return rejected / perSecond;
}

test('while the queue has capacity, no request is rejected, regardless of the outcome of others', () => {
  expect(rejectedShare({ perSecond: 1000, hasCapacity: true, isServed: () => false })).toBe(0);
});

test('if the queue is full and caches serve every admitted request, rejections soon stop', () => {
  rejectedShare({ perSecond: 1000, hasCapacity: false, isServed: () => false });
  expect(rejectedShare({ perSecond: 1000, hasCapacity: false, isServed: () => true })).toBe(0);
});

test('if the queue is full and caches serve more than half of the requests, none is rejected', () => {
  expect(rejectedShare({ perSecond: 1000, hasCapacity: false, isServed: (n) => n % 5 < 3 })).toBe(0);
});

test('if the queue is full and 200 of 1000 requests per second can be served, twice as many are admitted', () => {
  const began = clock.time;
  let served = 0;
  const isServed = () => {
    if (served >= (clock.time - began) / 5) return false;
    served += 1;
    return true;
  };
  expect(rejectedShare({ perSecond: 1000, hasCapacity: false, isServed })).toBeCloseTo(0.6, 1);
});

test('if the queue is full and nothing is served, one in ten requests is admitted, and another account is not affected', () => {
  expect(rejectedShare({ perSecond: 1000, hasCapacity: false, isServed: () => false })).toBeCloseTo(0.9, 1);
  expect(rejectedShare({ perSecond: 1000, hasCapacity: false, isServed: () => true }, 'wx2')).toBe(0);
});

test('as soon as the queue has capacity, requests are admitted, no matter how many were rejected before', () => {
  rejectedShare({ perSecond: 1000, hasCapacity: false, isServed: () => false });
  expect(throttle.rejects('wx1', true)).toBe(false);
});
