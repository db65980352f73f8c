import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchemaSync, type NonEmptyArray } from 'type-graphql';
import { CardMutations } from './graph/card/card.mutations.js';
import {
  CardConnectionFields,
  CardEdgeFields,
  CardQueries,
  ConsumeShareCardFields,
  MemberMessageOperationFields,
} from './graph/card/card.resolver.js';
import { validateArguments } from './graph/validation.js';

/** Everything that answers a field by more than reading a property. A resolver that is not here is not in the schema. */
const RESOLVERS: NonEmptyArray<new () => object> = [
  CardQueries,
  CardMutations,
  CardConnectionFields,
  CardEdgeFields,
  ConsumeShareCardFields,
  MemberMessageOperationFields,
];

/** The executable schema. */
export function createSchema(): GraphQLSchema {
  return buildSchemaSync({ resolvers: RESOLVERS, validateFn: validateArguments });
}

/** The schema as schema/schema.graphql holds it: sorted, so that a change shows as what it is. */
export function printedSchema(): string {
  return `${printSchema(lexicographicSortSchema(createSchema()))}\n`;
}
