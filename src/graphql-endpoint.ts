import { ApolloServer, type ApolloServerPlugin, HeaderMap, type HTTPGraphQLHead } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  type DocumentNode,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  OperationTypeNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { completeAnswer } from './answers.js';
import type { Context } from './context.js';
import { formatError, isUnforeseen, platformErrorBehind } from './errors.js';
import { KnownQueries, type KnownQuery } from './execution/known-queries.js';
import { type Operation, PlannedQueries } from './execution/planned-queries.js';
import { coerceVariables, withholdInput } from './graph/input-errors.js';
import type { OperationLimits } from './guard/limits.js';
import { OperationAdmission, shapeLimits } from './guard/operation-limits.js';
import type { Log } from './log.js';
import type { TrailedOperation } from './telemetry/request-trail.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a request that Apollo Server answers. */
    graphContext: Context | undefined;
  }
}

/** Accept headers whose answer's media type is remembered. */
const MAX_ACCEPTS = 100;

export interface GraphQLEndpointOptions {
  readonly schema: GraphQLSchema;
  readonly production: boolean;
  readonly limits: OperationLimits;
  readonly log: Log;
  /** false: graphql-js executes queries as well as mutations, and Apollo Server answers each. Both answer the same, which tests hold. */
  readonly plansQueries?: boolean | undefined;
}

/** What is settled of an operation before it is executed. */
interface Settled {
  /** Upstream calls that it costs at the most; undefined: it was refused before that was reckoned. */
  calls: number | undefined;
  /** As resolvers get them; undefined: it was refused. */
  variables: Record<string, unknown> | undefined;
}

type Result = FormattedExecutionResult<Record<string, unknown>>;

interface KnownAnswer {
  readonly http: HTTPGraphQLHead;
  readonly result: Result;
}

/**
 * Answers GraphQL requests. Apollo Server takes each: it reads, parses and validates, and says what is wrong. A query that it has taken
 * before is executed at once when it comes again; what is then answered is what Apollo Server would answer, byte for byte.
 */
export class GraphQLEndpoint {
  readonly #options: GraphQLEndpointOptions;
  readonly #apollo: ApolloServer<Context>;
  readonly #admission: OperationAdmission;
  readonly #planned = new PlannedQueries();
  readonly #known = new KnownQueries();
  /** Media types of answers, by the Accept header of their requests, as Apollo Server chose them. */
  readonly #mediaTypes = new LRUCache<string, string>({ max: MAX_ACCEPTS });
  #byApollo: ((request: FastifyRequest, reply: FastifyReply) => Promise<unknown>) | undefined;

  /** Resolves when it may be asked. */
  static async start(http: FastifyInstance, options: GraphQLEndpointOptions): Promise<GraphQLEndpoint> {
    const endpoint = new GraphQLEndpoint(options);
    await endpoint.#apollo.start();
    http.decorateRequest('graphContext');
    const byApollo = fastifyApolloHandler(endpoint.#apollo, {
      context: async ({ graphContext }) => graphContext as Context,
    });
    endpoint.#byApollo = async (request, reply) => byApollo.call(http, request, reply);
    return endpoint;
  }

  private constructor(options: GraphQLEndpointOptions) {
    const { schema, production, limits, log } = options;
    this.#options = options;
    this.#admission = new OperationAdmission(limits);
    this.#apollo = new ApolloServer<Context>({
      schema,
      introspection: !production,
      parseOptions: { maxTokens: limits.tokens },
      validationRules: [shapeLimits(limits)],
      validationOptions: { maxErrors: limits.validationErrors, hideSuggestions: production },
      hideSchemaDetailsFromClientErrors: production,
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      formatError,
      logger: log,
      plugins: [
        ApolloServerPluginCacheControlDisabled(),
        // Of a subgraph it is on by default: one request that asks for a trace would slow every field down for good.
        ApolloServerPluginInlineTraceDisabled(),
        ApolloServerPluginLandingPageDisabled(),
        this.#plugin(),
      ],
    });
  }

  /**
   * Answers a request that was let in.
   * @returns the body of the answer, whose status and headers are set
   */
  async answer(request: FastifyRequest, reply: FastifyReply, context: Context): Promise<unknown> {
    const { method, body, headers } = request;
    const { accept = '' } = headers;
    const mediaType = method === 'POST' ? this.#mediaTypes.get(accept) : undefined;
    const answering = mediaType === undefined ? undefined : this.#answerKnown(body, context);
    if (answering !== undefined) {
      const { http, result } = await answering;
      for (const [name, value] of http.headers) reply.header(name, value);
      reply.code(http.status ?? 200).header('content-type', mediaType);
      return `${JSON.stringify(result)}\n`;
    }
    request.graphContext = context;
    const answer = await this.#byApollo?.(request, reply);
    const chosen = reply.getHeader('content-type');
    if (method === 'POST' && reply.statusCode === 200 && typeof chosen === 'string')
      this.#mediaTypes.set(accept, chosen);
    return answer;
  }

  async stop(): Promise<void> {
    await this.#apollo.stop();
  }

  #plugin(): ApolloServerPlugin<Context> {
    return {
      requestDidStart: async (request) => {
        const { contextValue } = request;
        beginOperation(request, contextValue);
        const settled = unsettled();
        return {
          didEncounterErrors: async ({ errors, schema, document }) =>
            this.#tellErrors(errors, schema, document, contextValue),
          didResolveOperation: async ({ schema, document, operation, request: { variables = {}, http } }) => {
            if (operation === undefined) return; // there is none of that name: execution says so
            this.#settle(settled, { schema, document, operation }, variables, http?.method);
          },
          responseForOperation: async ({
            schema,
            document,
            operation,
            source,
            queryHash,
            request: { operationName },
          }) => {
            const { variables } = settled;
            if (variables === undefined || operation?.operation !== OperationTypeNode.QUERY) return null;
            if (this.#options.plansQueries === false) return null;
            const query = { schema, document, operation, queryHash };
            this.#known.remember(source, operationName, query);
            const singleResult = await this.#execute(query, variables, contextValue);
            return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult } };
          },
          willSendResponse: async (answered) => this.#endOperation(answered, contextValue, settled),
        };
      },
    };
  }

  /**
   * Does what Apollo Server would do with a query once it has found it valid.
   * @returns undefined: the query is not known, or something is wrong with what was sent, which Apollo Server tells
   */
  #answerKnown(body: unknown, context: Context): Promise<KnownAnswer> | undefined {
    const asked = this.#known.find(body);
    if (asked === undefined) return undefined;
    const settled = unsettled();
    try {
      this.#settle(settled, asked.query, asked.variables, 'POST');
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
    }
    return settled.variables && this.#executeKnown(asked.query, settled.variables, settled, context);
  }

  async #executeKnown(
    query: KnownQuery,
    variables: Record<string, unknown>,
    settled: Settled,
    context: Context,
  ): Promise<KnownAnswer> {
    const http: HTTPGraphQLHead = { status: undefined, headers: new HeaderMap() };
    const trailed: TrailedOperation = { ...query, response: { http } };
    beginOperation(trailed, context);
    const { data, errors } = await this.#execute(query, variables, context);
    // The order in which Apollo Server writes them.
    const result: Result = { errors, data, extensions: undefined };
    trailed.response.body = { kind: 'single', singleResult: result };
    this.#endOperation(trailed, context, settled);
    return { http, result };
  }

  /**
   * Looks at variables once their number is within the limits.
   * @throws {GraphQLError} what is too much or wrong
   */
  #settle(
    settled: Settled,
    operation: Operation,
    sent: Readonly<Record<string, unknown>>,
    method: string | undefined,
  ): void {
    const cost = this.#admission.costOf(operation, sent);
    settled.calls = cost.calls;
    this.#admission.admit(operation, cost, method);
    const { validationErrors } = this.#options.limits;
    settled.variables = coerceVariables(operation.schema, operation.operation, sent, validationErrors);
  }

  async #execute(query: Operation, variables: Record<string, unknown>, context: Context): Promise<Result> {
    const { data = null, errors } = await this.#planned.execute(query, variables, context);
    return errors === undefined ? { data } : { errors: this.#formatted(errors, query, context), data };
  }

  /** As Apollo Server formats them. */
  #formatted(
    errors: readonly GraphQLError[],
    { schema, document }: Operation,
    context: Context,
  ): GraphQLFormattedError[] {
    this.#tellErrors(errors, schema, document, context);
    return errors.map((error) => {
      const extensions = { ...error.extensions, code: error.extensions.code ?? 'INTERNAL_SERVER_ERROR' };
      return formatError({ ...error.toJSON(), extensions }, error);
    });
  }

  #endOperation({ response: { http, body } }: TrailedOperation, context: Context, { calls }: Settled): void {
    const told = this.#options.production ? undefined : calls;
    if (body?.kind === 'single') completeAnswer(body.singleResult, http, context, told);
    const { trail } = context;
    trail.spans?.endOperation(trail.summary(http.status ?? 200));
  }

  /** Takes out of the errors what was sent, names the request in masked ones, and tells the log what clients are not told. */
  #tellErrors(
    errors: readonly GraphQLError[],
    schema: GraphQLSchema,
    document: DocumentNode | undefined,
    { requestId }: Context,
  ): void {
    const { log } = this.#options;
    withholdInput(errors, schema, document);
    for (const error of errors) {
      const path = error.path?.join('.');
      const platformError = platformErrorBehind(error);
      if (isUnforeseen(error)) {
        error.extensions.requestId = requestId;
        log.error({ requestId, err: error.originalError ?? error, path }, 'unforeseen error');
      } else if (platformError !== undefined) {
        const { kind, endpoint, errcode, rid } = platformError;
        log.warn({ requestId, path, kind, endpoint, errcode, rid }, platformError.message);
      }
    }
  }
}

const unsettled = (): Settled => ({ calls: undefined, variables: undefined });

function beginOperation(operation: TrailedOperation, { trail }: Context): void {
  trail.graphql = operation;
  trail.spans?.beginOperation();
}
