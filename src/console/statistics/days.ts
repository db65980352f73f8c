/** A calendar day in China Standard Time, YYYY-MM-DD. */
export type Day = string;

const DAY_MS = 86_400_000;
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** Returns today's date in China, independent of the time zone of the browser. `now` is in Unix milliseconds. */
export function chinaToday(now: number = Date.now()): Day {
  return dayAt(now + CHINA_OFFSET_MS);
}

export function addDays(day: Day, days: number): Day {
  return dayAt(Date.parse(day) + days * DAY_MS);
}

/** Returns the beginning of a day in China, as a `DateTime`. */
export function startOf(day: Day): string {
  return `${day}T00:00:00+08:00`;
}

/** Returns the number of days in a range, both ends included. */
export function countDays(from: Day, to: Day): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
}

/** Returns every day of a range, both ends included, in order. */
export function daysOf(from: Day, to: Day): Day[] {
  const first = Date.parse(from);
  return Array.from({ length: Math.max(countDays(from, to), 0) }, (_, index) => dayAt(first + index * DAY_MS));
}

/** Returns whether a text is a calendar date, YYYY-MM-DD. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(text);
  return !Number.isNaN(time) && dayAt(time) === text;
}

function dayAt(time: number): Day {
  return new Date(time).toISOString().slice(0, 10);
}
