import type { DocumentNode, ExecutionResult, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { PlannedQuery } from './planned-query.js';

/** One operation of a document that is valid for the schema. */
export interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** Executes queries by plans that are kept as long as their documents. Mutations are left to graphql-js. */
export class PlannedQueries {
  readonly #queries = new WeakMap<OperationDefinitionNode, PlannedQuery>();

  /**
   * @param query an operation of that kind
   * @param variables as graphql-js coerced them
   */
  execute(
    query: Operation,
    variables: Record<string, unknown>,
    context: unknown,
  ): Promise<ExecutionResult<Record<string, unknown>>> {
    let planned = this.#queries.get(query.operation);
    if (planned === undefined) {
      planned = new PlannedQuery(query.schema, query.document, query.operation);
      this.#queries.set(query.operation, planned);
    }
    return planned.execute(variables, context);
  }
}
