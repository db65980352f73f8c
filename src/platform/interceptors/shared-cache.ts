import { RECORD_VERSION } from '../../store/keys.js';
import type { SharedCache } from '../../store/store.js';
import { PlatformError } from '../errors.js';
import { type Interceptor, keyOf, keyOfAll, type UpstreamCall, type UpstreamReply } from '../interceptor.js';
import { isRecord } from '../is-record.js';
import type { CacheResult, Observer } from '../observer.js';
import { ageOf, allowsStale, FRESH_INTERVAL_MS } from './response-cache.js';

/**
 * Serves responses that other replicas have read, and shares those that this one reads. A generation number per key rejects
 * responses that were read before an invalidation. So does one per account and endpoint, when all responses are invalidated.
 */
export function throughSharedCache(shared: SharedCache, observer?: Observer): Interceptor {
  const report = ({ endpoint, stats }: UpstreamCall, result: CacheResult) => {
    if (stats !== undefined && result !== 'miss') stats.fromCache += 1;
    observer?.cacheAnswered('shared', endpoint.path, result);
  };
  return (next) => async (call) => {
    const times = call.endpoint.cache;
    if (times === undefined || call.fresh) return next(call);
    const key = keyOf(call);
    const { value, generation, groupGeneration } = await shared.get(key, keyOfAll(call));
    const cached = value === undefined ? undefined : readReply(value, groupGeneration);
    const isYoungerThan = (seconds: number) =>
      cached !== undefined && ageOf(cached.answeredAt, Date.now()) < seconds * 1000 ? cached : undefined;
    const fresh = call.noCache === true ? asRecentFresh(cached) : isYoungerThan(times.fresh);
    if (fresh !== undefined) {
      report(call, 'hit');
      return fresh;
    }
    try {
      const reply = await next(call);
      report(call, 'miss');
      const ttlMs = (times.fresh + times.staleIfError) * 1000;
      const isStored = call.noCache
        ? replace(shared, key, generation, writeReply(reply, groupGeneration, true), ttlMs)
        : shared.set(key, generation, writeReply(reply, groupGeneration), ttlMs);
      // Not awaited: a slow or unreachable cache must not delay this response.
      isStored.catch(() => undefined);
      return reply;
    } catch (error) {
      const stale = call.noCache === true ? undefined : isYoungerThan(times.fresh + times.staleIfError);
      const isStaleServed = stale !== undefined && error instanceof PlatformError && allowsStale(error);
      report(call, isStaleServed ? 'stale' : 'miss');
      if (!isStaleServed) throw error;
      return stale;
    }
  };
}

/** A cached response. `isFresh` is set if its read bypassed all cached responses. */
type CachedReply = UpstreamReply & { readonly isFresh?: true };

/** Returns the entry if it may serve a read with `noCache`: another such read received it within the last second, in any replica. */
function asRecentFresh(cached: CachedReply | undefined): UpstreamReply | undefined {
  if (!cached?.isFresh) return undefined;
  const age = Date.now() - cached.answeredAt;
  return age >= 0 && age < FRESH_INTERVAL_MS ? cached : undefined;
}

/** Evicts the entry in the memory of all replicas, and shares its successor unless the key was invalidated since `generation`. */
async function replace(shared: SharedCache, key: string, generation: number, value: string, ttlMs: number) {
  await shared.invalidate(key);
  const current = await shared.get(key);
  if (current.generation === generation + 1) await shared.set(key, current.generation, value, ttlMs);
}

/** @param groupGeneration when the read started; 0 if the response belongs to no group */
export function writeReply({ answer, bytes, answeredAt }: UpstreamReply, groupGeneration = 0, isFresh?: true): string {
  return JSON.stringify({ v: RECORD_VERSION, answeredAt, bytes, answer, isFresh, group: groupGeneration || undefined });
}

/** Returns undefined for a value of another version of this server, or of another generation of its group. */
export function readReply(value: string, groupGeneration = 0): CachedReply | undefined {
  try {
    const { v, answeredAt, bytes, answer, isFresh, group = 0 } = JSON.parse(value);
    return v === RECORD_VERSION &&
      group === groupGeneration &&
      Number.isFinite(answeredAt) &&
      Number.isFinite(bytes) &&
      isRecord(answer)
      ? { answeredAt, bytes, answer, ...(isFresh === true && { isFresh }) }
      : undefined;
  } catch {
    return undefined;
  }
}
