/** Where an event is in the log of its account. Unique in the account over both streams, in order of arrival. */
export interface Position {
  /** When the event was appended, Unix milliseconds; later if the clock was set back. */
  readonly ms: number;
  /** Distinguishes events of one millisecond. */
  readonly seq: number;
}

/** Before all events. */
export const START: Position = { ms: 0, seq: 0 };

/** Limits of both numbers: a cursor stores them in 48 and 32 bits. */
export const MAX_MS = 2 ** 48 - 1;
export const MAX_SEQ = 2 ** 32 - 1;

/** Returns a negative number if `a` is before `b`, 0 if they are equal, and a positive number otherwise. */
export const compare = (a: Position, b: Position): number => a.ms - b.ms || a.seq - b.seq;

export const later = (a: Position, b: Position): Position => (compare(a, b) >= 0 ? a : b);

/** Returns the position of a new event, after the last one. */
export function next(last: Position, now: number): Position {
  if (now > last.ms) return { ms: now, seq: 0 };
  return last.seq < MAX_SEQ ? { ms: last.ms, seq: last.seq + 1 } : { ms: last.ms + 1, seq: 0 };
}
