import { Deadline } from '../../../src/deadline.js';
import { PlatformError, refusal } from '../../../src/platform/errors.js';
import { isInDoubt, isRefusal, lookForEffect } from '../../../src/safety/in-doubt.js';
import { realTime, sleptTime } from '../../support/time.js';

const PATH = '/card/update';

const lost = (kind: PlatformError['kind'], sent = true) => new PlatformError({ kind, endpoint: PATH, sent });

describe('the outcome of a call', () => {
  test.each([
    ['a lost response', lost('transport')],
    ['the end of the deadline', lost('timeout')],
    ['a disconnect of the caller', lost('cancelled')],
    ['errcode -1', refusal(PATH, -1, 'system error')],
  ])('is in doubt after %s', (_subject, error) => {
    expect(isInDoubt(error, PATH)).toBe(true);
  });

  test.each([
    ['a failure before it was sent', lost('transport', false)],
    ['an errcode', refusal(PATH, 40078, 'invalid card status')],
    ['a lost response to its token call', new PlatformError({ kind: 'transport', endpoint: '/cgi-bin/stable_token' })],
    ['errcode -1 of its token call', refusal('/cgi-bin/stable_token', -1, 'system error')],
  ])('is certain after %s', (_subject, error) => {
    expect(isInDoubt(error, PATH)).toBe(false);
  });
});

describe('a refusal', () => {
  test.each([
    ['of the input', 40053],
    ['of a missing object', 40127],
    ['because of a status', 40078],
    ['because of a missing permission', 43009],
    ['with an unknown errcode', 99999],
  ])('%s is a refusal by the platform', (_subject, errcode) => {
    expect(isRefusal(refusal(PATH, errcode, ''))).toBe(true);
  });

  test.each([
    ['an overloaded platform', refusal(PATH, -1, '')],
    ['an invalid token', refusal(PATH, 40001, '')],
    ['a used-up quota', refusal(PATH, 45009, '')],
    ['a problem of the account', refusal(PATH, 40164, '')],
    ['a defect of this server', refusal(PATH, 43002, '')],
    ['a lost response', lost('transport')],
  ])('does not include %s, after which a repeat may succeed', (_subject, error) => {
    expect(isRefusal(error)).toBe(false);
  });
});

/**
 * Returns a read-back that returns the given states in turn and repeats the last one, and its call times in milliseconds from the start.
 */
function readingBack(...states: (string | undefined | Error)[]) {
  const began = Date.now();
  const at: number[] = [];
  const readBack = async () => {
    at.push(Date.now() - began);
    const sight = states[Math.min(at.length, states.length) - 1];
    if (sight instanceof Error) throw sight;
    return sight;
  };
  return { at, readBack };
}

function endingIn(milliseconds: number): Deadline {
  const deadline = new Deadline();
  deadline.prolong(performance.now() + milliseconds);
  return deadline;
}

describe('the effect of a write whose response was lost', () => {
  beforeEach(sleptTime);
  afterEach(realTime);

  const UNREADABLE = lost('transport');

  test('is read back once if it shows immediately', async () => {
    const { at, readBack } = readingBack('done');
    expect(await lookForEffect(readBack, lost('transport'), endingIn(5000))).toBe('done');
    expect(at).toEqual([0]);
  });

  test('is read back until it shows', async () => {
    const { at, readBack } = readingBack(undefined, undefined, 'done');
    expect(await lookForEffect(readBack, lost('transport'), endingIn(5000))).toBe('done');
    expect(at).toEqual([0, 150, 500]);
  });

  test.each([
    ['after a connection error', lost('transport')],
    ['in a repeat', undefined],
  ])('is read back three times if it does not show %s', async (_subject, error) => {
    const { at, readBack } = readingBack(undefined);
    expect(await lookForEffect(readBack, error, endingIn(5000))).toBeUndefined();
    expect(at).toEqual([0, 150, 500]);
  });

  test.each(['timeout', 'cancelled'] as const)(
    'is read back until the deadline if it does not show after %s',
    async (kind) => {
      const { at, readBack } = readingBack(undefined);
      expect(await lookForEffect(readBack, lost(kind), endingIn(1100))).toBeUndefined();
      expect(at).toEqual([0, 250, 500, 750, 1000]);
    },
  );

  test('is not read back later than a tenth of a second before the deadline', async () => {
    const { at, readBack } = readingBack(undefined);
    expect(await lookForEffect(readBack, lost('timeout'), endingIn(1099))).toBeUndefined();
    expect(at).toEqual([0, 250, 500, 750]);
  });

  test('is reported as unreadable if no read-back succeeds', async () => {
    const { at, readBack } = readingBack(UNREADABLE);
    expect(await lookForEffect(readBack, lost('transport'), endingIn(5000))).toBe('unreadable');
    expect(at).toEqual([0, 150, 500]);
  });

  test('is read back again after a failed read-back', async () => {
    const { readBack } = readingBack(UNREADABLE, 'done');
    expect(await lookForEffect(readBack, lost('transport'), endingIn(5000))).toBe('done');
  });

  test.each([
    ['first', [UNREADABLE, undefined]],
    ['last', [undefined, UNREADABLE]],
  ])('is reported as absent if the %s read-back fails and another one does not show it', async (_subject, states) => {
    expect(await lookForEffect(readingBack(...states).readBack, lost('transport'), endingIn(5000))).toBeUndefined();
  });

  test('is reported as unreadable without a read-back if no time remains', async () => {
    const { at, readBack } = readingBack('done');
    expect(await lookForEffect(readBack, lost('timeout'), endingIn(99))).toBe('unreadable');
    expect(at).toEqual([]);
  });

  test('is rejected with the error if the read-back fails unexpectedly', async () => {
    const { readBack } = readingBack(new TypeError('internal'));
    await expect(lookForEffect(readBack, lost('transport'), endingIn(5000))).rejects.toThrow('internal');
  });
});
