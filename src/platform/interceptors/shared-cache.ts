import { RECORD_VERSION } from '../../store/keys.js';
import type { SharedCache } from '../../store/store.js';
import { PlatformError } from '../errors.js';
import { type Interceptor, keyOf, type UpstreamCall, type UpstreamReply } from '../interceptor.js';
import { isRecord } from '../is-record.js';
import type { CacheResult, Observer } from '../observer.js';
import { ageOf, allowsStale } from './response-cache.js';

/**
 * Serves responses that other replicas have read, and shares those that this one reads. A generation number per key rejects
 * responses that were read before an invalidation.
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
    const { value, generation } = await shared.get(key);
    const cached = call.noCache === true || value === undefined ? undefined : readReply(value);
    const isYoungerThan = (seconds: number) =>
      cached !== undefined && ageOf(cached.answeredAt, Date.now()) < seconds * 1000 ? cached : undefined;
    const fresh = isYoungerThan(times.fresh);
    if (fresh !== undefined) {
      report(call, 'hit');
      return fresh;
    }
    try {
      const reply = await next(call);
      report(call, 'miss');
      // Not awaited: a slow or unreachable cache must not delay this response.
      shared.set(key, generation, writeReply(reply), (times.fresh + times.staleIfError) * 1000).catch(() => undefined);
      return reply;
    } catch (error) {
      // Always undefined for a read with `noCache`.
      const stale = isYoungerThan(times.fresh + times.staleIfError);
      const isStaleServed = stale !== undefined && error instanceof PlatformError && allowsStale(error);
      report(call, isStaleServed ? 'stale' : 'miss');
      if (!isStaleServed) throw error;
      return stale;
    }
  };
}

export function writeReply({ answer, bytes, answeredAt }: UpstreamReply): string {
  return JSON.stringify({ v: RECORD_VERSION, answeredAt, bytes, answer });
}

/** Returns undefined for a value of another version of this server. */
export function readReply(value: string): UpstreamReply | undefined {
  try {
    const { v, answeredAt, bytes, answer } = JSON.parse(value);
    return v === RECORD_VERSION && Number.isFinite(answeredAt) && Number.isFinite(bytes) && isRecord(answer)
      ? { answeredAt, bytes, answer }
      : undefined;
  } catch {
    return undefined;
  }
}
