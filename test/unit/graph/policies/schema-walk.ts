import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
} from 'graphql';
import { rootField } from '../../../../src/graph/policies/root-fields.js';
import { TYPE_SCOPES } from '../../../../src/graph/policies/scopes.js';

export function objectTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
  );
}

export function rootTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) => type ?? []);
}

export const fieldsOf = (type: GraphQLObjectType): GraphQLField<unknown, unknown>[] => Object.values(type.getFields());

/** Returns the named type of `Type.field`, without lists and non-nulls. */
export function namedTypeOf(schema: GraphQLSchema, path: string): string {
  const [name = '', field = ''] = path.split('.');
  const type = schema.getType(name);
  const found = isObjectType(type) ? type.getFields()[field] : undefined;
  if (found === undefined) throw new Error(`no field ${path}`);
  return getNamedType(found.type).name;
}

/** Returns `Type.field: scope` for every field that leads to a type whose scope some path to the field does not require. */
export function crossings(schema: GraphQLSchema): string[] {
  const roots = rootTypes(schema);
  return [...new Set(Object.values(TYPE_SCOPES))]
    .flatMap((scope) => {
      const found: string[] = [];
      const reached = new Set<GraphQLNamedType>();
      const visit = (type: GraphQLNamedType): void => {
        if (reached.has(type)) return;
        reached.add(type);
        // A field of an abstract type requires the scopes of all its possible types.
        const members = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
        members.filter(({ name }) => TYPE_SCOPES[name] !== scope).forEach(visit);
        if (!isObjectType(type)) return;
        for (const field of fieldsOf(type)) {
          const isRoot = roots.includes(type);
          const target = getNamedType(field.type);
          if (TYPE_SCOPES[target.name] === scope) {
            if (!isRoot) found.push(`${type.name}.${field.name}: ${scope}`);
          } else if (!isRoot || rootField(type.name, field.name)?.scope !== scope) {
            visit(target);
          }
        }
      };
      roots.forEach(visit);
      return found;
    })
    .sort();
}

/** Returns whether a field, as `Type.field`, belongs to a type of events. */
export function isOfEvent(schema: GraphQLSchema, field: string): boolean {
  const [type = ''] = field.split('.');
  const events = schema.getType('CardEvent');
  return isAbstractType(events) && schema.getPossibleTypes(events).some(({ name }) => name === type);
}
