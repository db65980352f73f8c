import { PlatformError, type PlatformErrorKind } from './errors.js';

/** The outcome of one exchange with the platform. */
export type CallOutcome = 'ok' | PlatformErrorKind;

/** What a cache had for a read: `hit` is as good as an answer that comes now, `stale` may be out of date and says so. */
export type CacheResult = 'hit' | 'stale' | 'miss';

/** `memory`: whole answers, of this process; `shared`: the same, of all replicas; `kept`: parts, such as days of statistics. */
export type CacheName = 'memory' | 'shared' | 'kept';

/**
 * Receives call events: names and numbers, never payloads. Its methods run synchronously within the call. Without an
 * observer nothing is measured.
 */
export interface Observer {
  /**
   * One exchange is over, that of a token among them.
   * @param appid of the account
   * @param seconds from its start to the end of its answer, connecting among them, waiting in our queue not
   */
  callDone(appid: string, endpoint: string, outcome: CallOutcome, seconds: number): void;
  /** A call is sent once more, after a failure that allows it. */
  retried(endpoint: string): void;
  /** A read joins an equal one in flight instead of making a call. */
  coalesced(endpoint: string): void;
  /**
   * A cache was asked. A read that passes several counts in each.
   * @param times default 1
   */
  cacheAnswered(cache: CacheName, endpoint: string, result: CacheResult, times?: number): void;
  /** The breaker of an account opened. */
  breakerOpened(appid: string): void;
}

/** What is counted of one request; its calls carry it along. The request that began a call which others share has it all. */
export interface CallStats {
  /** Exchanges with the platform that began; those of a token, which all requests share, are not among them. */
  calls: number;
  /** Reads that a cache answered, and parts that were kept. */
  fromCache: number;
  /** Absent: nobody traces this request. */
  readonly spans?: CallSpans | undefined;
}

/** The part of a trace in which calls stand. */
export interface CallSpans {
  beginCall(endpoint: string, origin: URL): CallSpan;
}

/** One exchange in a trace. */
export interface CallSpan {
  /** Its place in the trace, for the header of that name. */
  readonly traceparent: string;
  /** @param error why it failed; absent: it did not */
  end(error?: unknown): void;
}

/** The current state of one account's channel to the platform. */
export interface AccountState {
  readonly appid: string;
  readonly breaker: BreakerState;
  /** Calls in flight. */
  readonly running: number;
  /** Calls that wait for a queue slot. */
  readonly waiting: number;
  /** Seconds of its two hours that the token has behind it; undefined while there is none. */
  readonly tokenAgeSeconds: number | undefined;
}

/** `halfOpen`: the next call tries, or is trying. */
export type BreakerState = 'closed' | 'halfOpen' | 'open';

/** @param error why an exchange failed; undefined: it did not */
export function outcomeOf(error: unknown): CallOutcome {
  if (error === undefined) return 'ok';
  return error instanceof PlatformError ? error.kind : 'bug';
}

/** Makes one exchange and tells the observer what became of it. */
export async function observed<T>(
  observer: Observer | undefined,
  appid: string,
  endpoint: string,
  exchange: () => Promise<T>,
): Promise<T> {
  if (observer === undefined) return exchange();
  const began = performance.now();
  let failure: unknown;
  try {
    return await exchange();
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    observer.callDone(appid, endpoint, outcomeOf(failure), (performance.now() - began) / 1000);
  }
}
