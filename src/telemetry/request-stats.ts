import type { BaseContext, GraphQLRequestContext } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import type { CallSpans, CallStats } from '../platform/observer.js';
import { readTraceParent } from './trace-parent.js';

/** The spans of one request. */
export interface RequestSpans extends CallSpans {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** GraphQL has begun. */
  beginOperation(): void;
  endOperation(summary: Summary): void;
  /** @param status undefined: the caller went away before the answer */
  end(status: number | undefined): void;
}

/**
 * What became of a request.
 * - `ok`: data without errors; a mutation's userErrors are data;
 * - `partial`: data with errors beside it;
 * - `failed`: errors, and of the data nothing is left;
 * - `rejected`: refused before it was executed;
 * - `cancelled`: the caller went away before the answer.
 */
export type RequestOutcome = 'ok' | 'partial' | 'failed' | 'rejected' | 'cancelled';

/** What log, metrics and trace say of a request. Names and numbers: no document, no variable. */
export interface Summary {
  /** As the document names it; cut, since its length is the caller's choice. */
  readonly operation: string | undefined;
  readonly operationType: 'query' | 'mutation' | 'subscription' | undefined;
  /** The first 16 hexadecimal digits of the SHA-256 of the document's text. */
  readonly operationHash: string | undefined;
  readonly outcome: RequestOutcome;
  /** Each extensions.code of the answer, once. */
  readonly codes: readonly string[];
}

/** The operation of a request as far as it has been parsed, and its response once it exists. */
export type ObservedOperation = Pick<GraphQLRequestContext<BaseContext>, 'operation' | 'queryHash' | 'response'>;

/** Characters. */
const MAX_NAME = 100;
const HASH_DIGITS = 16;

const NO_CODES: readonly string[] = [];

/** Collects, while a request runs, what the access line, the metrics and the spans report at its end. */
export class RequestStats implements CallStats {
  calls = 0;
  fromCache = 0;
  /** Bytes of the response, at least; 0 where they were not measured while it was executed. */
  responseBytes = 0;
  /** By performance.now(), milliseconds. */
  readonly began = performance.now();
  /** Known once it is let in. */
  caller: string | undefined;
  /** Its appid. */
  account: string | undefined;
  /** Once GraphQL has begun. */
  graphql: ObservedOperation | undefined;
  /** Codes of an answer that did not come from Apollo Server's pipeline. */
  refusedWith = NO_CODES;
  /** Absent where nobody traces. */
  spans: RequestSpans | undefined;

  /** @param status of the answer; undefined: the caller went away before it */
  summary(status: number | undefined): Summary {
    const { operation, queryHash, response } = this.graphql ?? {};
    const result = response?.body?.kind === 'single' ? response.body.singleResult : undefined;
    return {
      operation: operation?.name?.value.slice(0, MAX_NAME),
      operationType: operation?.operation,
      operationHash: queryHash?.slice(0, HASH_DIGITS),
      outcome: outcomeOf(status, result),
      codes: result === undefined ? this.refusedWith : codesOf(result.errors),
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

/** Each extensions.code of errors as GraphQL writes them, once. What is no code of ours has no place in a label or a line. */
export function codesOf(errors: unknown): readonly string[] {
  if (!Array.isArray(errors)) return NO_CODES;
  const codes = new Set<string>();
  for (const error of errors) {
    const code: unknown = error?.extensions?.code;
    codes.add(typeof code === 'string' && /^[A-Z_]{1,50}$/.test(code) ? code : 'UNKNOWN');
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

/** The id of the trace that a request belongs to: of the one that is recorded here, else of the one that its sender named. */
export function traceIdOf({ requestStats, headers }: FastifyRequest): string | undefined {
  return requestStats?.spans?.traceId ?? readTraceParent(headers.traceparent)?.traceId;
}
