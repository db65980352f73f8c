import { LRUCache } from 'lru-cache';
import type { PlatformError } from '../errors.js';
import type { UpstreamReply } from '../interceptor.js';

/** The cached result of one read: a response, or the error that the thing does not exist. */
export interface CacheEntry {
  readonly reply: UpstreamReply | undefined;
  readonly notFound: PlatformError | undefined;
  /** Unix milliseconds. */
  readonly answeredAt: number;
  /** Position of the read among all reads. An older read never replaces the entry of a newer one. */
  readonly turn: number;
}

/** Responses of all accounts, by `keyOf`. */
export type ResponseCache = LRUCache<string, CacheEntry>;

/** Bytes that a parsed answer takes for each byte of its body (a card: 1.3, measured; Chinese text less). */
const PARSED = 2;

/** Bytes that an entry takes in addition to its response: at most an error with its stack. */
const ENTRY = 1024;

/** Creates a cache that evicts the least recently used entry. */
export function createResponseCache(maxBytes: number): ResponseCache {
  return new LRUCache({
    maxSize: maxBytes,
    sizeCalculation: ({ reply }, key) => (reply?.bytes ?? 0) * PARSED + key.length * 2 + ENTRY,
  });
}
