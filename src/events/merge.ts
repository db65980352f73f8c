import type { PlacedEntry } from './backend.js';
import { compare } from './position.js';

/** Entries of one stream, oldest first. */
export interface StreamRun {
  readonly entries: readonly PlacedEntry[];
  /** Whether the stream may have more after the last one. */
  readonly hasMore: boolean;
}

/** Merges the streams into one order of arrival, without skipping entries of a stream that was not read to its end. */
export function merge(
  runs: readonly StreamRun[],
  count: number,
): { readonly entries: readonly PlacedEntry[]; readonly hasMore: boolean } {
  const ends = runs.flatMap(({ entries, hasMore }) => (hasMore ? (entries.at(-1)?.position ?? []) : []));
  const all = runs.flatMap(({ entries }) => entries).sort((a, b) => compare(a.position, b.position));
  const complete = all.filter(({ position }) => ends.every((end) => compare(position, end) <= 0));
  return { entries: complete.slice(0, count), hasMore: ends.length > 0 || all.length > count };
}
