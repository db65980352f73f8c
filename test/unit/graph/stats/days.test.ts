import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import {
  addDays,
  chinaToday,
  countDays,
  daysOf,
  endOf,
  isDay,
  rangesOf,
  windowsOf,
} from '../../../../src/graph/stats/days.js';
import { daysBetween } from '../../../support/china-days.js';

const aDay = fc
  .integer({ min: Date.parse('1990-01-01') / 86_400_000, max: Date.parse('2099-12-31') / 86_400_000 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
const aRange = fc
  .record({ from: aDay, days: fc.integer({ min: 1, max: 500 }) })
  .map(({ from, days }) => ({ from, to: addDays(from, days - 1), days }));

describe('windowsOf a whole range', () => {
  test('returns the fewest and longest windows, which cover each day once and in order', () => {
    fc.assert(
      fc.property(aRange, fc.integer({ min: 1, max: 62 }), ({ from, to, days }, maxDays) => {
        const windows = windowsOf(daysOf({ from, to }), maxDays);
        expect(windows.flatMap((window) => daysBetween(window.from, window.to))).toEqual(daysBetween(from, to));
        for (const window of windows.slice(0, -1)) expect(countDays(window)).toBe(maxDays);
        expect(windows).toHaveLength(Math.ceil(days / maxDays));
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['one day', '2026-03-01', '2026-03-01', [['2026-03-01', '2026-03-01']]],
    ['62 days', '2026-01-01', '2026-03-03', [['2026-01-01', '2026-03-03']]],
    [
      '63 days',
      '2026-01-01',
      '2026-03-04',
      [
        ['2026-01-01', '2026-03-03'],
        ['2026-03-04', '2026-03-04'],
      ],
    ],
    ['62 days over 29 February', '2024-01-01', '2024-03-02', [['2024-01-01', '2024-03-02']]],
  ])('returns the expected windows for %s', (_subject, from, to, expected) => {
    expect(windowsOf(daysOf({ from, to }), 62).map((window) => [window.from, window.to])).toEqual(expected);
  });

  test('returns no windows for a reversed range', () => {
    expect(windowsOf(daysOf({ from: '2026-03-02', to: '2026-03-01' }), 62)).toEqual([]);
  });
});

describe('some days of a range', () => {
  const march = (...days: number[]) => days.map((day) => `2026-03-${String(day).padStart(2, '0')}`);

  test('are covered by the fewest windows, which span the days between if that saves a window', () => {
    fc.assert(
      fc.property(
        aRange,
        fc.integer({ min: 1, max: 62 }),
        fc.infiniteStream(fc.boolean()),
        (range, maxDates, picks) => {
          const days = daysOf(range).filter(() => picks.next().value);
          const windows = windowsOf(days, maxDates);
          const covered = new Set(windows.flatMap((window) => daysBetween(window.from, window.to)));
          expect(days.filter((day) => !covered.has(day))).toEqual([]);
          for (const { from, to } of windows) {
            expect(countDays({ from, to })).toBeLessThanOrEqual(maxDates);
            expect(days).toEqual(expect.arrayContaining([from, to]));
          }
          // No window could have taken the first day of the next one.
          for (const [index, { from }] of windows.slice(1).entries())
            expect(countDays({ from: windows[index]?.from ?? '', to: from })).toBeGreaterThan(maxDates);
        },
      ),
    );
  });

  test('are grouped into ranges of consecutive days', () => {
    expect(rangesOf(march(1, 2, 3, 5, 7, 8)).map(({ from, to }) => [from, to])).toEqual([
      march(1, 3),
      march(5, 5),
      march(7, 8),
    ]);
    expect(rangesOf([])).toEqual([]);
  });
});

test.each([
  ['2026-03-09', '2026-03-09T16:00:00.000Z'],
  ['2024-02-29', '2024-02-29T16:00:00.000Z'],
])('%s ends in China at %s', (day, instant) => {
  expect(new Date(endOf(day)).toISOString()).toBe(instant);
});

describe('countDays', () => {
  test('counts both ends, consistent with addDays', () => {
    fc.assert(
      fc.property(aRange, ({ from, to, days }) => {
        expect(countDays({ from, to })).toBe(days);
        expect(addDays(to, 1 - days)).toBe(from);
      }),
    );
  });
});

/** Instants around midnight in China, and the day there. */
const AROUND_MIDNIGHT: readonly (readonly [string, string])[] = [
  ['2026-03-01T15:59:59.999Z', '2026-03-01'],
  ['2026-03-01T16:00:00.000Z', '2026-03-02'],
  ['2026-03-02T00:00:00.000Z', '2026-03-02'],
  ['2026-03-02T07:59:59.999Z', '2026-03-02'],
  ['2025-12-31T16:00:00.000Z', '2026-01-01'],
  ['2024-02-28T16:00:00.000Z', '2024-02-29'],
];

describe('chinaToday', () => {
  test.each(AROUND_MIDNIGHT)('at %s returns %s', (instant, day) => {
    expect(chinaToday(Date.parse(instant))).toBe(day);
  });

  test.each(['America/Los_Angeles', 'Pacific/Kiritimati', 'Asia/Shanghai', 'UTC'])(
    'returns the same day for a process in %s',
    (TZ) => {
      const module = pathToFileURL(join(process.cwd(), 'dist/graph/stats/days.js'));
      const instants = JSON.stringify(AROUND_MIDNIGHT.map(([instant]) => Date.parse(instant)));
      const script = `const { chinaToday, addDays, daysOf, windowsOf } = await import('${module}');
        console.log(JSON.stringify([${instants}.map(chinaToday), addDays('2026-03-08', 1),
          windowsOf(daysOf({ from: '2026-03-07', to: '2026-03-09' }), 1).map(({ from }) => from), new Date('2026-01-01T00:00:00Z').getHours()]));`;
      const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        env: { ...process.env, TZ },
      });
      const [days, next, windows, hours] = JSON.parse(out.toString());
      expect(days).toEqual(AROUND_MIDNIGHT.map(([, day]) => day));
      // 8 March is the day on which clocks change in Los Angeles.
      expect([next, windows]).toEqual(['2026-03-09', ['2026-03-07', '2026-03-08', '2026-03-09']]);
      expect(hours).toBe({ 'America/Los_Angeles': 16, 'Pacific/Kiritimati': 14, 'Asia/Shanghai': 8, UTC: 0 }[TZ]);
    },
  );
});

describe('isDay', () => {
  test.each(['2026-03-01', '2024-02-29', '1999-12-31', '0000-01-01'])('accepts %s', (text) => {
    expect(isDay(text)).toBe(true);
  });

  test.each([
    null,
    '',
    '2026-02-29',
    '2026-02-30',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-03-00',
    '2026-3-1',
    '20260301',
    '2026-03-01T00:00:00Z',
    ' 2026-03-01',
    '2026-03-01\n',
    '02026-03-01',
  ])('rejects %j', (text) => {
    expect(isDay(text)).toBe(false);
  });
});
