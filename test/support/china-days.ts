const DAY_MS = 86_400_000;

/** Returns the date a number of days before today in China Standard Time, as YYYY-MM-DD. */
export function ago(days: number): string {
  return new Date(Date.now() + 8 * 3_600_000 - days * DAY_MS).toISOString().slice(0, 10);
}

/** Returns every date from one to another, both inclusive. */
export function daysBetween(from: string, to: string): string[] {
  const count = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.parse(from) + index * DAY_MS).toISOString().slice(0, 10),
  );
}
