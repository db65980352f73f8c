import type { Deadline } from '../deadline.js';
import type { ReadLog } from './cache/read-log.js';
import type { Endpoint } from './endpoint.js';
import type { PlatformError } from './errors.js';
import type { MultipartBody } from './multipart.js';
import type { CallStats } from './observer.js';

/** Identifies what a call requests. */
export interface RequestKey {
  /** The account: base URL and appid, as returned by `accountKey`. */
  readonly account: string;
  readonly endpoint: Endpoint<unknown, unknown>;
  /** The body, as JSON. Empty for an upload. */
  readonly body: string;
  /** Counters of the client's request; absent: nothing is counted. */
  readonly stats?: CallStats | undefined;
  /** The client's request that the call belongs to; absent: the call belongs to no request. */
  readonly caller?: CallerRequest | undefined;
  /** Records cached responses that the client's request receives; absent: they are not recorded. */
  readonly reads?: ReadLog | undefined;
}

/** The client's request that a call belongs to. Shared by all its calls. */
export interface CallerRequest {
  /** Name of the caller; absent: its code look-ups are not limited. */
  readonly name?: string | undefined;
  /** Whether one of its calls has been given a queue slot or a position in the queue. */
  admitted: boolean;
}

/** One call to the upstream platform. */
export interface UpstreamCall extends RequestKey {
  /** The body of an upload. Absent: `body` is sent. */
  readonly upload?: MultipartBody | undefined;
  readonly deadline: Deadline;
  /** Bypasses all caches and does not join a call that started earlier. */
  readonly fresh: boolean;
  /** Whether a fresh read stores its response in the caches. Absent: it does. */
  readonly isCached?: boolean | undefined;
  /**
   * The client requested `no-cache`: the read bypasses all cached responses, except one that such a read of the same key received within the
   * last second, in any replica. It joins only such reads in flight.
   */
  readonly noCache?: boolean | undefined;
  /** Timeout of this call, milliseconds, counted from when it passed the code look-up limit. Absent: only the deadline ends it. */
  readonly timeoutMs?: number | undefined;
  /** The code or the activation ticket that the call names, if any. The code may be encrypted. */
  readonly code?: string | undefined;
  /** The codes that a look-up of several names. Absent for other calls, such as a deposit. */
  readonly codes?: readonly string[] | undefined;
  /** Whether a write may still be sent. Checked together with the deadline, right before each attempt. */
  readonly maySend?: (() => boolean) | undefined;
  /** Whether this is a background refresh of a cache entry. No client waits for it. */
  readonly isRefresh?: boolean;
}

/** A response of the platform. Shared by all callers of the same request and therefore immutable. */
export interface UpstreamReply {
  readonly answer: Readonly<Record<string, unknown>>;
  /** Length of the response body. */
  readonly bytes: number;
  /** When the response was received, Unix milliseconds. */
  readonly answeredAt: number;
}

/**
 * Dispatches a call.
 * @throws {PlatformError} unless the call succeeded
 */
export type Dispatch = (call: UpstreamCall) => Promise<UpstreamReply>;

/**
 * Follows the exchanges with the platform, including their payloads. Called right before one starts. The returned function is called with its
 * result.
 */
export type ExchangeListener = (call: RequestKey) => ((result: UpstreamReply | PlatformError) => void) | undefined;

/** An interceptor: inspects a call and its outcome, or dispatches it differently. */
export type Interceptor = (next: Dispatch) => Dispatch;

export function accountKey({ baseUrl, appid }: { readonly baseUrl: string; readonly appid: string }): string {
  return `${baseUrl} ${appid}`;
}

/** An endpoint of an account. */
interface EndpointKey {
  readonly account: string;
  readonly endpoint: { readonly path: string };
}

/** Returns the key of a request. Calls with the same key send the same request to the same account. */
export function keyOf({ account, endpoint, body }: EndpointKey & Pick<RequestKey, 'body'>): string {
  return `${account} ${endpoint.path} ${body}`;
}

/** Returns the parts of a key of `keyOf` or `keyOfAll`. */
export function partsOf(key: string): { readonly account: string; readonly path: string; readonly body: string } {
  const [baseUrl = '', appid = '', path = ''] = key.split(' ', 3);
  const account = accountKey({ baseUrl, appid });
  return { account, path, body: key.slice(account.length + path.length + 2) };
}

/** Returns the key of a read of an account. */
export function readKeyOf<Request>(
  account: { readonly baseUrl: string; readonly appid: string },
  endpoint: Endpoint<Request, unknown>,
  request: Request,
): string {
  return keyOf({ account: accountKey(account), endpoint, body: JSON.stringify(request) });
}

/** Returns the key of all requests of an endpoint to an account: the key of an empty body, which no request has. */
export function keyOfAll(endpoint: EndpointKey): string {
  return keyOf({ ...endpoint, body: '' });
}

/** Returns whether the key is one of `keyOfAll`, and therefore a prefix of the keys of the requests. */
export function isOfAll(key: string): boolean {
  return key.endsWith(' ');
}

/** Wraps `dispatch` in interceptors. The first one is the outermost. */
export function compose(interceptors: readonly Interceptor[], dispatch: Dispatch): Dispatch {
  return interceptors.reduceRight((next, interceptor) => interceptor(next), dispatch);
}
