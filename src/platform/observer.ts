import { PlatformError, type PlatformErrorKind } from './errors.js';

/** The outcome of one exchange with the platform. */
export type CallOutcome = 'ok' | PlatformErrorKind;

/** The result of a cache look-up. `hit`: a current response. `stale`: a response that may be outdated and is marked as stale. */
export type CacheResult = 'hit' | 'stale' | 'miss';

/** `memory`: responses cached by this process. `shared`: responses cached by all replicas. `kept`: parts, such as days of statistics. */
export type CacheName = 'memory' | 'shared' | 'kept';

/**
 * Receives call events: names and numbers, never payloads. Its methods are called synchronously during the call. Without an
 * observer, nothing is measured.
 */
export interface Observer {
  /**
   * An exchange has ended. Token fetches are included.
   * @param appid of the account
   * @param seconds from the start to the end of the response. Includes connecting, but not the time in our queue.
   */
  callDone(appid: string, endpoint: string, outcome: CallOutcome, seconds: number): void;
  /** A failed call is retried. */
  retried(endpoint: string): void;
  /** A read joins an equal read in flight. */
  coalesced(endpoint: string): void;
  /**
   * A cache was looked up. A read that passes several caches counts in each.
   * @param times default 1
   */
  cacheAnswered(cache: CacheName, endpoint: string, result: CacheResult, times?: number): void;
  /** The circuit breaker of an account opened. */
  breakerOpened(appid: string): void;
}

/** The counters of one request, passed along with its calls. A shared call counts only for the request that started it. */
export interface CallStats {
  /** Exchanges started with the platform. Excludes token fetches, which all requests share. */
  calls: number;
  /** Reads served from a cache, and cached parts. */
  fromCache: number;
  /** Absent: the request is not traced. */
  readonly spans?: CallSpans | undefined;
}

/** Creates the spans of calls. */
export interface CallSpans {
  beginCall(endpoint: string, origin: URL): CallSpan;
}

/** The span of one exchange. */
export interface CallSpan {
  /** Value of the `traceparent` header. */
  readonly traceparent: string;
  /** @param error why it failed; absent if it succeeded */
  end(error?: unknown): void;
}

/** The current state of one account's channel to the platform. */
export interface AccountState {
  readonly appid: string;
  readonly breaker: BreakerState;
  /** Calls in flight. */
  readonly running: number;
  /** Calls waiting for a queue slot. */
  readonly waiting: number;
  /** Age of the token, assuming a lifetime of two hours, seconds. Undefined if there is none. */
  readonly tokenAgeSeconds: number | undefined;
}

/** `halfOpen`: the next call is a probe, or a probe is in flight. */
export type BreakerState = 'closed' | 'halfOpen' | 'open';

/** @param error why an exchange failed; undefined if it succeeded */
export function outcomeOf(error: unknown): CallOutcome {
  if (error === undefined) return 'ok';
  return error instanceof PlatformError ? error.kind : 'bug';
}

/** Runs an exchange and reports its outcome to the observer. */
export async function observed<T>(
  observer: Observer | undefined,
  appid: string,
  endpoint: string,
  exchange: () => Promise<T>,
): Promise<T> {
  if (observer === undefined) return exchange();
  const startedAt = performance.now();
  let failure: unknown;
  try {
    return await exchange();
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    observer.callDone(appid, endpoint, outcomeOf(failure), (performance.now() - startedAt) / 1000);
  }
}
