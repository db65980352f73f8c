import type { SharedCache } from '../store/store.js';
import { open } from './envelope.js';
import { PlatformError } from './errors.js';
import {
  compose,
  type Dispatch,
  type ExchangeListener,
  type Interceptor,
  type UpstreamCall,
  type UpstreamReply,
} from './interceptor.js';
import { withToken } from './interceptors/access-token.js';
import { callTimeout } from './interceptors/call-timeout.js';
import type { Breaker } from './interceptors/circuit-breaker.js';
import type { Coalescing } from './interceptors/coalesce.js';
import type { BoundedQueue } from './interceptors/concurrency-queue.js';
import { type OnQuotaChange, quotaPause } from './interceptors/quota-pause.js';
import type { ResponseCacheInterceptor } from './interceptors/response-cache.js';
import { retryByEffect } from './interceptors/retry.js';
import { throughSharedCache } from './interceptors/shared-cache.js';
import { type Observer, outcomeOf } from './observer.js';
import type { TokenSource } from './token/token-source.js';
import type { Transport } from './transport.js';

/** The caching layers that all accounts share. An absent layer is disabled. */
export interface CacheLayers {
  readonly cache?: ResponseCacheInterceptor | undefined;
  readonly coalescing?: Coalescing | undefined;
  readonly shared?: SharedCache | undefined;
}

/** The state that the calls of one account share. */
export interface AccountChannel {
  readonly breaker: Breaker;
  readonly queue: BoundedQueue;
  readonly tokens: TokenSource;
  readonly transport: Transport;
  readonly appid: string;
  /** Absent: code look-ups are not limited. */
  readonly codeLookupLimit?: Interceptor | undefined;
  readonly observer?: Observer | undefined;
  readonly onQuotaChange?: OnQuotaChange | undefined;
  readonly onExchange?: ExchangeListener | undefined;
}

/** Returns the dispatch function of one account: all interceptors, outermost and cheapest first. */
export function interceptorsFor(layers: CacheLayers, channel: AccountChannel): Dispatch {
  const { breaker, queue, tokens, transport, appid, codeLookupLimit, observer, onQuotaChange, onExchange } = channel;
  const interceptors: (Interceptor | undefined)[] = [
    codeLookupLimit, // before the cache, so that cached codes and cached misses count as well
    callTimeout, // starts after the call has passed the limit
    layers.cache?.interceptor, // sees every failure below and can serve a stale entry instead
    layers.coalescing?.interceptor, // equal reads in flight share one call, and everything below runs once for all of them
    layers.shared && throughSharedCache(layers.shared, observer), // responses cached by other replicas
    quotaPause(undefined, onQuotaChange), // no attempt while the quota of the API is used up
    retryByEffect({ observer }), // each attempt passes everything below; no queue slot is used during the pause
    breaker.refuse, // fails fast instead of queueing while the platform is down
    queue.interceptor, // occupies a slot until the response is complete
    breaker.count, // sees only failures of the platform, not of the queue
  ];
  return compose(
    interceptors.filter((interceptor) => interceptor !== undefined),
    sendWith({ tokens, transport, appid, observer, onExchange }),
  );
}

type SendingChannel = Pick<AccountChannel, 'transport' | 'appid' | 'observer' | 'onExchange'>;

/** Returns the innermost dispatch function. Sends a call with the account's token and renews the token once if it is rejected. */
export function sendWith(channel: SendingChannel & Pick<AccountChannel, 'tokens'>): Dispatch {
  let cached = { token: '', parameter: '', query: '' };
  const queryWith = (token: string, parameter: string) => {
    if (token !== cached.token || parameter !== cached.parameter) {
      cached = { token, parameter, query: `?${parameter}=${encodeURIComponent(token)}` };
    }
    return cached.query;
  };
  return withToken(channel.tokens, (call, token) => {
    const query = queryWith(token, call.endpoint.tokenParameter ?? 'access_token');
    return exchange(channel, call, query);
  });
}

/** Returns the innermost dispatch function of calls that need no token. */
export function sendWithoutToken(channel: SendingChannel): Dispatch {
  return (call) => exchange(channel, call, '');
}

/**
 * Sends a call over HTTP and opens its envelope. A write is not aborted once it may have been sent. It is not sent after
 * its deadline has passed by the clock, even if the deadline's timer is late because the process was paused.
 */
async function exchange(
  { transport, appid, observer, onExchange }: SendingChannel,
  call: UpstreamCall,
  query: string,
): Promise<UpstreamReply> {
  const { endpoint, body, upload, deadline, stats, maySend } = call;
  const { path, method, effect } = endpoint;
  if (deadline.ended !== undefined) throw new PlatformError({ kind: deadline.ended, endpoint: path, sent: false });
  const isInTime = effect === 'read' ? undefined : () => !deadline.isOver && (maySend === undefined || maySend());
  if (isInTime?.() === false) throw new PlatformError({ kind: 'timeout', endpoint: path, sent: false });
  if (stats !== undefined) stats.calls += 1;
  const span = stats?.spans?.beginCall(path, transport.origin);
  const startedAt = observer && performance.now();
  const onResult = onExchange?.(call);
  let failure: unknown;
  if (effect !== 'read') deadline.hold();
  try {
    const isGet = method === 'GET';
    // Written field by field: V8 takes 0.5 µs to 1 µs for an object that is assembled from others.
    const bytes = await transport.send({
      endpoint: path,
      method,
      query: isGet ? `${query}&${new URLSearchParams(JSON.parse(body))}` : query,
      body: isGet ? undefined : (upload?.bytes ?? body),
      contentType: upload?.contentType,
      traceparent: span?.traceparent,
      deadline,
      maySend: isInTime,
    });
    const reply = {
      answer: open(path, bytes, upload === undefined ? body : undefined),
      bytes: bytes.length,
      answeredAt: Date.now(),
    };
    onResult?.(reply);
    return reply;
  } catch (error) {
    failure = error;
    if (error instanceof PlatformError) onResult?.(error);
    throw error;
  } finally {
    if (effect !== 'read') deadline.release();
    span?.end(failure);
    if (startedAt !== undefined)
      observer?.callDone(appid, path, outcomeOf(failure), (performance.now() - startedAt) / 1000);
  }
}
