import type { SharedCache } from '../store/store.js';
import { open } from './envelope.js';
import { PlatformError } from './errors.js';
import { compose, type Dispatch, type Interceptor, type UpstreamCall, type UpstreamReply } from './interceptor.js';
import { withToken } from './interceptors/access-token.js';
import { callTimeout } from './interceptors/call-timeout.js';
import type { Breaker } from './interceptors/circuit-breaker.js';
import type { Coalescing } from './interceptors/coalesce.js';
import type { BoundedQueue } from './interceptors/concurrency-queue.js';
import { quotaPause } from './interceptors/quota-pause.js';
import type { ResponseCacheInterceptor } from './interceptors/response-cache.js';
import { retryByEffect } from './interceptors/retry.js';
import { throughSharedCache } from './interceptors/shared-cache.js';
import { type Observer, outcomeOf } from './observer.js';
import type { TokenSource } from './token/token-source.js';
import type { Transport } from './transport.js';

/** What the calls of all accounts share. An absent part is switched off. */
export interface Answers {
  readonly cache?: ResponseCacheInterceptor | undefined;
  readonly coalescing?: Coalescing | undefined;
  readonly shared?: SharedCache | undefined;
}

/** What the calls of one account share. */
export interface AccountChannel {
  readonly breaker: Breaker;
  readonly queue: BoundedQueue;
  readonly tokens: TokenSource;
  readonly transport: Transport;
  readonly appid: string;
  /** Absent: look-ups of codes are not limited. */
  readonly codeLookupLimit?: Interceptor | undefined;
  readonly observer?: Observer | undefined;
}

/** Returns the dispatch of one account's calls: all interceptors, the outermost and cheapest first. */
export function interceptorsFor(answers: Answers, channel: AccountChannel): Dispatch {
  const { breaker, queue, tokens, transport, appid, codeLookupLimit, observer } = channel;
  const interceptors: (Interceptor | undefined)[] = [
    codeLookupLimit, // before the cache: a cached code or a cached miss counts as well
    callTimeout, // starts when the call has passed the limit
    answers.cache?.interceptor, // sees every failure below, and can serve a stale entry instead
    answers.coalescing?.interceptor, // one call for equal reads in flight; everything below happens once for all of them
    answers.shared && throughSharedCache(answers.shared, observer), // responses that other replicas cached
    quotaPause(), // no attempt on an API whose quota is used up
    retryByEffect({ observer }), // each attempt passes everything below, and uses no queue slot during the pause
    breaker.refuse, // fails fast instead of queueing while the platform is down
    queue.interceptor, // a slot until the response is there
    breaker.count, // sees only what the platform itself did
  ];
  return compose(
    interceptors.filter((interceptor) => interceptor !== undefined),
    sendWith(tokens, transport, appid, observer),
  );
}

/** Returns the innermost dispatch: sends a call with the account's token, which is renewed once if it is refused. */
export function sendWith(tokens: TokenSource, transport: Transport, appid: string, observer?: Observer): Dispatch {
  let cached = { token: '', query: '' };
  const queryWith = (token: string) => {
    if (token !== cached.token) cached = { token, query: `?access_token=${encodeURIComponent(token)}` };
    return cached.query;
  };
  return withToken(tokens, (call, token) => exchange(transport, call, queryWith(token), appid, observer));
}

/**
 * Sends a call over HTTP and opens its envelope. What changes something is not given up once it may have left, and does
 * not leave once its deadline has passed by the clock: a timer that is late, after a pause, does not let it out.
 */
async function exchange(
  transport: Transport,
  { endpoint, body, deadline, stats, maySend }: UpstreamCall,
  query: string,
  appid: string,
  observer: Observer | undefined,
): Promise<UpstreamReply> {
  const { path, effect } = endpoint;
  if (deadline.ended !== undefined) throw new PlatformError({ kind: deadline.ended, endpoint: path, sent: false });
  const isInTime = effect === 'read' ? undefined : () => !deadline.isOver && (maySend === undefined || maySend());
  if (isInTime?.() === false) throw new PlatformError({ kind: 'timeout', endpoint: path, sent: false });
  if (stats !== undefined) stats.calls += 1;
  const span = stats?.spans?.beginCall(path, transport.origin);
  const began = observer && performance.now();
  let failure: unknown;
  if (effect !== 'read') deadline.hold();
  try {
    const traceparent = span?.traceparent;
    const asked = { endpoint: path, method: 'POST', query, body, traceparent, deadline, maySend: isInTime } as const;
    const bytes = await transport.send(asked);
    return { answer: open(path, bytes), bytes: bytes.length, answeredAt: Date.now() };
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    if (effect !== 'read') deadline.release();
    span?.end(failure);
    if (began !== undefined) observer?.callDone(appid, path, outcomeOf(failure), (performance.now() - began) / 1000);
  }
}
