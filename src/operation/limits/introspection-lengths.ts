import { type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType, isUnionType } from 'graphql';

const lengths = new WeakMap<GraphQLSchema, Readonly<Record<string, number>>>();

/**
 * Returns the lengths of introspection lists by field coordinate. `__Schema.types` and `__Schema.directives` are exact. The others are
 * averages over the types or fields that hold them, so that the estimate of a full introspection matches what it returns.
 */
export function introspectionLengths(schema: GraphQLSchema): Readonly<Record<string, number>> {
  const counted = lengths.get(schema) ?? count(schema);
  lengths.set(schema, counted);
  return counted;
}

function count(schema: GraphQLSchema): Readonly<Record<string, number>> {
  const types = Object.values(schema.getTypeMap());
  const withFields = types.filter((type) => isObjectType(type) || isInterfaceType(type));
  const fields = withFields.flatMap((type) => Object.values(type.getFields()));
  const inputFields = types.filter(isInputObjectType).flatMap((type) => Object.values(type.getFields()));
  const enumValues = types.filter(isEnumType).flatMap((type) => type.getValues());
  const abstract = types.filter((type) => isInterfaceType(type) || isUnionType(type));
  const possible = abstract.flatMap((type) => schema.getPossibleTypes(type));
  const directives = schema.getDirectives();
  const mean = (entries: number, holders: number) => Math.max(1, Math.ceil(entries / Math.max(holders, 1)));
  return {
    '__Schema.types': types.length,
    '__Schema.directives': directives.length,
    '__Type.fields': mean(fields.length, types.length),
    '__Type.inputFields': mean(inputFields.length, types.length),
    '__Type.enumValues': mean(enumValues.length, types.length),
    '__Type.possibleTypes': mean(possible.length, types.length),
    '__Type.interfaces': 1,
    '__Field.args': mean(fields.flatMap(({ args }) => args).length, fields.length),
    '__Directive.args': mean(directives.flatMap(({ args }) => args).length, directives.length),
    '__Directive.locations': mean(directives.flatMap(({ locations }) => locations).length, directives.length),
  };
}
