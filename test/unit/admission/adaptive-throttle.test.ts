import { AdaptiveThrottle } from '../../../src/admission/adaptive-throttle.js';
import { TestClock } from '../../support/interceptors.js';

let clock: TestClock;
let throttle: AdaptiveThrottle;
/** Of the numbers that are drawn. */
let drawn: number;
beforeEach(() => {
  clock = new TestClock();
  drawn = 0;
  // Evenly from 0 to 1, each time the same.
  throttle = new AdaptiveThrottle(() => {
    drawn = (drawn + 0.618034) % 1;
    return drawn;
  }, clock.now);
});

interface Load {
  readonly perSecond: number;
  readonly hasCapacity: boolean;
  /** Whether the n-th of those that are let in is answered. */
  readonly isAnswered: (n: number) => boolean;
}

/** Asks for eight seconds; the share that was refused in the last of them. */
function refusedShare({ perSecond, hasCapacity, isAnswered }: Load, appid = 'wx1'): number {
  let refused = 0;
  let letIn = 0;
  for (let n = 0; n < perSecond * 8; n += 1) {
    if (n === perSecond * 7) refused = 0;
    if (throttle.refuses(appid, hasCapacity)) refused += 1;
    else if (isAnswered(letIn++)) throttle.answered(appid);
    clock.pass(1000 / perSecond);
  }
  return refused / perSecond;
}

test('while there is room: nobody is refused, whatever became of others', () => {
  expect(refusedShare({ perSecond: 1000, hasCapacity: true, isAnswered: () => false })).toBe(0);
});

test('no room, and all that is let in is answered by caches: soon nobody is refused, whatever was before', () => {
  refusedShare({ perSecond: 1000, hasCapacity: false, isAnswered: () => false });
  expect(refusedShare({ perSecond: 1000, hasCapacity: false, isAnswered: () => true })).toBe(0);
});

test('no room, and more than half of what is asked is answered by caches: nobody is refused', () => {
  expect(refusedShare({ perSecond: 1000, hasCapacity: false, isAnswered: (n) => n % 5 < 3 })).toBe(0);
});

test('no room, and 200 of 1000 a second can be answered: twice as many are let in', () => {
  const began = clock.time;
  let answered = 0;
  const isAnswered = () => {
    if (answered >= (clock.time - began) / 5) return false;
    answered += 1;
    return true;
  };
  expect(refusedShare({ perSecond: 1000, hasCapacity: false, isAnswered })).toBeCloseTo(0.6, 1);
});

test('no room, and nothing is answered: one in ten is let in, and another account is not touched', () => {
  expect(refusedShare({ perSecond: 1000, hasCapacity: false, isAnswered: () => false })).toBeCloseTo(0.9, 1);
  expect(refusedShare({ perSecond: 1000, hasCapacity: false, isAnswered: () => true }, 'wx2')).toBe(0);
});

test('as soon as there is room: let in, however much was refused before', () => {
  refusedShare({ perSecond: 1000, hasCapacity: false, isAnswered: () => false });
  expect(throttle.refuses('wx1', true)).toBe(false);
});
