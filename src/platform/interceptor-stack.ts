import type { SharedCache } from '../store/store.js';
import { open } from './envelope.js';
import { PlatformError } from './errors.js';
import { type Call, type Reply, type Rule, type Send, stacked } from './interceptor.js';
import { withToken } from './interceptors/access-token.js';
import type { Breaker } from './interceptors/circuit-breaker.js';
import type { Coalescing } from './interceptors/coalesce.js';
import type { BoundedQueue } from './interceptors/concurrency-queue.js';
import { quotaPause } from './interceptors/quota-pause.js';
import type { AnswerCache } from './interceptors/response-cache.js';
import { retryByEffect } from './interceptors/retry.js';
import { throughSharedCache } from './interceptors/shared-cache.js';
import { type Observer, outcomeOf } from './observer.js';
import type { TokenSource } from './token/token-source.js';
import type { Transport } from './transport.js';

/** What is known of earlier and of equal calls, of all accounts. What is absent is off. */
export interface Answers {
  readonly cache?: AnswerCache | undefined;
  readonly coalescing?: Coalescing | undefined;
  readonly shared?: SharedCache | undefined;
}

/** What the calls of one account pass and use. */
export interface AccountWay {
  readonly breaker: Breaker;
  readonly queue: BoundedQueue;
  readonly tokens: TokenSource;
  readonly transport: Transport;
  readonly appid: string;
  readonly observer?: Observer | undefined;
}

/** The rules of one account's calls, the outermost first. What costs least comes first. */
export function stackOf(answers: Answers, { breaker, queue, tokens, transport, appid, observer }: AccountWay): Send {
  const rules: (Rule | undefined)[] = [
    answers.cache?.rule, // what is held; it sees every failure below, to answer with what is stale
    answers.coalescing?.rule, // one call for equal reads under way; what follows is done once for all of them
    answers.shared && throughSharedCache(answers.shared, observer), // what other replicas hold
    quotaPause(), // no try of an API whose quota is used up
    retryByEffect({ observer }), // each try passes all that follows, and holds no place while it pauses
    breaker.refuse, // nobody queues for a platform that fails
    queue.rule, // a place, held until the answer is there
    breaker.count, // only what the platform itself took
  ];
  return stacked(
    rules.filter((rule) => rule !== undefined),
    sendWith(tokens, transport, appid, observer),
  );
}

/** One call as it leaves: with the account's token, which is renewed once if it is refused. */
export function sendWith(tokens: TokenSource, transport: Transport, appid: string, observer?: Observer): Send {
  let known = { token: '', query: '' };
  const queryWith = (token: string) => {
    if (token !== known.token) known = { token, query: `?access_token=${encodeURIComponent(token)}` };
    return known.query;
  };
  return withToken(tokens, (call, token) => exchange(transport, call, queryWith(token), appid, observer));
}

/**
 * Sends a call over HTTP and opens its envelope. What changes something is not given up once it may have left, and does
 * not leave once its deadline has passed by the clock: a timer that is late, after a pause, does not let it out.
 */
async function exchange(
  transport: Transport,
  { endpoint, body, deadline, stats, maySend }: Call,
  query: string,
  appid: string,
  observer: Observer | undefined,
): Promise<Reply> {
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
