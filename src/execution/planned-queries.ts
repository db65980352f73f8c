import { type ApolloServerPlugin, type GraphQLRequestContext, HeaderMap } from '@apollo/server';
import {
  type GraphQLError,
  type GraphQLFormattedError,
  getVariableValues,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type { Context } from '../context.js';
import { PlannedQuery } from './planned-query.js';

export interface PlannedQueriesOptions {
  /** Is told the errors of fields before they are formatted, as `didEncounterErrors` of a plugin would be. */
  readonly onErrors: (errors: readonly GraphQLError[], request: GraphQLRequestContext<Context>) => void;
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
}

/**
 * Executes queries by plans that are kept as long as their documents. Mutations, and queries whose variables are refused, are left to
 * graphql-js: what it answers to those is answered once, here nothing of it is written again.
 */
export function plannedQueries(options: PlannedQueriesOptions): ApolloServerPlugin<Context> {
  const queries = new WeakMap<OperationDefinitionNode, PlannedQuery>();
  return {
    async requestDidStart() {
      return {
        async responseForOperation(request) {
          const { schema, document, operation, contextValue } = request;
          const root = schema.getQueryType();
          // Where no operation has the name that was asked for, there is none.
          if (operation?.operation !== OperationTypeNode.QUERY || !root) return null;
          const { variableDefinitions = [] } = operation;
          const { coerced } = getVariableValues(schema, variableDefinitions, request.request.variables ?? {});
          if (coerced === undefined) return null;
          let query = queries.get(operation);
          if (query === undefined) {
            query = new PlannedQuery(schema, root, document, operation);
            queries.set(operation, query);
          }
          const { data = null, errors } = await query.execute(coerced, contextValue);
          const singleResult = { data, ...(errors && { errors: formatted(errors, request, options) }) };
          return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult } };
        },
      };
    },
  };
}

function formatted(
  errors: readonly GraphQLError[],
  request: GraphQLRequestContext<Context>,
  { onErrors, formatError }: PlannedQueriesOptions,
): GraphQLFormattedError[] {
  onErrors(errors, request);
  return errors.map((error) => {
    const extensions = { ...error.extensions, code: error.extensions.code ?? 'INTERNAL_SERVER_ERROR' };
    return formatError({ ...error.toJSON(), extensions }, error);
  });
}
