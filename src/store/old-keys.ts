/**
 * UNTIL 0.3.0: the names that version 0.1.0 uses. During a rolling upgrade, replicas of both versions may share a Redis or a
 * STATE_DIR. Records in Redis are therefore written and read under both names. If the two values differ, the one that expires
 * later counts, because each write restarts the lifetime. STATE_DIR uses only the names of 0.1.0.
 * To remove this: delete this file and all its uses. STATE_DIR must then read records under the old names for another 25 hours.
 */

const RECORD_KEY = /^cardgraph:1:\{((?:token|lock|idempotency):.*)\}:(record|lease|forced)$/s;

/** Prefix of record names in Redis in 0.1.0. */
export const OLD_RECORD_PREFIX = 'cardgraph:record:';

/** The pub/sub channel on which 0.1.0 announces invalidated cache keys. */
export const OLD_INVALIDATED_CHANNEL = 'cardgraph:invalidated';

/** Returns the name of a record in 0.1.0; undefined for keys that 0.1.0 does not use. */
export function oldRecordName(key: string): string | undefined {
  const [, thing, part] = RECORD_KEY.exec(key) ?? [];
  if (thing === undefined || thing.includes(':sha256:')) return undefined;
  return part === 'record' || thing.startsWith('lock:') ? thing : `${thing} ${part}`;
}

/** Returns the keys that 0.1.0 uses for a cached value's generation and for the value itself. */
export const oldCacheKeys = (key: string): [generation: string, value: string] => [
  `cardgraph:generation:${key}`,
  `cardgraph:cached:${key}`,
];
