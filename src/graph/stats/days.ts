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

/** Cuts a range into windows of at most so many days, in order, without gap and overlap. */
export function windowsOf({ from, to }: DayRange, maxDays: number): DayRange[] {
  const windows: DayRange[] = [];
  for (let start = from; start <= to; start = addDays(start, maxDays)) {
    const end = addDays(start, maxDays - 1);
    windows.push({ from: start, to: end < to ? end : to });
  }
  return windows;
}

/** Whether a text is a day of the calendar. Date.parse alone takes 30 February for 2 March. */
export function isDay(text: string | null): text is Day {
  if (text === null || !/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
