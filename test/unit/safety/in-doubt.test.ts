import { Deadline } from '../../../src/deadline.js';
import { PlatformError, refusal } from '../../../src/platform/errors.js';
import { isInDoubt, isRefusal, lookForEffect, mayBeInFlight } from '../../../src/safety/in-doubt.js';
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

describe('a call in doubt', () => {
  const http = (statusCode: number) => new PlatformError({ kind: 'transport', endpoint: PATH, statusCode });

  test.each([
    ['the end of the deadline', lost('timeout'), true],
    ['a disconnect of the caller', lost('cancelled'), true],
    ['the timeout of a gateway', http(504), true],
    ['another error of a gateway', http(502), false],
    ['a lost connection', lost('transport'), false],
    ['errcode -1', refusal(PATH, -1, 'system error'), false],
  ])('may still take effect or not, by the kind of error, after %s', (_subject, error, isExpected) => {
    expect(mayBeInFlight(error)).toBe(isExpected);
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
  /** How much longer the call may be in flight, milliseconds. */
  const ENDED = 0;
  const IN_FLIGHT = Number.POSITIVE_INFINITY;

  test('is read back once if it shows immediately', async () => {
    const { at, readBack } = readingBack('done');
    expect(await lookForEffect(readBack, ENDED, endingIn(5000))).toBe('done');
    expect(at).toEqual([0]);
  });

  test('is read back until it shows', async () => {
    const { at, readBack } = readingBack(undefined, undefined, 'done');
    expect(await lookForEffect(readBack, ENDED, endingIn(5000))).toBe('done');
    expect(at).toEqual([0, 150, 500]);
  });

  test('is read back three times if it does not show', async () => {
    const { at, readBack } = readingBack(undefined);
    expect(await lookForEffect(readBack, ENDED, endingIn(5000))).toBeUndefined();
    expect(at).toEqual([0, 150, 500]);
  });

  test('is read back until the deadline if the call may be in flight all that time', async () => {
    const { at, readBack } = readingBack(undefined);
    expect(await lookForEffect(readBack, IN_FLIGHT, endingIn(1100))).toBeUndefined();
    expect(at).toEqual([0, 250, 500, 750, 1000]);
  });

  test('is read back until the call has certainly ended', async () => {
    const { at, readBack } = readingBack(undefined);
    expect(await lookForEffect(readBack, 900, endingIn(5000))).toBeUndefined();
    expect(at).toEqual([0, 250, 500, 750, 1000]);
  });

  test('is not read back later than a tenth of a second before the deadline', async () => {
    const { at, readBack } = readingBack(undefined);
    expect(await lookForEffect(readBack, IN_FLIGHT, endingIn(1099))).toBeUndefined();
    expect(at).toEqual([0, 250, 500, 750]);
  });

  test('is reported as unreadable if no read-back succeeds', async () => {
    const { at, readBack } = readingBack(UNREADABLE);
    expect(await lookForEffect(readBack, ENDED, endingIn(5000))).toBe('unreadable');
    expect(at).toEqual([0, 150, 500]);
  });

  test('is read back again after a failed read-back', async () => {
    const { readBack } = readingBack(UNREADABLE, 'done');
    expect(await lookForEffect(readBack, ENDED, endingIn(5000))).toBe('done');
  });

  test.each([
    ['first', [UNREADABLE, undefined]],
    ['last', [undefined, UNREADABLE]],
  ])('is reported as absent if the %s read-back fails and another one does not show it', async (_subject, states) => {
    expect(await lookForEffect(readingBack(...states).readBack, ENDED, endingIn(5000))).toBeUndefined();
  });

  test('is reported as unreadable without a read-back if no time remains', async () => {
    const { at, readBack } = readingBack('done');
    expect(await lookForEffect(readBack, IN_FLIGHT, endingIn(99))).toBe('unreadable');
    expect(at).toEqual([]);
  });

  test('is rejected with the error if the read-back fails unexpectedly', async () => {
    const { readBack } = readingBack(new TypeError('internal'));
    await expect(lookForEffect(readBack, ENDED, endingIn(5000))).rejects.toThrow('internal');
  });
});
