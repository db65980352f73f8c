import { Deadline } from '../../../src/deadline.js';
import { PlatformError, refusal } from '../../../src/platform/errors.js';
import { isInDoubt, isRefusal, lookForEffect } from '../../../src/safety/in-doubt.js';
import { realTime, sleptTime } from '../../support/time.js';

const PATH = '/card/update';

const lost = (kind: PlatformError['kind'], sent = true) => new PlatformError({ kind, endpoint: PATH, sent });

describe('what became of a call', () => {
  test.each([
    ['no answer', lost('transport')],
    ['the deadline', lost('timeout')],
    ['the caller went away', lost('cancelled')],
    ['-1', refusal(PATH, -1, 'system error')],
  ])('nobody can tell after: %s', (_subject, error) => {
    expect(isInDoubt(error, PATH)).toBe(true);
  });

  test.each([
    ['it did not leave', lost('transport', false)],
    ['an errcode', refusal(PATH, 40078, 'invalid card status')],
    ['its token got no answer', new PlatformError({ kind: 'transport', endpoint: '/cgi-bin/stable_token' })],
    ['its token got -1', refusal('/cgi-bin/stable_token', -1, 'system error')],
  ])('is known after: %s', (_subject, error) => {
    expect(isInDoubt(error, PATH)).toBe(false);
  });
});

describe('a refusal on purpose', () => {
  test.each([
    ['of what was sent', 40053],
    ['of what is not there', 40127],
    ['for a state', 40078],
    ['for want of a permission', 43009],
    ['for a reason that nobody knows', 99999],
  ])('%s: one', (_subject, errcode) => {
    expect(isRefusal(refusal(PATH, errcode, ''))).toBe(true);
  });

  test.each([
    ['a busy platform', refusal(PATH, -1, '')],
    ['a token', refusal(PATH, 40001, '')],
    ['a quota', refusal(PATH, 45009, '')],
    ['the account', refusal(PATH, 40164, '')],
    ['a mistake of this server', refusal(PATH, 43002, '')],
    ['no answer', lost('transport')],
  ])('for %s: none, a repeat may get through', (_subject, error) => {
    expect(isRefusal(error)).toBe(false);
  });
});

/** What each look sees, the last one again and again, and when they were, milliseconds from the first chance. */
function looking(...sights: (string | undefined | Error)[]) {
  const began = Date.now();
  const at: number[] = [];
  const readBack = async () => {
    at.push(Date.now() - began);
    const sight = sights[Math.min(at.length, sights.length) - 1];
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

describe('the effect of a write whose answer was lost', () => {
  beforeEach(sleptTime);
  afterEach(realTime);

  const UNREADABLE = lost('transport');

  test('shows at once: looked for once', async () => {
    const { at, readBack } = looking('done');
    expect(await lookForEffect(readBack, lost('transport'), endingIn(5000))).toBe('done');
    expect(at).toEqual([0]);
  });

  test('shows a little later: looked for until then', async () => {
    const { at, readBack } = looking(undefined, undefined, 'done');
    expect(await lookForEffect(readBack, lost('transport'), endingIn(5000))).toBe('done');
    expect(at).toEqual([0, 150, 500]);
  });

  test.each([
    ['after a broken connection', lost('transport')],
    ['in a repeat', undefined],
  ])('does not show %s: looked for three times', async (_subject, error) => {
    const { at, readBack } = looking(undefined);
    expect(await lookForEffect(readBack, error, endingIn(5000))).toBeUndefined();
    expect(at).toEqual([0, 150, 500]);
  });

  test.each(['timeout', 'cancelled'] as const)(
    'does not show after %s: looked for as long as there is time',
    async (kind) => {
      const { at, readBack } = looking(undefined);
      expect(await lookForEffect(readBack, lost(kind), endingIn(1100))).toBeUndefined();
      expect(at).toEqual([0, 250, 500, 750, 1000]);
    },
  );

  test('is looked for no later than a tenth of a second before the deadline', async () => {
    const { at, readBack } = looking(undefined);
    expect(await lookForEffect(readBack, lost('timeout'), endingIn(1099))).toBeUndefined();
    expect(at).toEqual([0, 250, 500, 750]);
  });

  test('cannot be read: told from one that does not show', async () => {
    const { at, readBack } = looking(UNREADABLE);
    expect(await lookForEffect(readBack, lost('transport'), endingIn(5000))).toBe('unreadable');
    expect(at).toEqual([0, 150, 500]);
  });

  test('could not be read at first: looked for on', async () => {
    const { readBack } = looking(UNREADABLE, 'done');
    expect(await lookForEffect(readBack, lost('transport'), endingIn(5000))).toBe('done');
  });

  test.each([
    ['first', [UNREADABLE, undefined]],
    ['last', [undefined, UNREADABLE]],
  ])('could not be read %s, and did not show: it did not show', async (_subject, sights) => {
    expect(await lookForEffect(looking(...sights).readBack, lost('transport'), endingIn(5000))).toBeUndefined();
  });

  test('is not looked for where no time is left: unreadable', async () => {
    const { at, readBack } = looking('done');
    expect(await lookForEffect(readBack, lost('timeout'), endingIn(99))).toBe('unreadable');
    expect(at).toEqual([]);
  });

  test('is looked for in vain where reading fails in a way that nobody foresaw', async () => {
    const { readBack } = looking(new TypeError('of ours'));
    await expect(lookForEffect(readBack, lost('transport'), endingIn(5000))).rejects.toThrow('of ours');
  });
});
