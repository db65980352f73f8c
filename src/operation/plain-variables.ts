import {
  GRAPHQL_MAX_INT,
  GRAPHQL_MIN_INT,
  GraphQLBoolean,
  GraphQLID,
  GraphQLInt,
  type GraphQLNamedType,
  GraphQLString,
  Kind,
  type TypeNode,
} from 'graphql';
import type { Operation } from './operation.js';

type Variables = Readonly<Record<string, unknown>>;

const isString = (value: unknown) => typeof value === 'string';
const isBoolean = (value: unknown) => typeof value === 'boolean';
const isInt = (value: unknown) =>
  Number.isInteger(value) && (value as number) <= GRAPHQL_MAX_INT && (value as number) >= GRAPHQL_MIN_INT;

/** Returns whether a value of the type is what a resolver receives. */
const UNCHANGED: ReadonlyMap<GraphQLNamedType | undefined, (value: unknown) => boolean> = new Map<
  GraphQLNamedType | undefined,
  (value: unknown) => boolean
>([
  [GraphQLID, isString],
  [GraphQLString, isString],
  [GraphQLBoolean, isBoolean],
  [GraphQLInt, isInt],
]);

/**
 * Recognizes variables that graphql-js would pass on as they are: those of the usual scalar types that have a valid value. Most operations
 * have only such variables, and coercing one takes graphql-js 3 µs.
 */
export class PlainVariables {
  /** In the order of the operation. Undefined: a variable has another type. */
  readonly #checks: readonly { readonly name: string; readonly isUnchanged: (value: unknown) => boolean }[] | undefined;

  constructor({ schema, operation: { variableDefinitions = [] } }: Operation) {
    const checks = variableDefinitions.flatMap(({ variable, type }) => {
      const isUnchanged = UNCHANGED.get(schema.getType(nameOf(type)));
      return isUnchanged === undefined ? [] : [{ name: variable.name.value, isUnchanged }];
    });
    this.#checks = checks.length === variableDefinitions.length ? checks : undefined;
  }

  /** Returns the variables as resolvers receive them; undefined: graphql-js has to coerce them. */
  coerced(sent: Variables): Record<string, unknown> | undefined {
    if (this.#checks === undefined) return undefined;
    const variables: Record<string, unknown> = {};
    for (const { name, isUnchanged } of this.#checks) {
      const value = Object.hasOwn(sent, name) ? sent[name] : undefined;
      if (!isUnchanged(value)) return undefined;
      variables[name] = value;
    }
    return variables;
  }
}

/** Returns the name of a type, or of the one that cannot be null. A list has none. */
function nameOf(type: TypeNode): string {
  if (type.kind === Kind.NON_NULL_TYPE) return nameOf(type.type);
  return type.kind === Kind.NAMED_TYPE ? type.name.value : '';
}
