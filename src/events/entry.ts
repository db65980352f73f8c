import type { Gap, StoredEntry } from './backend.js';
import { EVENT_OVERHEAD_BYTES, GAP_FROM_MS } from './retention.js';

/** Returns the size of an entry, as the script in Redis computes it. */
export function sizeOf({ kind, receivedAt, sealed, gapFrom }: StoredEntry): number {
  return EVENT_OVERHEAD_BYTES + kind.length + String(receivedAt).length + sealed.length + String(gapFrom ?? '').length;
}

/**
 * Returns the downtime of the intake; undefined if it was too short to lose events.
 * @param last the gap that was appended last. It may be of the same outage, as another replica detected it.
 */
export function gapBetween(
  from: number,
  to: number,
  last: { readonly from: number; readonly to: number } | undefined,
  mayAppend: boolean,
): Gap | undefined {
  if (to - from < GAP_FROM_MS) return undefined;
  if (last !== undefined && last.to > to - GAP_FROM_MS && last.from < from + GAP_FROM_MS) {
    return { from, to, progress: 'known' };
  }
  return { from, to, progress: mayAppend ? 'appended' : 'due' };
}
