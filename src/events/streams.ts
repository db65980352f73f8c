/**
 * The streams of a log. `state`: events that make something stale. `activity`: events that users can cause at any rate, which would
 * displace the others.
 */
export const STREAMS = ['state', 'activity'] as const;
export type EventStream = (typeof STREAMS)[number];

/** The kind of the event that the log appends itself: others may have been lost between two times. */
export const GAP = 'GAP';
