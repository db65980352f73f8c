/** A calendar day in China, such as `2026-03-31`. */
export type Day = string;

const DAY_MS = 86_400_000;
/** China has no summer time. */
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** Returns today in China, independent of the time zone of the browser. */
export function chinaToday(): Day {
  return dayAt(Date.now() + CHINA_OFFSET_MS);
}

export function addDays(day: Day, days: number): Day {
  return dayAt(Date.parse(day) + days * DAY_MS);
}

/** Returns the beginning of a day in China, as a `DateTime`. */
export function startOf(day: Day): string {
  return `${day}T00:00:00+08:00`;
}

/** Returns whether a text is a calendar day. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(text);
  return !Number.isNaN(time) && dayAt(time) === text;
}

function dayAt(time: number): Day {
  return new Date(time).toISOString().slice(0, 10);
}
