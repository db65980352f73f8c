import { signal } from '@preact/signals';
import {
  Client,
  type CombinedError,
  fetchExchange,
  getOperationName,
  type OperationResult,
  type TypedDocumentNode,
} from '@urql/core';
import { startOperation } from './sent-operations.js';

export const ENDPOINT = '/graphql';

/** The header that authenticates the caller. */
export interface Credential {
  readonly header: 'x-api-key' | 'authorization';
  readonly value: string;
}

/** An error for the reader: of the platform, of the server or of the network. */
export interface QueryError {
  /** `extensions.code`, or `NETWORK` if there was no response in GraphQL. */
  readonly code: string;
  readonly message: string;
  /** Undefined if the error is not the platform's. */
  readonly errcode: number | undefined;
  readonly rid: string | undefined;
}

export interface QueryResult<Data> {
  readonly data: Data | undefined;
  readonly errors: readonly QueryError[];
}

/** In memory only: reloading the page signs out. */
export const credential = signal<Credential | undefined>(undefined);
/** Value of `x-wechat-appid`. Undefined: the caller's first account. */
export const appid = signal<string | undefined>(undefined);
/** Whether the last query received no response. */
export const offline = signal(false);
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

function headers(): Record<string, string> {
  const sent: Record<string, string> = {};
  if (credential.value !== undefined) sent[credential.value.header] = credential.value.value;
  if (appid.value !== undefined) sent['x-wechat-appid'] = appid.value;
  return sent;
}

/** Sends a query. Never rejects: a failure is in `errors`, with the data that was returned in spite of it. */
export async function runQuery<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<QueryResult<Data>> {
  return run(document, (context) => client.query<Data, Variables>(document, variables, context).toPromise());
}

/** Sends a mutation, once. Never rejects: a failure is in `errors`. */
export async function runMutation<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<QueryResult<Data>> {
  return run(document, (context) => client.mutation<Data, Variables>(document, variables, context).toPromise());
}

/** Sends an operation and records it. */
async function run<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>,
  send: (context: { readonly fetch: typeof fetch }) => Promise<OperationResult<Data>>,
): Promise<QueryResult<Data>> {
  const operation = startOperation(getOperationName(document) ?? '');
  const result = resultOf(await send({ fetch: operation.fetch }));
  operation.end({
    cost: lastCost.value,
    stale: lastStale.value,
    errorCodes: result.errors.map(({ code }) => code),
  });
  return result;
}

function resultOf<Data>({ data, error, extensions }: OperationResult<Data>): QueryResult<Data> {
  const errors = error === undefined ? [] : errorsOf(error);
  offline.value = errors.some(({ code }) => code === NETWORK);
  if (errors.some(({ code }) => code === 'UNAUTHENTICATED')) unauthenticated.value = true;
  const report = recordOf(recordOf(extensions).cardgraph);
  lastCost.value = typeof report.cost === 'number' ? report.cost : undefined;
  const omitted = typeof report.staleOmitted === 'number' ? report.staleOmitted : 0;
  lastStale.value = Array.isArray(report.stale) ? report.stale.length + omitted : 0;
  return { data: data ?? undefined, errors };
}

const NETWORK = 'NETWORK';

function errorsOf({ graphQLErrors, networkError, message }: CombinedError): QueryError[] {
  if (graphQLErrors.length === 0) {
    return [{ code: NETWORK, message: networkError?.message ?? message, errcode: undefined, rid: undefined }];
  }
  return graphQLErrors.map((one) => {
    const platform = recordOf(one.extensions.platform);
    return {
      code: typeof one.extensions.code === 'string' ? one.extensions.code : 'INTERNAL_SERVER_ERROR',
      message: one.message,
      errcode: typeof platform.errcode === 'number' ? platform.errcode : undefined,
      rid: typeof platform.rid === 'string' ? platform.rid : undefined,
    };
  });
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
