import type { Deadline } from '../deadline.js';
import type { Endpoint } from './endpoint.js';
import type { CallStats } from './observer.js';

/** Identifies what a call requests. */
export interface RequestKey {
  /** Whose cards: base URL and appid, as `accountKey` writes them. */
  readonly account: string;
  readonly endpoint: Endpoint<unknown, unknown>;
  /** The body, as JSON. */
  readonly body: string;
  /** Counters of the client's request; absent: nothing is counted. */
  readonly stats?: CallStats | undefined;
  /** The client's request that the call belongs to; absent: the call belongs to no request. */
  readonly caller?: CallerRequest | undefined;
}

/** The client's request that a call belongs to. Shared by all its calls. */
export interface CallerRequest {
  /** Name of the caller; absent: its look-ups of codes are not limited. */
  readonly name?: string | undefined;
  /** One of its calls has got a queue slot or a position in the queue. */
  admitted: boolean;
}

/** One call to the upstream platform. */
export interface UpstreamCall extends RequestKey {
  readonly deadline: Deadline;
  /** Reads from the platform itself: neither from a cache nor from a call that started earlier. */
  readonly fresh: boolean;
  /** Time for this call alone, milliseconds, from when it passed the limit of code look-ups; absent: only the deadline ends it. */
  readonly timeoutMs?: number | undefined;
  /** The code that the call is about; absent: it is about none. */
  readonly code?: string | undefined;
  /** Whether a write may still be sent. Checked together with the deadline, right before each attempt. */
  readonly maySend?: (() => boolean) | undefined;
  /** A background refresh of a cache entry: no client waits for it. */
  readonly isRefresh?: boolean;
}

/** A response of the platform. Shared by all callers of the same request, therefore immutable. */
export interface UpstreamReply {
  readonly answer: Readonly<Record<string, unknown>>;
  /** Length of its body. */
  readonly bytes: number;
  /** When the platform answered, Unix milliseconds. */
  readonly answeredAt: number;
}

/**
 * Makes a call.
 * @throws {PlatformError} unless the call succeeded
 */
export type Dispatch = (call: UpstreamCall) => Promise<UpstreamReply>;

/** An interceptor: inspects a call and its outcome, or dispatches it differently. */
export type Interceptor = (next: Dispatch) => Dispatch;

export function accountKey({ baseUrl, appid }: { readonly baseUrl: string; readonly appid: string }): string {
  return `${baseUrl} ${appid}`;
}

/** Returns the key of a request. Calls with the same key request the same from the same account. */
export function keyOf({ account, endpoint, body }: RequestKey): string {
  return `${account} ${endpoint.path} ${body}`;
}

/** Wraps `dispatch` in interceptors, the outermost first. */
export function compose(interceptors: readonly Interceptor[], dispatch: Dispatch): Dispatch {
  return interceptors.reduceRight((next, interceptor) => interceptor(next), dispatch);
}
