import { chinaDayAt, DAY_MS, dateOfDay, dayOfDate, startOfChinaDay } from '../../platform/china-time.js';

/** A calendar day in China Standard Time, YYYY-MM-DD. */
export type Day = string;

/** A range of days, both ends included. */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

/** Returns today's date in China, independent of the time zone of the process. `now` is in Unix milliseconds. */
export function chinaToday(now: number = Date.now()): Day {
  return dayAt(chinaDayAt(now));
}

/** Formatted days by their number since 1970. Formatting takes ten times as long as a lookup, and a range of ten years has 3,720 days. */
const formatted = new Map<number, Day>();
const MAX_FORMATTED = 10_000;

/** @param number of the day since 1970 */
export function dayAt(number: number): Day {
  const cached = formatted.get(number);
  if (cached !== undefined) return cached;
  const day = dateOfDay(number);
  if (formatted.size >= MAX_FORMATTED) formatted.clear();
  formatted.set(number, day);
  return day;
}

/** Returns the number of a day since 1970. Skips the checks of `dayOfDate`: the date was validated before. */
export const numberOf = (day: Day): number => Date.parse(day) / DAY_MS;

export function addDays(day: Day, days: number): Day {
  return dayAt(numberOf(day) + days);
}

/** Returns the number of days in a range. */
export function countDays({ from, to }: DayRange): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
}

/** Returns every day of a range, in order. */
export function daysOf(range: DayRange): Day[] {
  const last = numberOf(range.to);
  const days: Day[] = [];
  for (let number = numberOf(range.from); number <= last; number += 1) days.push(dayAt(number));
  return days;
}

/** Returns when a day ends in China, Unix milliseconds. */
export function endOf(day: Day): number {
  return startOfChinaDay(numberOf(day) + 1);
}

/**
 * Groups sorted days into the fewest windows of at most `maxDates` dates. A window may also span days that are not in the list.
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

/** Groups sorted days into ranges of consecutive days. */
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

/** Texts that are calendar dates. Each row of a response has one, and they are few. */
const dates = new Set<string>();

/** Returns whether a text is a calendar date, YYYY-MM-DD. */
export function isDay(text: string | null): text is Day {
  if (text === null) return false;
  if (dates.has(text)) return true;
  if (dayOfDate(text) === undefined) return false;
  if (dates.size >= MAX_FORMATTED) dates.clear();
  dates.add(text);
  return true;
}
