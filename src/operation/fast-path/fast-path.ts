import { HeaderMap, type HTTPGraphQLHead } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { ObservedOperation } from '../../telemetry/request-stats.js';
import type { Operation } from '../operation.js';
import type { CachedOperation, OperationCache } from '../operation-cache.js';
import type { OperationContext as Context } from '../operation-context.js';
import { OperationCheck, type OperationPipeline, type Result } from '../operation-pipeline.js';
import { responseTooLarge } from '../response-extensions.js';
import { QueryPlanCache } from './query-plan-cache.js';
import { ResponseMeter } from './response-meter.js';
import type { WrittenResponses } from './written-responses.js';

/** Maximum number of Accept headers whose response media type is cached. */
const MAX_ACCEPTS = 100;

/** The response to a request with a cached query. */
export interface FastResponse {
  readonly http: HTTPGraphQLHead;
  readonly mediaType: string;
  readonly result: Result;
  /** Stores the response, as it was written, to be sent again; undefined: it must not be. */
  readonly keep: ((text: string) => void) | undefined;
}

/** A response that is sent again, as it was written. */
export interface RepeatedResponse {
  readonly mediaType: string;
  readonly text: string;
}

/** The result of a response that is sent again, for telemetry: it has no errors. */
const REPEATED: Result = { data: {} };

/**
 * Everything that exists only to be faster than Apollo Server with graphql-js. Queries and mutations are executed by plans, and one that
 * Apollo Server has executed before bypasses it. Responses are the same byte for byte, except for the order of errors.
 */
export class FastPath {
  readonly #pipeline: OperationPipeline;
  readonly #cache: OperationCache;
  readonly #maxBytes: number;
  /** Media types of responses, by the Accept header of their requests, as Apollo Server chose them. */
  readonly #mediaTypes = new LRUCache<string, string>({ max: MAX_ACCEPTS });
  readonly #written: WrittenResponses | undefined;

  /**
   * @param maxBytes maximum size of a response
   * @param written the responses that can be sent again; undefined: none
   */
  constructor(
    pipeline: OperationPipeline,
    cache: OperationCache,
    maxBytes: number,
    written: WrittenResponses | undefined,
  ) {
    this.#pipeline = pipeline;
    this.#cache = cache;
    this.#maxBytes = maxBytes;
    this.#written = written;
  }

  /**
   * Executes the operation of a request as Apollo Server would.
   * @returns undefined if Apollo Server has to handle the request, because the operation is not cached or the request is invalid
   */
  handle(
    { method, body, headers }: FastifyRequest,
    context: Context,
  ): RepeatedResponse | Promise<FastResponse> | undefined {
    const mediaType = method === 'POST' ? this.#mediaTypes.get(headers.accept ?? '') : undefined;
    if (mediaType === undefined) return undefined;
    const cached = this.#cache.find(body);
    if (cached === undefined) return undefined;
    const key = this.#written?.keyOf(cached, context);
    const text = key === undefined ? undefined : this.#written?.find(key, context);
    if (text !== undefined) {
      this.#repeated(cached.query, context);
      return { mediaType, text };
    }
    const check = new OperationCheck();
    try {
      this.#pipeline.check(check, cached.query, cached.variables, 'POST');
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
    }
    return check.variables && this.#executeCached(cached.query, check.variables, check, mediaType, context, key);
  }

  /** Caches the media type that Apollo Server chose for the response to a request. */
  learn({ method, headers }: FastifyRequest, reply: FastifyReply): void {
    const chosen = reply.getHeader('content-type');
    if (method !== 'POST' || reply.statusCode !== 200 || typeof chosen !== 'string') return;
    this.#mediaTypes.set(headers.accept ?? '', chosen);
  }

  /** Executes a query or mutation by its plan. */
  async execute(query: Operation, variables: Record<string, unknown>, context: Context): Promise<Result> {
    const isQuery = query.operation.operation === OperationTypeNode.QUERY;
    // A mutation is executed completely: its outcomes must not depend on the size of the response, which is rejected when it is written.
    const meter = new ResponseMeter(isQuery ? this.#maxBytes : Number.POSITIVE_INFINITY, context.platform.deadline);
    const plans = query.derived.get(QueryPlanCache, () => new QueryPlanCache(query));
    const { data = null, errors } = await plans.execute(variables, context, meter);
    context.requestStats.responseBytes = meter.bytes;
    if (meter.isExceeded) return responseTooLarge(this.#maxBytes);
    return errors === undefined ? { data } : { errors: this.#pipeline.formatErrors(errors, query, context), data };
  }

  /** Responses so far that were sent again. */
  get repeated(): number {
    return this.#written?.found ?? 0;
  }

  /** Evicts the responses that can be sent again. */
  clear(): void {
    this.#written?.clear();
  }

  async #executeCached(
    query: CachedOperation,
    variables: Record<string, unknown>,
    check: OperationCheck,
    mediaType: string,
    context: Context,
    key: string | undefined,
  ): Promise<FastResponse> {
    const http: HTTPGraphQLHead = { status: undefined, headers: new HeaderMap() };
    const { operation, queryHash } = query;
    // Not spread: adding to a copy takes V8 half a microsecond and allocates it in the old generation.
    const observed: ObservedOperation = { operation, queryHash, response: { http } };
    this.#pipeline.onStart(observed, context);
    const { data, errors } = await this.execute(query, variables, context);
    // In the key order of Apollo Server's responses.
    const result: Result = { errors, data, extensions: undefined };
    observed.response.body = { kind: 'single', singleResult: result };
    this.#pipeline.onEnd(observed, context, check);
    // The age of a stale card is part of the response.
    const isKept = key !== undefined && errors === undefined && context.loaders.stale.length === 0;
    return { http, mediaType, result, keep: isKept ? (text) => this.#written?.keep(key, context, text) : undefined };
  }

  /** Reports an operation whose response is sent again. */
  #repeated({ operation, queryHash }: CachedOperation, context: Context): void {
    const http: HTTPGraphQLHead = { status: undefined, headers: new HeaderMap() };
    const body = { kind: 'single', singleResult: REPEATED } as const;
    this.#pipeline.onStart({ operation, queryHash, response: { http, body } }, context);
    const { requestStats } = context;
    requestStats.spans?.endOperation(requestStats.summary(200));
  }
}
