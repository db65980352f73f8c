import { chinaDayAt, DAY_MS, dateOfDay, dayOfDate, startOfChinaDay } from '../../platform/china-time.js';

/** A calendar day in China Standard Time, YYYY-MM-DD. */
export type Day = string;

/** Days from one to another, both included. */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

/** Returns today's date in China, whatever the zone of this process. `now` in Unix milliseconds. */
export function chinaToday(now: number = Date.now()): Day {
  return dayAt(chinaDayAt(now));
}

/** Days by their number since 1970: to write one takes ten times as long as to look it up, and ten years have 3,720. */
const written = new Map<number, Day>();
const MAX_WRITTEN = 10_000;

function dayAt(number: number): Day {
  const cached = written.get(number);
  if (cached !== undefined) return cached;
  const day = dateOfDay(number);
  if (written.size >= MAX_WRITTEN) written.clear();
  written.set(number, day);
  return day;
}

/** The date was checked before, so this skips the checks of `dayOfDate`. */
const numberOf = (day: Day) => Date.parse(day) / DAY_MS;

export function addDays(day: Day, days: number): Day {
  return dayAt(numberOf(day) + days);
}

/** How many days a range has. */
export function countDays({ from, to }: DayRange): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
}

/** Every day of a range, in order. */
export function daysOf(range: DayRange): Day[] {
  const first = numberOf(range.from);
  return Array.from({ length: Math.max(countDays(range), 0) }, (_, index) => dayAt(first + index));
}

/** Returns when a day is over in China, Unix milliseconds. */
export function endOf(day: Day): number {
  return startOfChinaDay(numberOf(day) + 1);
}

/**
 * Puts days, which are in order, into the fewest windows of at most so many dates. Between two days of a window there may
 * be others.
 */
export function windowsOf(days: readonly Day[], maxDates: number): DayRange[] {
  const windows: DayRange[] = [];
  let last: { from: Day; to: Day } | undefined;
  let end: Day = '';
  for (const day of days) {
    if (last !== undefined && day < end) last.to = day;
    else {
      last = { from: day, to: day };
      end = addDays(day, maxDates);
      windows.push(last);
    }
  }
  return windows;
}

/** Days, which are in order, as ranges without any other day in them. */
export function rangesOf(days: readonly Day[]): DayRange[] {
  const ranges: DayRange[] = [];
  let last: { from: Day; to: Day } | undefined;
  for (const day of days) {
    if (last !== undefined && day === addDays(last.to, 1)) last.to = day;
    else {
      last = { from: day, to: day };
      ranges.push(last);
    }
  }
  return ranges;
}

/** Returns true for a date of the calendar, YYYY-MM-DD. */
export function isDay(text: string | null): text is Day {
  return text !== null && dayOfDate(text) !== undefined;
}
