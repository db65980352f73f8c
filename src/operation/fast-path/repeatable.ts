import {
  type GraphQLField,
  getNamedType,
  isAbstractType,
  isObjectType,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { queryField } from '../../graph/policies/root-fields.js';
import type { Operation } from '../operation.js';

/** The type whose objects are read through the cache of the platform's responses, wherever a field refers to them. */
const READ_THROUGH_CACHE = 'Card';

/**
 * Returns whether the response depends on nothing but cached reads, the variables and the caller's scopes: a query whose root fields are
 * marked as `repeatable`, and whose other fields are properties or lead to a card.
 */
export function isRepeatable({ schema, document, operation }: Operation): boolean {
  if (operation.operation !== OperationTypeNode.QUERY) return false;
  const types = new TypeInfo(schema);
  let isAllRepeatable = true;
  // All of the document, because fragments belong to it.
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name: { value: name } }) {
        const parent = types.getParentType();
        if (name === '__typename' || !parent) return;
        if (parent === schema.getQueryType()) {
          isAllRepeatable &&= queryField(name)?.repeatable === true;
          return;
        }
        const objects = isAbstractType(parent) ? schema.getPossibleTypes(parent) : [parent];
        isAllRepeatable &&= objects.every((type) => isObjectType(type) && isProperty(type.getFields()[name]));
      },
    }),
  );
  return isAllRepeatable;
}

function isProperty(field: GraphQLField<unknown, unknown> | undefined): boolean {
  if (field === undefined || field.args.length > 0) return false;
  return field.resolve === undefined || getNamedType(field.type).name === READ_THROUGH_CACHE;
}
