import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type GraphQLSchema, lexicographicSortSchema, OperationTypeNode } from 'graphql';
import { formatError } from '../graph/format-error.js';
import { FastPath, type FastResponse } from './fast-path/fast-path.js';
import { WrittenResponses } from './fast-path/written-responses.js';
import { shapeLimits } from './limits/operation-limits.js';
import { OperationCache } from './operation-cache.js';
import type { OperationContext as Context } from './operation-context.js';
import { OperationCheck, OperationPipeline, type OperationPipelineOptions, type Result } from './operation-pipeline.js';
import { RegisteredTexts } from './registered-texts.js';
import { responseTooLarge } from './response-extensions.js';
import { writeResult } from './result-writer.js';
import { LiveSubscription, type SubscriptionOptions } from './subscription/live-subscription.js';
import { needsStream, onlySubscriptions, openSource } from './subscription/open-source.js';
import type { PreparedSubscription } from './subscription/prepared-subscription.js';
import { EVENT_BYTES } from './subscription/subscription-bounds.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The context of a request that Apollo Server handles. */
    graphContext: Context | undefined;
  }
}

export interface GraphQLEndpointOptions extends OperationPipelineOptions {
  readonly schema: GraphQLSchema;
  /** Whether operations are executed by plans, and cached ones without Apollo Server: GRAPHQL_FAST_PATH. Responses are the same. */
  readonly fastPath: boolean;
  /** Size of the cache of written responses, bytes; 0: no response is sent again. */
  readonly writtenBytes: number;
  /** Whether federated traces are returned on request: FTV1. */
  readonly federatedTraces: boolean;
}

/** Size of the cache of traced operations, bytes. Routers trace a sample of their requests. */
const TRACED_CACHE_BYTES = 4 * 1024 * 1024;

/** Maximum traced requests at the same time. A trace has an object per field; further requests are executed without one. */
const MAX_TRACED = 4;

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown;

/** An Apollo Server with its cache of operations, as a handler of requests. */
interface Executor {
  readonly apollo: ApolloServer<Context>;
  readonly cache: OperationCache;
  readonly handle: Handler;
}

/**
 * Handles GraphQL requests. Apollo Server parses, validates and executes them. With the fast path, queries and mutations are executed by
 * plans, and one that Apollo Server has executed before does not reach it again.
 */
export class GraphQLEndpoint {
  readonly #executor: Executor;
  readonly #pipeline: OperationPipeline;
  readonly #fastPath: FastPath | undefined;
  readonly #maxBytes: number;
  /** Starts the executor of traced operations; undefined: traces are off. */
  readonly #startTraced: (() => Promise<Executor>) | undefined;
  #traced: Promise<Executor> | undefined;
  /** Number of traced requests that are in flight. */
  #tracing = 0;

  /** Resolves when requests can be handled. */
  static async start(http: FastifyInstance, options: GraphQLEndpointOptions): Promise<GraphQLEndpoint> {
    const { responseBytes } = options.limits;
    const pipeline = new OperationPipeline(options);
    const cache = new OperationCache(options.schema);
    const { writtenBytes } = options;
    const responses = writtenBytes > 0 ? new WrittenResponses(writtenBytes) : undefined;
    const fastPath = options.fastPath ? new FastPath(pipeline, cache, responseBytes, responses) : undefined;
    const registeredTexts = new RegisteredTexts();
    const start = async (schema: GraphQLSchema, operations: OperationCache, plugins: ApolloServerPlugin<Context>[]) => {
      const apollo = apolloServer({ ...options, schema }, operations, registeredTexts, plugins);
      await apollo.start();
      const handler = fastifyApolloHandler(apollo, { context: async ({ graphContext }) => graphContext as Context });
      return { apollo, cache: operations, handle: (request, reply) => handler.call(http, request, reply) } as Executor;
    };
    /**
     * Tracing wraps the resolver of every field, permanently. It therefore works on a copy of the schema, which is created for the first
     * traced request.
     */
    const startTraced = () => {
      const schema = lexicographicSortSchema(options.schema);
      const operations = new OperationCache(schema, TRACED_CACHE_BYTES);
      const trace = ApolloServerPluginInlineTrace({ includeErrors: { masked: true } });
      return start(schema, operations, [trace, pipelinePlugin(pipeline, operations, undefined)]);
    };
    const executor = await start(options.schema, cache, [
      ApolloServerPluginInlineTraceDisabled(),
      pipelinePlugin(pipeline, cache, fastPath),
    ]);
    http.decorateRequest('graphContext');
    const traced = options.federatedTraces ? startTraced : undefined;
    return new GraphQLEndpoint(executor, pipeline, fastPath, responseBytes, traced);
  }

  private constructor(
    executor: Executor,
    pipeline: OperationPipeline,
    fastPath: FastPath | undefined,
    maxBytes: number,
    startTraced: (() => Promise<Executor>) | undefined,
  ) {
    this.#executor = executor;
    this.#pipeline = pipeline;
    this.#fastPath = fastPath;
    this.#maxBytes = maxBytes;
    this.#startTraced = startTraced;
  }

  /**
   * Handles an admitted request and sets the status and headers of the response.
   * @returns the body of the response. Without a promise if it is sent again as it was written: promises would cost as much as everything
   *   else that it needs
   */
  handle(request: FastifyRequest, reply: FastifyReply, context: Context): string | Promise<string | Buffer> {
    const requestsTrace = request.headers['apollo-federation-include-trace'] === 'ftv1';
    // A trace is part of one response.
    const isTraced = requestsTrace && context.onSubscription === undefined;
    if (isTraced && this.#startTraced !== undefined && this.#tracing < MAX_TRACED) {
      return this.#handleTraced(this.#startTraced, request, reply, context);
    }
    const response = this.#fastPath?.handle(request, context);
    if (response === undefined) return this.#handleByApollo(request, reply, context);
    if (response instanceof Promise) return this.#respond(response, reply, context);
    reply.header('content-type', response.mediaType);
    return response.text;
  }

  async #handleTraced(
    start: () => Promise<Executor>,
    request: FastifyRequest,
    reply: FastifyReply,
    context: Context,
  ): Promise<string | Buffer> {
    this.#tracing += 1;
    try {
      this.#traced ??= start().catch((error: unknown) => {
        // The next traced request starts it again.
        this.#traced = undefined;
        throw error;
      });
      const result = await handleBy(await this.#traced, request, reply, context);
      return await this.#written(result, reply, context);
    } finally {
      this.#tracing -= 1;
    }
  }

  async #respond(executing: Promise<FastResponse>, reply: FastifyReply, context: Context): Promise<string | Buffer> {
    const { http, mediaType, result, keep } = await executing;
    for (const [name, value] of http.headers) reply.header(name, value);
    reply.code(http.status ?? 200).header('content-type', mediaType);
    const written = this.#written(result, reply, context);
    if (typeof written === 'string' && reply.statusCode === 200) keep?.(written);
    return written;
  }

  async #handleByApollo(request: FastifyRequest, reply: FastifyReply, context: Context): Promise<string | Buffer> {
    const result = await handleBy(this.#executor, request, reply, context);
    this.#fastPath?.learn(request, reply);
    return this.#written(result, reply, context);
  }

  /**
   * Handles the admitted body of a POST request that arrived over another transport. A subscription is passed to the context.
   * @returns the HTTP status and the result
   */
  async handleBody(body: unknown, context: Context): Promise<{ readonly status: number; readonly result: Result }> {
    const headers = new HeaderMap();
    headers.set('content-type', 'application/json');
    headers.set('accept', 'application/json');
    const { status = 200, body: sent } = await this.#executor.apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: 'POST', headers, search: '', body },
      context: async () => context,
    });
    // Apollo Server returns the result as an object, see `stringifyResult`.
    return { status, result: (sent.kind === 'complete' ? sent.string : {}) as Result };
  }

  /** Returns a result of a subscription, or the error that replaces one over the limit of bytes. */
  async withinLimit(result: Result): Promise<Result> {
    const written = await writeResult(result, 0, this.#maxEventBytes);
    return written === undefined ? responseTooLarge(this.#maxEventBytes) : result;
  }

  /**
   * Starts a subscription that was prepared by `handle` or `handleBody`.
   * @returns the errors if it is rejected
   */
  async subscribe(
    prepared: PreparedSubscription,
    context: Context,
    options: SubscriptionOptions,
  ): Promise<LiveSubscription | Result> {
    const source = await openSource(prepared, context);
    if (!('errors' in source)) return new LiveSubscription(prepared, source, this.#pipeline, options);
    return { errors: this.#pipeline.formatErrors(source.errors, prepared, context) };
  }

  /** Serializes a result of a subscription. */
  async write(result: Result): Promise<string> {
    const written = await writeResult(result, 0, this.#maxEventBytes);
    return (written ?? JSON.stringify(responseTooLarge(this.#maxEventBytes))).toString().trimEnd();
  }

  get #maxEventBytes(): number {
    return Math.min(this.#maxBytes, EVENT_BYTES);
  }

  /** Responses so far that were sent again as they were written. */
  get responsesRepeated(): number {
    return this.#fastPath?.repeated ?? 0;
  }

  /** Evicts all documents, costs, plans and written responses. */
  evictOperations(): void {
    this.#executor.cache.clear();
    this.#fastPath?.clear();
    void this.#traced?.then(({ cache }) => cache.clear());
  }

  /** Serializes a result. A small one is returned without a promise, which would cost as much as serializing it. Most results are small. */
  #written(result: Result, reply: FastifyReply, { requestStats }: Context): string | Promise<string | Buffer> {
    const written = writeResult(result, requestStats.responseBytes, this.#maxBytes);
    if (typeof written === 'string') return written;
    const reject = () => {
      reply.code(400);
      const rejection: Result = { ...responseTooLarge(this.#maxBytes), extensions: result.extensions };
      // The access line and the metrics must report this response.
      if (requestStats.graphql) requestStats.graphql.response.body = { kind: 'single', singleResult: rejection };
      return `${JSON.stringify(rejection)}\n`;
    };
    return written === undefined ? reject() : written.then((buffer) => buffer ?? reject());
  }

  async stop(): Promise<void> {
    await Promise.all([this.#executor.apollo.stop(), this.#traced?.then(({ apollo }) => apollo.stop())]);
  }
}

/** Lets Apollo Server handle a request. */
async function handleBy(
  executor: Executor,
  request: FastifyRequest,
  reply: FastifyReply,
  context: Context,
): Promise<Result> {
  const cacheControl = reply.getHeader('cache-control');
  request.graphContext = context;
  // Apollo Server returns the result as an object, see `stringifyResult`.
  const result = (await executor.handle(request, reply)) as Result;
  // It sets another one for the hash of an unknown query.
  reply.header('cache-control', cacheControl);
  return result;
}

function apolloServer(
  { schema, production, limits, log }: GraphQLEndpointOptions,
  documentStore: OperationCache,
  registeredTexts: RegisteredTexts,
  plugins: ApolloServerPlugin<Context>[],
): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema,
    introspection: !production,
    parseOptions: { maxTokens: limits.tokens },
    validationRules: [shapeLimits(limits)],
    validationOptions: { maxErrors: limits.validationErrors, hideSuggestions: production },
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError,
    documentStore,
    persistedQueries: { cache: registeredTexts },
    // `writeResult` serializes all results, large ones in several turns of the event loop.
    stringifyResult: (result) => result as unknown as string,
    logger: log,
    plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginLandingPageDisabled(), ...plugins],
  });
}

/** Creates a single plugin for all purposes, because Apollo Server awaits each hook of each plugin. */
function pipelinePlugin(
  pipeline: OperationPipeline,
  cache: OperationCache,
  fastPath: FastPath | undefined,
): ApolloServerPlugin<Context> {
  return {
    async requestDidStart(request) {
      const { contextValue } = request;
      pipeline.onStart(request, contextValue);
      const check = new OperationCheck();
      return {
        async didEncounterErrors({ errors, schema, document }) {
          pipeline.reportErrors(errors, schema, document, contextValue);
        },
        async didResolveOperation({ document, operation, queryHash, request: { variables = {}, http } }) {
          if (operation === undefined) return; // No operation has the requested name; execution reports it.
          const isSubscription = operation.operation === OperationTypeNode.SUBSCRIPTION;
          if (!isSubscription && contextValue.acceptsOnlySubscriptions) throw onlySubscriptions();
          pipeline.check(check, cache.operationOf(document, operation, queryHash), variables, http?.method);
          if (isSubscription && contextValue.onSubscription === undefined) throw needsStream();
        },
        async responseForOperation({
          document,
          operation,
          queryHash,
          request: { operationName, variables: sent = {} },
        }) {
          const { variables } = check;
          if (operation?.operation === OperationTypeNode.SUBSCRIPTION) {
            const { schema } = cache.operationOf(document, operation, queryHash);
            const calls = check.calls ?? 0;
            contextValue.onSubscription?.({ schema, document, operationName, variables: sent, calls });
            return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult: { data: null } } };
          }
          if (!fastPath || !variables || operation === undefined) return null;
          const query = cache.operationOf(document, operation, queryHash);
          cache.markExecuted(query, operationName);
          const singleResult = await fastPath.execute(query, variables, contextValue);
          return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult } };
        },
        async willSendResponse(finished) {
          pipeline.onEnd(finished, contextValue, check);
        },
      };
    },
  };
}
