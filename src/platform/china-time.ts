/**
 * Days in China Standard Time, which the platform uses for quotas, statistics and validities. The zone is UTC+8 all year.
 *
 * A day is the number of days since 1970-01-01, which is day 0. Earlier days are negative. The time zone matters only for
 * conversions between a day and an instant. Conversions between a day and its date, YYYY-MM-DD, do not depend on it.
 */

/** Milliseconds of a day. */
export const DAY_MS = 86_400_000;

/** Seconds of a day. */
export const DAY_SECONDS = 86_400;

const OFFSET_MS = 8 * 3_600_000;

/**
 * Returns the day in China at a given time.
 * @param unixMs Unix milliseconds, also before 1970
 */
export function chinaDayAt(unixMs: number): number {
  return Math.floor((unixMs + OFFSET_MS) / DAY_MS);
}

/** Returns the first millisecond of a day in China, Unix milliseconds. The previous day ends one millisecond earlier. */
export function startOfChinaDay(day: number): number {
  return day * DAY_MS - OFFSET_MS;
}

/**
 * Returns the date of a day, YYYY-MM-DD.
 * @param day an integer, in the years 0 to 9999
 * @throws {RangeError} if `Date` cannot represent it
 */
export function dateOfDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Returns the day of a date, or undefined if the text is not strictly YYYY-MM-DD or not in the calendar (such as 30 February). */
export function dayOfDate(date: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return undefined;
  const day = Date.parse(date) / DAY_MS;
  // Date.parse accepts 30 February as 2 March.
  return Number.isInteger(day) && dateOfDay(day) === date ? day : undefined;
}
