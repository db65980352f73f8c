import { batch, signal } from '@preact/signals';
import {
  Client,
  type CombinedError,
  fetchExchange,
  getOperationName,
  type OperationResult,
  type OperationResultSource,
  type TypedDocumentNode,
} from '@urql/core';
import type { QueryError } from './query-error.js';
import { startOperation } from './sent-operations.js';

export type { QueryError } from './query-error.js';

export const ENDPOINT = '/graphql';

/** The header that authenticates the caller. */
export interface Credential {
  readonly header: 'x-api-key' | 'authorization';
  readonly value: string;
}

/** Why the server does not respond: the browser has no network, there is no connection, or a proxy has no server behind it. */
export type Outage = 'OFFLINE' | 'UNREACHABLE' | 'RESTARTING';
/** The code of an error without a response in GraphQL. */
export type NetworkErrorCode = Outage | 'TIMED_OUT' | 'UNEXPECTED_RESPONSE';

export interface QueryOptions {
  /** Aborts the query. Its result is then empty. */
  readonly signal?: AbortSignal;
  /** Maximum duration, milliseconds. */
  readonly timeoutMs?: number;
  /** Whether the server reads from the platform instead of its cache. */
  readonly fresh?: boolean;
}

export interface QueryResult<Data> {
  readonly data: Data | undefined;
  readonly errors: readonly QueryError[];
}

/** In memory only: reloading the page signs out. */
export const credential = signal<Credential | undefined>(undefined);
/** Value of `x-wechat-appid`. Undefined: the caller's first account. */
export const appid = signal<string | undefined>(undefined);
/** Why the server did not respond to the last request. Undefined: it did. */
export const outage = signal<Outage | undefined>(undefined);
/** Number of outages after which the server has responded again. */
export const recoveries = signal(0);
/** When the server responded for the last time, as RFC 3339 text. Undefined: never. */
export const lastResponseAt = signal<string | undefined>(undefined);
/** Cost of the last query. Undefined in production. */
export const lastCost = signal<number | undefined>(undefined);
/** Number of stale fields in the response to the last query. */
export const lastStale = signal(0);
/** Whether the server rejected the credential, or requires one. */
export const unauthenticated = signal(false);

const client = new Client({
  url: ENDPOINT,
  exchanges: [fetchExchange],
  preferGetMethod: false,
  fetchOptions: () => ({ headers: headers(), credentials: 'omit' }),
});

/** The server stops a query after ten seconds by default. */
const QUERY_TIMEOUT_MS = 60_000;

/** Returns the headers that select the caller and the account. */
export function headers(): Record<string, string> {
  const sent: Record<string, string> = {};
  if (credential.value !== undefined) sent[credential.value.header] = credential.value.value;
  if (appid.value !== undefined) sent['x-wechat-appid'] = appid.value;
  return sent;
}

/** Sends a query. Never rejects: a failure is in `errors`, with the data that was returned in spite of it. */
export async function runQuery<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  { signal: aborted, timeoutMs = QUERY_TIMEOUT_MS, fresh = false }: QueryOptions = {},
): Promise<QueryResult<Data>> {
  return run(document, aborted, (operation) => {
    const send = fresh ? withoutCache(operation) : operation;
    return client.query<Data, Variables>(document, variables, { fetch: fetchWithin(timeoutMs, send) });
  });
}

const withoutCache =
  (send: typeof fetch): typeof fetch =>
  (input, init) =>
    send(input, { ...init, headers: { ...(init?.headers as Record<string, string>), 'cache-control': 'no-cache' } });

/** Sends a mutation, once. Never rejects: a failure is in `errors`. */
export async function runMutation<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<QueryResult<Data>> {
  return run(document, undefined, (operation) =>
    client.mutation<Data, Variables>(document, variables, { fetch: fetchWithin(QUERY_TIMEOUT_MS, operation) }),
  );
}

/** Sends an operation and records it. Without a result if it is aborted. */
async function run<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  aborted: AbortSignal | undefined,
  send: (fetchOperation: typeof fetch) => OperationResultSource<OperationResult<Data>>,
): Promise<QueryResult<Data>> {
  const operation = startOperation(getOperationName(document) ?? '');
  const received = await firstResult(send(operation.fetch), aborted);
  if (received === undefined) return { data: undefined, errors: [] };
  const result = resultOf(received);
  operation.end({
    cost: lastCost.value,
    stale: lastStale.value,
    errorCodes: result.errors.map(({ code }) => code),
  });
  return result;
}

function resultOf<Data>({ data, error, extensions }: OperationResult<Data>): QueryResult<Data> {
  const errors = error === undefined ? [] : errorsOf(error);
  noteErrors(errors);
  const report = recordOf(recordOf(extensions).cardgraph);
  lastCost.value = typeof report.cost === 'number' ? report.cost : undefined;
  const omitted = typeof report.staleOmitted === 'number' ? report.staleOmitted : 0;
  lastStale.value = Array.isArray(report.stale) ? report.stale.length + omitted : 0;
  return { data: data ?? undefined, errors };
}

/** Returns a `fetch` that also aborts after a time. */
const fetchWithin =
  (timeoutMs: number, send: typeof fetch): typeof fetch =>
  (input, init) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    return send(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout });
  };

/** Returns undefined if the signal is aborted first. The request is aborted then. */
function firstResult<Result extends OperationResult>(
  source: OperationResultSource<Result>,
  aborted: AbortSignal | undefined,
): Promise<Result | undefined> {
  return new Promise((resolve) => {
    const { unsubscribe } = source.subscribe((result) => {
      resolve(result);
      queueMicrotask(unsubscribe);
    });
    const abort = () => {
      unsubscribe();
      resolve(undefined);
    };
    if (aborted?.aborted) abort();
    else aborted?.addEventListener('abort', abort, { once: true });
  });
}

/** Records from the errors of a response whether the server responds, and whether it accepts the credential. */
export function noteErrors(errors: readonly QueryError[]): void {
  const cause = errors.map(outageOf).find((one) => one !== undefined);
  batch(() => {
    if (errors.some(({ code }) => code === 'UNAUTHENTICATED')) unauthenticated.value = true;
    if (cause !== undefined) {
      outage.value = cause;
      return;
    }
    if (errors.some(({ code }) => code === 'TIMED_OUT')) return;
    lastResponseAt.value = new Date().toISOString();
    if (outage.value === undefined) return;
    outage.value = undefined;
    recoveries.value += 1;
  });
}

/** Outages by the code of the error. The last two are sent by a proxy and by a server that shuts down. */
const OUTAGES: ReadonlyMap<string, Outage> = new Map([
  ['OFFLINE', 'OFFLINE'],
  ['UNREACHABLE', 'UNREACHABLE'],
  ['RESTARTING', 'RESTARTING'],
  ['BAD_GATEWAY', 'RESTARTING'],
  ['SERVER_LEAVING', 'RESTARTING'],
]);

/** Codes of requests that the server was too busy for. */
const BUSY: ReadonlySet<string> = new Set(['SERVER_OVERLOADED', 'RATE_LIMITED']);

/** Codes of errors in a response that is late or not from the server. */
const STRAY: ReadonlySet<string> = new Set(['TIMED_OUT', 'UNEXPECTED_RESPONSE']);

/** Returns the outage that an error reports. */
export const outageOf = ({ code }: QueryError): Outage | undefined => OUTAGES.get(code);

/** Returns whether the server was too busy for the request. */
export const isBusy = ({ code }: QueryError): boolean => BUSY.has(code);

/** Returns whether the same request may succeed later. */
export const isTransient = (error: QueryError): boolean =>
  outageOf(error) !== undefined || isBusy(error) || STRAY.has(error.code);

/** Statuses of a proxy without a server behind it. */
const GATEWAY_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * Returns the error of a request without a response in GraphQL.
 * @param response undefined: the request failed before a response
 */
export function networkError(error: Error | undefined, response: Response | undefined): QueryError {
  const withCode = (code: NetworkErrorCode, message = error?.message ?? ''): QueryError => ({
    code,
    message,
    errcode: undefined,
    rid: undefined,
    retryAfter: undefined,
  });
  if (error?.name === 'TimeoutError') return withCode('TIMED_OUT');
  if (response !== undefined && !response.ok) {
    const isGateway = GATEWAY_STATUSES.has(response.status);
    return withCode(isGateway ? 'RESTARTING' : 'UNEXPECTED_RESPONSE', `HTTP ${response.status}`);
  }
  const type = response?.headers.get('content-type') ?? '';
  if (type.startsWith('text/html')) return withCode('UNEXPECTED_RESPONSE', type);
  return withCode(navigator.onLine ? 'UNREACHABLE' : 'OFFLINE');
}

function errorsOf({ graphQLErrors, networkError: failure, response }: CombinedError): QueryError[] {
  if (graphQLErrors.length === 0) return [networkError(failure, response)];
  return graphQLErrors.map(errorOf);
}

/** Returns an error of a response in GraphQL, which may be malformed. */
export function errorOf(one: { readonly message?: unknown; readonly extensions?: unknown }): QueryError {
  const extensions = recordOf(one.extensions);
  const platform = recordOf(extensions.platform);
  return {
    code: typeof extensions.code === 'string' ? extensions.code : 'INTERNAL_SERVER_ERROR',
    message: typeof one.message === 'string' ? one.message : '',
    errcode: typeof platform.errcode === 'number' ? platform.errcode : undefined,
    rid: typeof platform.rid === 'string' ? platform.rid : undefined,
    retryAfter: typeof extensions.retryAfter === 'number' ? extensions.retryAfter : undefined,
  };
}

export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
