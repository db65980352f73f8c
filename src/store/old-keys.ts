/**
 * UNTIL 0.3.0: the names of version 0.1.0. Its replicas may run beside those of this version during a rolling upgrade, on one
 * Redis or one STATE_DIR. Records in Redis are therefore written under both names and read under both; of two different values
 * the one that expires later counts, since each write starts the lifetime anew. STATE_DIR keeps the names of 0.1.0 alone.
 * To remove: this file and every use of it; STATE_DIR then has to read records of the old names for 25 hours.
 */

const RECORD_KEY = /^cardgraph:1:\{((?:token|lock|idempotency):.*)\}:(record|lease|forced)$/s;

/** Prefix that 0.1.0 puts before the name of a record in Redis. */
export const OLD_RECORD_PREFIX = 'cardgraph:record:';

/** The channel on which 0.1.0 announces invalidated cache keys. */
export const OLD_INVALIDATED_CHANNEL = 'cardgraph:invalidated';

/** The name that 0.1.0 gives to a record; undefined for keys that it does not have. */
export function oldRecordName(key: string): string | undefined {
  const [, thing, part] = RECORD_KEY.exec(key) ?? [];
  if (thing === undefined || thing.includes(':sha256:')) return undefined;
  return part === 'record' || thing.startsWith('lock:') ? thing : `${thing} ${part}`;
}

/** The keys of 0.1.0 for a cached value's generation and for the value. */
export const oldCacheKeys = (key: string): [generation: string, value: string] => [
  `cardgraph:generation:${key}`,
  `cardgraph:cached:${key}`,
];
