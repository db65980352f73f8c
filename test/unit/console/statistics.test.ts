import { csvOf } from '../../../src/console/statistics/csv.js';
import { addDays, chinaToday, countDays, daysOf, isDay } from '../../../src/console/statistics/days.js';
import {
  type Gap,
  joinedGaps,
  MEASURES,
  type Measure,
  type Report,
  type Row,
  reportOf,
  runsOf,
  summaryOf,
  sumsByCoupon,
} from '../../../src/console/statistics/report.js';
import { isDrawnAsBars, lastDays, problemOf, selectionOf } from '../../../src/console/statistics/selection.js';

const TODAY = '2026-03-01';

describe('days', () => {
  test('begin in China at 16:00 UTC', () => {
    expect(chinaToday(Date.UTC(2026, 1, 28, 15, 59, 59))).toBe('2026-02-28');
    expect(chinaToday(Date.UTC(2026, 1, 28, 16))).toBe('2026-03-01');
  });

  test('include both ends of a range, across the end of a month', () => {
    expect(daysOf('2024-02-28', '2024-03-01')).toEqual(['2024-02-28', '2024-02-29', '2024-03-01']);
    expect(countDays('2024-02-28', '2024-03-01')).toBe(3);
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  });

  test('are calendar dates', () => {
    const texts = ['2026-02-28', '2026-02-29', '2026-2-28', '2026-02-28T00:00', ''];
    expect(texts.filter(isDay)).toEqual(['2026-02-28']);
  });
});

const selected = (fragment: string) => selectionOf(new URLSearchParams(fragment), TODAY);

describe('a selection', () => {
  test('is the last 30 days of all cards if the address has no parameters', () => {
    expect(selected('')).toEqual({
      kind: 'all',
      card: '',
      origin: undefined,
      from: '2026-01-30',
      to: '2026-02-28',
      drawing: 'auto',
      hidden: [],
    });
  });

  test('has every parameter of the address', () => {
    const fragment = 'kind=card&card=pCard&origin=API&from=2026-01-01&to=2026-01-31&draw=bars&hide=viewCount,fee';
    expect(selected(fragment)).toEqual({
      kind: 'card',
      card: 'pCard',
      origin: 'API',
      from: '2026-01-01',
      to: '2026-01-31',
      drawing: 'bars',
      hidden: ['viewCount', 'fee'],
    });
  });

  test('ignores unknown values, and parameters that do not apply to its kind', () => {
    expect(selected('kind=x&origin=x&draw=x&card=pCard')).toMatchObject({ kind: 'all', card: '', drawing: 'auto' });
    expect(selected('kind=member&card=pCard&origin=API')).toMatchObject({ card: 'pCard', origin: undefined });
  });

  test.each([
    ['', undefined],
    ['from=2026-02-28&to=2026-02-28', undefined],
    ['from=2015-12-23&to=2026-02-28', { field: 'from', reason: 'tooLong' }],
    ['from=2015-12-24&to=2026-02-28', undefined],
    ['from=2026-02-30', { field: 'from', reason: 'notADay' }],
    ['to=x', { field: 'from', reason: 'notADay' }],
    ['from=2026-01-01&to=x', { field: 'to', reason: 'notADay' }],
    ['to=2026-03-01', { field: 'to', reason: 'notOver' }],
    ['from=2026-02-02&to=2026-02-01', { field: 'from', reason: 'reversed' }],
    ['kind=coupons&from=2025-12-29&to=2026-02-28', undefined],
    ['kind=coupons&from=2025-12-28&to=2026-02-28', { field: 'from', reason: 'tooLongForCoupons' }],
    ['kind=coupons&card=pCard&from=2025-01-01&to=2026-02-28', undefined],
    ['kind=member', { field: 'card', reason: 'cardRequired' }],
    ['kind=card&card=%20', { field: 'card', reason: 'cardRequired' }],
    ['kind=card&card=pCard', undefined],
  ])('%j has the problem %j', (fragment, expected) => expect(problemOf(selected(fragment), TODAY)).toEqual(expected));

  test('ends yesterday if it is one of the last days', () => {
    expect(lastDays(7, TODAY)).toEqual({ from: '2026-02-22', to: '2026-02-28' });
  });
});

const gap = (from: string, to: string): Gap => ({ from, to, errorCode: 'BUSY', errcode: -1, retryable: true });
const statisticsOf = (rows: readonly Row[], emptyDays: readonly string[] = [], missing: readonly Gap[] = []) => ({
  rows,
  emptyDays,
  missing,
  totals: {},
});

describe('a report', () => {
  const rows: readonly Row[] = [
    { date: '2026-01-01', viewCount: 5, fee: { fen: 1250 }, totalMembers: null },
    { date: '2026-01-04', viewCount: 0, fee: null, totalMembers: null },
  ];
  const report = reportOf(statisticsOf(rows, ['2026-01-05'], [gap('2026-01-02', '2026-01-03')]));

  test('has every day of the range with its state', () => {
    expect(report.days).toEqual(['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04', '2026-01-05']);
    expect(report.states).toEqual(['row', 'missing', 'missing', 'row', 'empty']);
  });

  test('distinguishes a day with zero from a day without a row, and omits measures that no row has', () => {
    expect([...report.values]).toEqual([
      ['viewCount', [5, null, null, 0, null]],
      ['fee', [1250, null, null, null, null]],
    ]);
  });

  test('adds up the rows of a day', () => {
    const coupons = [
      { date: '2026-01-01', cardId: 'pA', viewCount: 5, claimCount: 1 },
      { date: '2026-01-01', cardId: 'pB', viewCount: 7, claimCount: 2 },
      { date: '2026-01-02', cardId: 'pA', viewCount: 1, claimCount: 0 },
    ];
    expect(reportOf(statisticsOf(coupons)).values.get('viewCount')).toEqual([12, 1]);
    expect(sumsByCoupon(coupons).map(({ cardId, sums }) => [cardId, Object.fromEntries(sums)])).toEqual([
      ['pB', { viewCount: 7, claimCount: 2 }],
      ['pA', { viewCount: 6, claimCount: 1 }],
    ]);
  });

  test('has only missing days if nothing could be fetched', () => {
    expect(reportOf(statisticsOf([], [], [gap('2026-01-01', '2026-01-03')])).states).toEqual(Array(3).fill('missing'));
    expect(reportOf(statisticsOf([])).days).toEqual([]);
  });

  test('has runs of days in the same state', () => {
    expect(runsOf(['missing', 'row', 'missing', 'missing'], 'missing')).toEqual([
      [0, 0],
      [2, 3],
    ]);
    expect(runsOf([], 'empty')).toEqual([]);
  });
});

describe('gaps', () => {
  const quota = { errorCode: 'PLATFORM_QUOTA_EXCEEDED', errcode: 45009 };

  test('are joined if they follow one another and have the same reason', () => {
    const gaps = [gap('2026-01-01', '2026-01-31'), gap('2026-02-01', '2026-02-02'), gap('2026-02-04', '2026-02-05')];
    expect(joinedGaps(gaps)).toEqual([gap('2026-01-01', '2026-02-02'), gap('2026-02-04', '2026-02-05')]);
    const different = [gap('2026-01-01', '2026-01-31'), { ...gap('2026-02-01', '2026-02-02'), ...quota }];
    expect(joinedGaps(different)).toEqual(different);
  });
});

describe('a summary', () => {
  test('is a sum of counts and amounts, the highest number of users and the latest number of members', () => {
    const values = [3, null, 7, 5, null];
    const groups = ['counts', 'users', 'members', 'amounts'] as const;
    expect(groups.map((group) => summaryOf(group, values))).toEqual([15, 7, 5, 15]);
    expect(groups.map((group) => summaryOf(group, [null]))).toEqual([null, null, null, null]);
  });
});

test('counts and amounts of at most 92 days are drawn as bars unless another drawing is chosen', () => {
  expect(isDrawnAsBars('auto', 'counts', 92)).toBe(true);
  expect(isDrawnAsBars('auto', 'counts', 93)).toBe(false);
  expect(isDrawnAsBars('auto', 'users', 7)).toBe(false);
  expect(isDrawnAsBars('bars', 'users', 400)).toBe(true);
  expect(isDrawnAsBars('lines', 'amounts', 7)).toBe(false);
});

describe('a CSV file', () => {
  const measures = Object.fromEntries(MEASURES.map((name) => [name, name])) as Record<Measure, string>;
  const words = {
    day: 'Day',
    state: 'State',
    card: 'Card id',
    states: { row: '', empty: 'no row', missing: 'not fetched' },
  };
  const csvOfRows = (report: Report, rows: readonly Row[], names = measures) =>
    csvOf(report, rows, { ...words, measures: names });

  test('has a byte order mark, lines that end with CRLF, amounts in yuan, and different lines for empty and missing days', () => {
    const rows = [
      { date: '2026-01-01', viewCount: 5, fee: { fen: 1250 } },
      { date: '2026-01-04', viewCount: 0, fee: null },
    ];
    const report = reportOf(statisticsOf(rows, ['2026-01-03'], [gap('2026-01-02', '2026-01-02')]));
    expect(csvOfRows(report, rows)).toBe(
      '\u{FEFF}Day,State,viewCount,fee\r\n2026-01-01,,5,12.5\r\n2026-01-02,not fetched,,\r\n2026-01-03,no row,,\r\n2026-01-04,,0,\r\n',
    );
  });

  test('has a line for each coupon of a day', () => {
    const rows = ['pA', 'pB'].map((cardId) => ({ date: '2026-01-01', cardId, claimCount: 1 }));
    expect(csvOfRows(reportOf(statisticsOf(rows)), rows).split('\r\n')).toEqual([
      '\u{FEFF}Day,State,Card id,claimCount',
      '2026-01-01,,pA,1',
      '2026-01-01,,pB,1',
      '',
    ]);
  });

  test.each([
    ['a "quoted", text', '"a ""quoted"", text"'],
    ['two\nlines', '"two\nlines"'],
    ['=SUM(A1)', "'=SUM(A1)"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@a,b', `"'@a,b"`],
    ['\ttab', "'\ttab"],
  ])('quotes and neutralizes the text %j', (text, cell) => {
    const rows = [{ date: '2026-01-01', viewCount: 1 }];
    const header = csvOfRows(reportOf(statisticsOf(rows)), rows, { ...measures, viewCount: text });
    expect(header.startsWith(`\u{FEFF}Day,State,${cell}\r\n`)).toBe(true);
  });
});
