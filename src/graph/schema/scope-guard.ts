import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Scope } from '../../config/scopes.js';
import type { Context } from '../context.js';
import { forbidden } from '../policies/forbidden.js';
import { rootField } from '../policies/root-fields.js';
import { typeScope } from '../policies/scopes.js';

/**
 * Enforces the scope table in front of the resolvers. Root fields, and fields that lead to a type with a scope, are resolved only for
 * callers with that scope. For others the field is null with FORBIDDEN at its path and makes no upstream call; the other fields are
 * resolved. Fields without a scope are not wrapped.
 */
export function guardSchema(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (type === schema.getQueryType() && field.name === '_entities') {
        guardEntities(field);
        continue;
      }
      const scopes = scopesOf(schema, type, field);
      if (scopes.length > 0) guardField(field, scopes);
    }
  }
  return schema;
}

/** Returns the scopes that a field requires: the one of its row if it is a root field, and those of the types it may lead to. */
function scopesOf(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, Context>,
): (Scope | undefined)[] {
  const named = getNamedType(field.type);
  const types = isAbstractType(named) ? [named, ...schema.getPossibleTypes(named)] : [named];
  const ofTypes = types.flatMap(({ name }) => typeScope(name) ?? []);
  const isRoot = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].includes(type);
  if (!isRoot) return ofTypes;
  const row = rootField(type.name, field.name);
  return row?.scope === null ? ofTypes : [row?.scope, ...ofTypes];
}

/** @param scopes undefined marks a root field without a row: no caller has that scope */
function guardField(field: GraphQLField<unknown, Context>, scopes: readonly (Scope | undefined)[]): void {
  const { resolve = defaultFieldResolver, subscribe } = field;
  const needed = [...new Set(scopes)];
  // The payload of a mutation has already read such a list. To reject the list would also hide the outcome of the mutation.
  const isGuardedByEntry = field.resolve === undefined && isListOfNullable(field.type);
  const guarded =
    (run: typeof resolve): typeof resolve =>
    (source, args, context, info) => {
      for (const scope of needed) {
        if (scope !== undefined && context.caller.scopes.has(scope)) continue;
        if (!isGuardedByEntry) throw forbidden(scope);
        return (run(source, args, context, info) as readonly unknown[]).map(() => forbidden(scope));
      }
      return run(source, args, context, info);
    };
  field.resolve = guarded(resolve);
  if (subscribe) field.subscribe = guarded(subscribe);
}

/** Returns whether a field has a list that cannot be null, with entries that can. */
function isListOfNullable(type: GraphQLOutputType): boolean {
  return isNonNullType(type) && isListType(type.ofType) && !isNonNullType(type.ofType.ofType);
}

/** Checks each reference for the scope of its type. A reference without the scope fails without affecting the others. */
function guardEntities(field: GraphQLField<unknown, Context>): void {
  const { resolve = defaultFieldResolver } = field;
  field.resolve = async (source, { representations }: EntitiesArgs, context, info) => {
    const refusals = representations.map((representation) => {
      const scope = scopeOfReference(representation);
      return scope === undefined || context.caller.scopes.has(scope) ? undefined : forbidden(scope);
    });
    const open = representations.filter((_, index) => refusals[index] === undefined);
    const found = (await resolve(source, { representations: open }, context, info)) as readonly unknown[];
    let next = 0;
    return refusals.map((refusal) => refusal ?? found[next++]);
  };
}

interface EntitiesArgs {
  readonly representations: readonly unknown[];
}

/** Returns the scope of the type that a reference names, or undefined for an invalid reference, which the resolver rejects. */
function scopeOfReference(representation: unknown): Scope | undefined {
  if (typeof representation !== 'object' || representation === null) return undefined;
  const { __typename: typeName } = representation as Readonly<Record<string, unknown>>;
  return typeof typeName === 'string' ? typeScope(typeName) : undefined;
}
