import { LRUCache } from 'lru-cache';
import type { PlatformError } from '../errors.js';
import type { Reply } from '../interceptor.js';

/** What is held of one read: what was answered, or that the platform does not know the thing. */
export interface Held {
  readonly reply: Reply | undefined;
  readonly notFound: PlatformError | undefined;
  /** Unix milliseconds. */
  readonly answeredAt: number;
  /** When the read began, in the order of all reads: an older one never takes the place of a newer one. */
  readonly turn: number;
}

/** Answers of all accounts, by key. */
export type HeldAnswers = LRUCache<string, Held>;

/** Bytes that a parsed answer takes for each byte of its body (a card: 1.3, measured; Chinese text less). */
const PARSED = 2;

/** Bytes that an entry takes beside its answer, an error with its stack at the most. */
const ENTRY = 1024;

/** What was not asked for longest goes first. */
export function createHeldAnswers(maxBytes: number): HeldAnswers {
  return new LRUCache({
    maxSize: maxBytes,
    sizeCalculation: ({ reply }, key) => (reply?.bytes ?? 0) * PARSED + key.length * 2 + ENTRY,
  });
}
