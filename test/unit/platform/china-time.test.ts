import fc from 'fast-check';
import {
  chinaDayAt,
  DAY_MS,
  DAY_SECONDS,
  dateOfDay,
  dayOfDate,
  startOfChinaDay,
} from '../../../src/platform/china-time.js';

/** The reference: the time zone data of ICU. */
const ICU = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Etc/GMT-8' });

test('a day has 86,400 seconds', () => {
  expect([DAY_MS, DAY_SECONDS]).toEqual([24 * 60 * 60 * 1000, 24 * 60 * 60]);
});

describe('the day in China', () => {
  test.each([
    ['1969-12-31T15:59:59.999Z', -1],
    ['1969-12-31T16:00:00.000Z', 0],
    ['1970-01-01T15:59:59.999Z', 0],
    ['1970-01-01T16:00:00.000Z', 1],
    ['1970-01-02T00:00:00.000Z', 1],
    ['2026-01-31T15:59:59.999Z', 20_484],
    ['2026-01-31T16:00:00.000Z', 20_485],
  ])('changes at 16:00 UTC, so that %s is on day %i', (instant, day) => {
    expect(chinaDayAt(Date.parse(instant))).toBe(day);
  });

  test.each([
    [-1, '1969-12-30T16:00:00.000Z'],
    [0, '1969-12-31T16:00:00.000Z'],
    [20_485, '2026-01-31T16:00:00.000Z'],
  ])('day %i starts at %s', (day, instant) => {
    expect(new Date(startOfChinaDay(day)).toISOString()).toBe(instant);
  });

  test('contains each of its instants, and has the date that ICU computes for them', () => {
    fc.assert(
      fc.property(fc.integer({ min: -DAY_MS * 20_000, max: DAY_MS * 40_000 }), (instant) => {
        const day = chinaDayAt(instant);
        expect(startOfChinaDay(day)).toBeLessThanOrEqual(instant);
        expect(startOfChinaDay(day + 1)).toBeGreaterThan(instant);
        expect(dateOfDay(day)).toBe(ICU.format(instant));
      }),
    );
  });
});

describe('the date of a day', () => {
  test.each([
    [0, '1970-01-01'],
    [-1, '1969-12-31'],
    [11_016, '2000-02-29'],
    [20_485, '2026-02-01'],
  ])('day %i is %s, and back', (day, date) => {
    expect(dateOfDay(day)).toBe(date);
    expect(dayOfDate(date)).toBe(day);
  });

  test.each([
    '2026-02-30',
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-1-01',
    '2026-01-01T00:00:00Z',
    ' 2026-01-01',
    '2026-01-01\n',
    '20260101',
    '+02026-01-01',
    '',
  ])('rejects %j, which is not a date of the calendar in the form YYYY-MM-DD', (text) => {
    expect(dayOfDate(text)).toBeUndefined();
  });
});
