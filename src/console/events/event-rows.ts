import type { EventFieldsFragment } from '../generated/operations.js';

export type LoggedEvent = EventFieldsFragment;

/** Maximum number of events that are kept. The oldest are dropped. */
export const MAX_ROWS = 500;

/** Returns the rows with more events, newest first. Events that are delivered again are skipped. */
export function withEvents(rows: readonly LoggedEvent[], arrived: readonly LoggedEvent[]): readonly LoggedEvent[] {
  const known = new Set(rows.map(({ cursor }) => cursor));
  const added: LoggedEvent[] = [];
  for (const event of arrived) {
    // A checkpoint is only a cursor.
    if (event.kind === 'CHECKPOINT' || known.has(event.cursor)) continue;
    known.add(event.cursor);
    added.push(event);
  }
  return added.length === 0 ? rows : [...added.reverse(), ...rows].slice(0, MAX_ROWS);
}
