import { RECORD_VERSION } from '../../store/keys.js';
import type { SharedCache } from '../../store/store.js';
import { PlatformError } from '../errors.js';
import { type Call, keyOf, type Reply, type Rule } from '../interceptor.js';
import { isRecord } from '../is-record.js';
import type { CacheResult, Observer } from '../observer.js';
import { ageOf, saysNothing } from './response-cache.js';

/**
 * Answers from what other replicas read, and tells them what this one reads. A generation keeps out what was read before
 * an invalidation.
 */
export function throughSharedCache(shared: SharedCache, observer?: Observer): Rule {
  const tell = ({ endpoint, stats }: Call, result: CacheResult) => {
    if (stats !== undefined && result !== 'miss') stats.fromCache += 1;
    observer?.cacheAnswered('shared', endpoint.path, result);
  };
  return (next) => async (call) => {
    const times = call.endpoint.cache;
    if (times === undefined || call.fresh) return next(call);
    const key = keyOf(call);
    const { value, generation } = await shared.get(key);
    const held = value === undefined ? undefined : readReply(value);
    const isYoungerThan = (seconds: number) =>
      held !== undefined && ageOf(held.answeredAt, Date.now()) < seconds * 1000 ? held : undefined;
    const fresh = isYoungerThan(times.fresh);
    if (fresh !== undefined) {
      tell(call, 'hit');
      return fresh;
    }
    try {
      const reply = await next(call);
      tell(call, 'miss');
      // Nobody waits for it: a cache that is slow or away costs a call later on, and this answer nothing.
      shared.set(key, generation, writeReply(reply), (times.fresh + times.staleIfError) * 1000).catch(() => undefined);
      return reply;
    } catch (error) {
      const stale = isYoungerThan(times.fresh + times.staleIfError);
      const isStaleShown = stale !== undefined && error instanceof PlatformError && saysNothing(error);
      tell(call, isStaleShown ? 'stale' : 'miss');
      if (!isStaleShown) throw error;
      return stale;
    }
  };
}

export function writeReply({ answer, bytes, answeredAt }: Reply): string {
  return JSON.stringify({ v: RECORD_VERSION, answeredAt, bytes, answer });
}

/** A value of another version of this server is none. */
export function readReply(value: string): Reply | undefined {
  try {
    const { v, answeredAt, bytes, answer } = JSON.parse(value);
    return v === RECORD_VERSION && Number.isFinite(answeredAt) && Number.isFinite(bytes) && isRecord(answer)
      ? { answeredAt, bytes, answer }
      : undefined;
  } catch {
    return undefined;
  }
}
