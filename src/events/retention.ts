import { DIGEST_LIFE_MS } from './message-age.js';
import type { EventStream } from './streams.js';

/** How long and how many events are kept. Whichever limit is reached first applies. */
export interface Retention {
  readonly streams: Readonly<Record<EventStream, StreamRetention>>;
  /** All accounts together, bytes. */
  readonly maxBytes: number;
  /** Lifetime of a digest, milliseconds. */
  readonly digestMs: number;
}

export interface StreamRetention {
  readonly maxAgeMs: number;
  /** Events per account. */
  readonly maxEvents: number;
  /** Digests per account. Beyond it the oldest are removed, and only a repetition as old as they were would be appended again. */
  readonly maxDigests: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const DEFAULT_RETENTION_DAYS = 7;
export const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

export function retentionOf(days: number = DEFAULT_RETENTION_DAYS, maxBytes: number = DEFAULT_MAX_BYTES): Retention {
  return {
    streams: {
      state: { maxAgeMs: days * DAY_MS, maxEvents: 10_000, maxDigests: 100_000 },
      activity: { maxAgeMs: Math.min(days, 1) * DAY_MS, maxEvents: 2000, maxDigests: 20_000 },
    },
    maxBytes,
    digestMs: DIGEST_LIFE_MS,
  };
}

/** Bytes that an event uses in addition to its text, and bytes of a digest. Measured in Redis 7.0 and rounded up. */
export const EVENT_OVERHEAD_BYTES = 128;
export const DIGEST_BYTES = 128;

/** Sealed copies of unreadable messages per account, how long they are kept, and the maximum size of each, bytes. */
export const UNREADABLE_COPIES = 8;
export const UNREADABLE_MS = 7 * DAY_MS;
export const UNREADABLE_BYTES = 16 * 1024;

/** Lifetime of a log without events, milliseconds. Restarted by each event and while the intake runs. Longer than any retention. */
export const LOG_TTL_MS = 400 * DAY_MS;

/**
 * Downtime from which events may have been lost, milliseconds: the platform sends a push three times, five seconds apart. Detected by the
 * time since the intake was last alive, which it records every `ALIVE_EVERY_MS`.
 */
export const GAP_FROM_MS = 15_000;
export const ALIVE_EVERY_MS = 5000;
