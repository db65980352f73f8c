import type { BaseContext, GraphQLRequestContext } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import type { CallSpans, CallStats } from '../platform/observer.js';
import { readTraceParent } from './trace-parent.js';

/** The spans of one request. */
export interface RequestSpans extends CallSpans {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** Starts the span of the operation. */
  beginOperation(): void;
  endOperation(summary: Summary): void;
  /** @param status undefined if the client disconnected before the response */
  end(status: number | undefined): void;
}

/**
 * The outcome of a request.
 * - `ok`: data without errors; `userErrors` of a mutation are data;
 * - `partial`: data and errors;
 * - `failed`: errors and no data;
 * - `rejected`: rejected before execution;
 * - `cancelled`: the client disconnected before the response.
 */
export type RequestOutcome = 'ok' | 'partial' | 'failed' | 'rejected' | 'cancelled';

/** The facts about a request for the log, metrics and traces: names and numbers, but no document and no variables. */
export interface Summary {
  /** Its name in the document, truncated, because its length is the caller's choice. */
  readonly operation: string | undefined;
  readonly operationType: 'query' | 'mutation' | 'subscription' | undefined;
  /** The first 16 hexadecimal digits of the SHA-256 of the document's text. */
  readonly operationHash: string | undefined;
  readonly outcome: RequestOutcome;
  /** The distinct `extensions.code` values of the response. */
  readonly codes: readonly string[];
  /** The distinct codes of the `userErrors` of its mutations, at most ten. */
  readonly userErrorCodes: readonly string[];
}

/** The operation of a request as far as it has been parsed, and its response once it exists. */
export type ObservedOperation = Pick<GraphQLRequestContext<BaseContext>, 'operation' | 'queryHash' | 'response'>;

/** Maximum length of an operation name, characters. */
const MAX_NAME = 100;

/** Maximum number of distinct codes of userErrors in an access line. */
const MAX_USER_ERROR_CODES = 10;

const HASH_DIGITS = 16;

/** Replaces a code that does not look like one of this server. */
export const UNKNOWN_CODE = 'UNKNOWN';

const NO_CODES: readonly string[] = [];

/** Collects, while a request runs, what the access line, the metrics and the spans report at its end. */
export class RequestStats implements CallStats {
  calls = 0;
  fromCache = 0;
  /** Lower bound of the bytes of the response; 0 if it was not measured during execution. */
  responseBytes = 0;
  /** Whether the response is the stream of a subscription. */
  isStream = false;
  /** Whether the connection became a WebSocket. */
  isUpgraded = false;
  /** By performance.now(), milliseconds. */
  readonly began = performance.now();
  /** Set once the request is admitted. */
  caller: string | undefined;
  /** The appid, set once the request is admitted. */
  account: string | undefined;
  /** Set once the operation has started. */
  graphql: ObservedOperation | undefined;
  /** Error codes of a response that was sent without executing an operation. */
  rejectedWith = NO_CODES;
  readonly #userErrorCodes = new Set<string>();
  /** Undefined without tracing. */
  spans: RequestSpans | undefined;

  addUserErrorCode(code: string): void {
    if (this.#userErrorCodes.size < MAX_USER_ERROR_CODES) this.#userErrorCodes.add(code);
  }

  /** @param status status of the response; undefined if the client disconnected before it */
  summary(status: number | undefined): Summary {
    const { operation, queryHash, response } = this.graphql ?? {};
    const result = response?.body?.kind === 'single' ? response.body.singleResult : undefined;
    return {
      operation: operation?.name?.value.slice(0, MAX_NAME),
      operationType: operation?.operation,
      operationHash: queryHash?.slice(0, HASH_DIGITS),
      outcome: outcomeOf(status, result),
      codes: result === undefined ? this.rejectedWith : codesOf(result.errors),
      userErrorCodes: this.#userErrorCodes.size === 0 ? NO_CODES : [...this.#userErrorCodes],
    };
  }
}

interface Result {
  readonly data?: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors?: readonly unknown[] | undefined;
}

function outcomeOf(status: number | undefined, result: Result | undefined): RequestOutcome {
  if (status === undefined) return 'cancelled';
  if (result?.data === undefined) {
    if (status === 500) return 'failed';
    return status < 400 ? 'ok' : 'rejected';
  }
  if (result.errors === undefined) return 'ok';
  const isNothingLeft = result.data === null || Object.values(result.data).every((value) => value === null);
  return isNothingLeft ? 'failed' : 'partial';
}

/** Returns the distinct `extensions.code` values of GraphQL errors. A value that does not look like one of our codes becomes `UNKNOWN`. */
export function codesOf(errors: unknown): readonly string[] {
  if (!Array.isArray(errors)) return NO_CODES;
  const codes = new Set<string>();
  for (const error of errors) {
    const code: unknown = error?.extensions?.code;
    codes.add(typeof code === 'string' && /^[A-Z_]{1,50}$/.test(code) ? code : UNKNOWN_CODE);
  }
  return [...codes];
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Read it through `requestStatsOf`. A WeakMap would keep its values alive until the next major GC. */
    requestStats: RequestStats | undefined;
  }
}

/** Returns the stats of a request, and creates them on the first call. */
export function requestStatsOf(request: FastifyRequest): RequestStats {
  request.requestStats ??= new RequestStats();
  return request.requestStats;
}

/** Returns the trace id of a request: that of the trace recorded here, otherwise the one in the request's `traceparent`. */
export function traceIdOf({ requestStats, headers }: FastifyRequest): string | undefined {
  return requestStats?.spans?.traceId ?? readTraceParent(headers.traceparent)?.traceId;
}
