import { ApolloServer, type ApolloServerPlugin, HeaderMap, type HTTPGraphQLHead } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLSchema, OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { formatError } from '../graph/format-error.js';
import type { ObservedOperation } from '../telemetry/request-stats.js';
import { shapeLimits } from './limits/operation-limits.js';
import type { OperationContext as Context } from './operation-context.js';
import { Operations, type OperationsOptions, type Result, Settled } from './operation-pipeline.js';
import { RegisteredTexts } from './registered-texts.js';
import { responseTooLarge } from './response-extensions.js';
import { writeResult } from './result-writer.js';
import { type CachedOperation, OperationCache } from './validated-query-cache.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a request that Apollo Server answers. */
    graphContext: Context | undefined;
  }
}

/** Accept headers whose answer's media type is remembered. */
const MAX_ACCEPTS = 100;

export interface GraphQLEndpointOptions extends OperationsOptions {
  readonly schema: GraphQLSchema;
  /** false: graphql-js executes queries as well as mutations, and Apollo Server answers each. Both answer the same, which tests hold. */
  readonly plansQueries?: boolean | undefined;
}

interface KnownAnswer {
  readonly http: HTTPGraphQLHead;
  readonly result: Result;
}

/**
 * Answers GraphQL requests. Apollo Server takes each: it reads, parses and validates, and says what is wrong. A query that it has taken
 * before is executed at once when it comes again; what is then answered is what Apollo Server would answer, byte for byte.
 */
export class GraphQLEndpoint {
  readonly #apollo: ApolloServer<Context>;
  readonly #operations: Operations;
  readonly #cache: OperationCache;
  readonly #maxBytes: number;
  readonly #byApollo: (request: FastifyRequest, reply: FastifyReply) => unknown;
  /** Media types of answers, by the Accept header of their requests, as Apollo Server chose them. */
  readonly #mediaTypes = new LRUCache<string, string>({ max: MAX_ACCEPTS });

  /** Resolves when it may be asked. */
  static async start(http: FastifyInstance, options: GraphQLEndpointOptions): Promise<GraphQLEndpoint> {
    const operations = new Operations(options);
    const cache = new OperationCache(options.schema);
    const plugin = operationsPlugin(operations, cache, options.plansQueries ?? true);
    const apollo = apolloServer(options, cache, plugin);
    await apollo.start();
    http.decorateRequest('graphContext');
    return new GraphQLEndpoint(http, apollo, operations, cache, options.limits.responseBytes);
  }

  private constructor(
    http: FastifyInstance,
    apollo: ApolloServer<Context>,
    operations: Operations,
    cache: OperationCache,
    maxBytes: number,
  ) {
    this.#apollo = apollo;
    this.#operations = operations;
    this.#cache = cache;
    this.#maxBytes = maxBytes;
    const handler = fastifyApolloHandler(apollo, { context: async ({ graphContext }) => graphContext as Context });
    this.#byApollo = (request, reply) => handler.call(http, request, reply);
  }

  /**
   * Answers a request that was admitted.
   * @returns the body of the response, whose status and headers are set
   */
  async answer(request: FastifyRequest, reply: FastifyReply, context: Context): Promise<string | Buffer> {
    const { method, body, headers } = request;
    const { accept = '' } = headers;
    const mediaType = method === 'POST' ? this.#mediaTypes.get(accept) : undefined;
    const executing = mediaType === undefined ? undefined : this.#executeCached(body, context);
    if (executing !== undefined) {
      const { http, result } = await executing;
      for (const [name, value] of http.headers) reply.header(name, value);
      reply.code(http.status ?? 200).header('content-type', mediaType);
      return this.#written(result, reply, context);
    }
    request.graphContext = context;
    // It passes results on as they are, see `stringifyResult`.
    const result = (await this.#byApollo(request, reply)) as Result;
    const chosen = reply.getHeader('content-type');
    if (method === 'POST' && reply.statusCode === 200 && typeof chosen === 'string')
      this.#mediaTypes.set(accept, chosen);
    return this.#written(result, reply, context);
  }

  /** Evicts all documents, costs and plans. */
  evictOperations(): void {
    this.#cache.clear();
  }

  /** A small result is written at once: most are, and a promise costs them as much as the writing. */
  #written(result: Result, reply: FastifyReply, { requestStats }: Context): string | Promise<string | Buffer> {
    const written = writeResult(result, requestStats.responseBytes, this.#maxBytes);
    if (typeof written === 'string') return written;
    const refused = () => {
      reply.code(400);
      return `${JSON.stringify(responseTooLarge(this.#maxBytes))}\n`;
    };
    return written === undefined ? refused() : written.then((buffer) => buffer ?? refused());
  }

  async stop(): Promise<void> {
    await this.#apollo.stop();
  }

  /**
   * Does what Apollo Server would do with a query once it has found it valid.
   * @returns undefined: the query is not known, or something is wrong with what was sent, which Apollo Server tells
   */
  #executeCached(body: unknown, context: Context): Promise<KnownAnswer> | undefined {
    const asked = this.#cache.find(body);
    if (asked === undefined) return undefined;
    const settled = new Settled();
    try {
      this.#operations.settle(settled, asked.query, asked.variables, 'POST');
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
    }
    return settled.variables && this.#execute(asked.query, settled.variables, settled, context);
  }

  async #execute(
    query: CachedOperation,
    variables: Record<string, unknown>,
    settled: Settled,
    context: Context,
  ): Promise<KnownAnswer> {
    const http: HTTPGraphQLHead = { status: undefined, headers: new HeaderMap() };
    const { operation, queryHash } = query;
    // Not spread: V8 takes half a microsecond to add to a copy, and puts it where only a full collection finds it.
    const observed: ObservedOperation = { operation, queryHash, response: { http } };
    this.#operations.begin(observed, context);
    const { data, errors } = await this.#operations.execute(query, variables, context);
    // The order in which Apollo Server writes them.
    const result: Result = { errors, data, extensions: undefined };
    observed.response.body = { kind: 'single', singleResult: result };
    this.#operations.end(observed, context, settled);
    return { http, result };
  }
}

function apolloServer(
  { schema, production, limits, log }: GraphQLEndpointOptions,
  documentStore: OperationCache,
  plugin: ApolloServerPlugin<Context>,
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
    persistedQueries: { cache: new RegisteredTexts() },
    // One place writes all results: large ones in several turns of the event loop.
    stringifyResult: (result) => result as unknown as string,
    logger: log,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      // Of a subgraph it is on by default: one request that asks for a trace would slow every field down for good.
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      plugin,
    ],
  });
}

/** One plugin for everything: Apollo Server waits for each hook of each. */
function operationsPlugin(
  operations: Operations,
  cache: OperationCache,
  plansQueries: boolean,
): ApolloServerPlugin<Context> {
  return {
    async requestDidStart(request) {
      const { contextValue } = request;
      operations.begin(request, contextValue);
      const settled = new Settled();
      return {
        async didEncounterErrors({ errors, schema, document }) {
          operations.tellErrors(errors, schema, document, contextValue);
        },
        async didResolveOperation({ document, operation, queryHash, request: { variables = {}, http } }) {
          if (operation === undefined) return; // there is none of that name: execution says so
          const cached = cache.operationOf(document, operation, queryHash);
          operations.settle(settled, cached, variables, http?.method);
        },
        async responseForOperation({ document, operation, queryHash, request: { operationName } }) {
          const { variables } = settled;
          if (!plansQueries || variables === undefined || operation?.operation !== OperationTypeNode.QUERY) return null;
          const query = cache.operationOf(document, operation, queryHash);
          cache.markExecuted(query, operationName);
          const singleResult = await operations.execute(query, variables, contextValue);
          return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult } };
        },
        async willSendResponse(answered) {
          operations.end(answered, contextValue, settled);
        },
      };
    },
  };
}
