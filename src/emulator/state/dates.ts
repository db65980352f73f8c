import { DAY_SECONDS, startOfChinaDay } from './clock.js';

/** Days are numbers here: 0 is 1970-01-01. A day of the platform's is one of China Standard Time. */

/** The day of a moment (Unix seconds). */
export function chinaDay(seconds: number): number {
  // The day begins at 16:00 UTC of the day before.
  return Math.floor(startOfChinaDay(seconds) / DAY_SECONDS) + 1;
}

/** The day that a date names; undefined unless it is strictly YYYY-MM-DD and in the calendar. */
export function dayOfDate(date: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  const day = Date.parse(`${date}T00:00:00Z`) / (DAY_SECONDS * 1000);
  return Number.isInteger(day) && dateOfDay(day) === date ? day : undefined;
}

/** YYYY-MM-DD. */
export function dateOfDay(day: number): string {
  return new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, 10);
}
