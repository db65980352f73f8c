import type { StatsCounts } from '../../platform/endpoints/datacube.js';
import { STATS_WINDOW_DATES } from '../../platform/endpoints/datacube.js';
import { nullIfNotFound } from '../../platform/errors.js';
import { int, type Loose } from '../../platform/wire.js';
import { mapInTurns } from '../../turns.js';
import { badUserInput } from '../input/validation.js';
import { addDays, chinaToday, countDays, type Day, type DayRange, daysOf } from './days.js';
import type { DatedRow } from './stats.day-cache.js';
import { type FailedDays, type FetchedRange, UndatedRowsError } from './stats.loader.js';
import type { StatsRow } from './stats.row.type.js';
import { type FetchedStats, StatsGap } from './stats.type.js';

/** The longest range: ten years, sixty windows. */
const MAX_DAYS = 60 * STATS_WINDOW_DATES;

/**
 * Builds the statistics of a range, in order of days. Days that could not be fetched are returned as gaps.
 * @param fetch starts the fetches of the range; a day that fails in any of them is missing
 * @param maxDays maximum length of the range; less than `MAX_DAYS` if each day has many rows
 * @returns null if the card is unknown
 * @throws {GraphQLError} BAD_USER_INPUT for an invalid range
 * @throws {PlatformError} if every day fails, unless a response has rows without a readable day
 */
export function fetchStats<Wire extends StatsCounts, Row extends StatsRow, Stats>(
  range: DayRange,
  fetch: () => Promise<FetchedRange<Wire>>[],
  RowType: new (date: Day, row: Loose<Wire>) => Row,
  StatsType: new (fetched: FetchedStats<Row>) => Stats,
  maxDays = MAX_DAYS,
): Promise<Stats | null> {
  checkRange(range, maxDays);
  const joined = Promise.all(fetch()).then((fetched) => join(range, fetched, RowType));
  return nullIfNotFound(joined).then((found) => found && new StatsType(found));
}

async function join<Wire extends StatsCounts, Row extends StatsRow>(
  range: DayRange,
  fetched: readonly FetchedRange<Wire>[],
  RowType: new (date: Day, row: Loose<Wire>) => Row,
): Promise<FetchedStats<Row>> {
  const failed = fetched.flatMap((one) => one.failed);
  const failedDays = new Set(failed.flatMap(({ days }) => daysOf(days)));
  const [first] = failed;
  const isUnanswered = !failed.some(({ error }) => error instanceof UndatedRowsError);
  if (first !== undefined && isUnanswered && failedDays.size === countDays(range)) throw first.error;
  const found = fetched.length === 1 ? (fetched[0]?.rows ?? []) : fetched.flatMap((one) => one.rows);
  const complete = failedDays.size === 0 ? found : found.filter(({ date }) => !failedDays.has(date));
  const rows = isInOrder(complete) ? complete : complete.toSorted((one, other) => compare(one.date, other.date));
  return {
    rows: await mapInTurns(rows, ({ date, row }) => new RowType(date, row)),
    missing: gapsOf(failed),
    emptyDays() {
      const dates = new Set(rows.map(({ date }) => date));
      return daysOf(range).filter((day) => !failedDays.has(day) && !dates.has(day));
    },
  };
}

const compare = (one: Day, other: Day) => (one < other ? -1 : one > other ? 1 : 0);

/** Sorting takes several times as long as this check, and rows are nearly always in order. */
function isInOrder(rows: readonly { readonly date: Day }[]): boolean {
  let last: Day = '';
  for (const { date } of rows) {
    if (date < last) return false;
    last = date;
  }
  return true;
}

/**
 * Adds up several results for the same range, day by day, for statistics that have one row per day. Counts of users are added as well,
 * so a user who appears in two results counts twice.
 */
export async function addedByDay<Wire extends StatsCounts>(
  fetches: readonly Promise<FetchedRange<Wire>>[],
): Promise<FetchedRange<Wire>> {
  const fetched = await Promise.all(fetches);
  if (fetched.length === 1 && fetched[0] !== undefined) return fetched[0];
  const byDay = new Map<Day, DatedRow<Wire>>();
  for (const { date, row } of fetched.flatMap(({ rows }) => rows)) {
    const sum = byDay.get(date);
    byDay.set(date, { date, row: sum === undefined ? row : addRows(sum.row, row) });
  }
  return { rows: [...byDay.values()], failed: fetched.flatMap(({ failed }) => failed) };
}

/** Adds two rows field by field. A number that only one row has is taken as it is; for other values, the first row takes precedence. */
function addRows<Wire extends StatsCounts>(one: Loose<Wire>, other: Loose<Wire>): Loose<Wire> {
  const sums = new Map<string, unknown>(Object.entries(one));
  for (const [key, value] of Object.entries(other)) {
    const [first, second] = [int(sums.get(key)), int(value)];
    if (first !== null && second !== null) sums.set(key, first + second);
    else if (first === null && second !== null) sums.set(key, value);
  }
  return Object.fromEntries(sums) as Loose<Wire>;
}

/** Returns the gaps in order. Days that failed in several fetches are one gap, with the first error. */
function gapsOf(failed: readonly FailedDays[]): StatsGap[] {
  const byDays = new Map(failed.toReversed().map((one) => [`${one.days.from} ${one.days.to}`, one]));
  return [...byDays.values()]
    .sort(({ days: one }, { days: other }) => (one.from < other.from ? -1 : 1))
    .map(({ days, error }) => new StatsGap(days, error, error instanceof UndatedRowsError));
}

/** Rejects, before any call, ranges that the platform rejects: reversed ones, and those that end today or later. */
function checkRange({ from, to }: DayRange, maxDays: number): void {
  if (from > to)
    throw badUserInput([{ field: ['to'], message: 'expected a day on or after from, got an earlier one' }]);
  const today = chinaToday();
  if (to >= today) {
    const message = `expected a day up to ${addDays(today, -1)}, yesterday in China Standard Time, got a later one`;
    throw badUserInput([{ field: ['to'], message }]);
  }
  const days = countDays({ from, to });
  if (days > maxDays) {
    // Above ten years, only a shorter range helps. Below, for the rows of all coupons, naming one coupon helps as well.
    const [field, unless] = maxDays === MAX_DAYS ? ['from', ''] : ['to', ' unless cardId names a coupon'];
    const message = `expected a range of at most ${maxDays} days${unless}, got one of ${days}`;
    throw badUserInput([{ field: [field], message }]);
  }
}
