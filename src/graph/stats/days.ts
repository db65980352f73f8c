/** A calendar day in China Standard Time, YYYY-MM-DD. */
export type Day = string;

/** Days from one to another, both included. */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

const DAY_MS = 86_400_000;

/** China Standard Time has no summer time: always UTC+8. */
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** The day that it is in China, whatever the zone of this process. */
export function chinaToday(now: number = Date.now()): Day {
  return new Date(now + CHINA_OFFSET_MS).toISOString().slice(0, 10);
}

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** How many days a range has. */
export function countDays({ from, to }: DayRange): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
}

/** Every day of a range, in order. */
export function daysOf(range: DayRange): Day[] {
  return Array.from({ length: Math.max(countDays(range), 0) }, (_, index) => addDays(range.from, index));
}

/** When a day is over in China, Unix milliseconds. */
export function endOf(day: Day): number {
  return Date.parse(day) + DAY_MS - CHINA_OFFSET_MS;
}

/**
 * Puts days, which are in order, into the fewest windows of at most so many dates. Between two days of a window there may
 * be others.
 */
export function windowsOf(days: readonly Day[], maxDates: number): DayRange[] {
  const windows: DayRange[] = [];
  let last: { from: Day; to: Day } | undefined;
  for (const day of days) {
    if (last !== undefined && day < addDays(last.from, maxDates)) last.to = day;
    else {
      last = { from: day, to: day };
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

/** Whether a text is a day of the calendar. Date.parse alone takes 30 February for 2 March. */
export function isDay(text: string | null): text is Day {
  if (text === null || !/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
