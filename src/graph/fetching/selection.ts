import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isObjectType,
  type SelectionNode,
} from 'graphql';
import type { Scope } from '../../config/scopes.js';
import { typeScope } from '../policies/scopes.js';

/**
 * Returns whether the selection on a reference needs more than the fields that the reference itself holds, which decides whether the
 * reference is fetched. Follows fragments, @skip, @include and variables.
 * @param scopes scopes of the caller, for a type with a field that requires another scope than the type: a forbidden field needs no fetch
 */
export function selectsMoreThan(
  ownFields: ReadonlySet<string>,
  typeName: string,
  info: GraphQLResolveInfo,
  scopes?: ReadonlySet<Scope>,
): boolean {
  const needsMore = ({ name: { value: name } }: FieldNode) =>
    !ownFields.has(name) && name !== '__typename' && !(scopes && isForbidden(name, typeName, info, scopes));
  return info.fieldNodes.some((node) => someField(node, typeName, info, needsMore));
}

/**
 * Returns whether the selection contains a field at a path below the resolved field. Follows fragments, @skip, @include and variables.
 * @param path coordinates of object types, such as `CardConnection.pageInfo` and `PageInfo.hasNextPage`
 */
export function selects(path: readonly `${string}.${string}`[], info: GraphQLResolveInfo): boolean {
  const contains = (node: FieldNode, [coordinate, ...below]: readonly string[]): boolean => {
    if (coordinate === undefined) return true;
    const [typeName = '', field] = coordinate.split('.');
    return someField(node, typeName, info, (child) => child.name.value === field && contains(child, below));
  };
  return info.fieldNodes.some((node) => contains(node, path));
}

/** Returns whether a field below another field passes a test. Skips what `@skip`, `@include` and type conditions exclude. */
function someField(
  parent: FieldNode,
  typeName: string,
  info: GraphQLResolveInfo,
  test: (field: FieldNode) => boolean,
): boolean {
  const someOf = (nodes: readonly SelectionNode[] = []): boolean =>
    nodes.some((node) => {
      if (!isIncluded(node, info)) return false;
      if (node.kind === 'Field') return test(node);
      const fragment = node.kind === 'InlineFragment' ? node : info.fragments[node.name.value];
      if (fragment === undefined) return false;
      const condition = fragment.typeCondition?.name.value;
      if (condition !== undefined && !appliesTo(condition, typeName, info)) return false;
      return someOf(fragment.selectionSet.selections);
    });
  return someOf(parent.selectionSet?.selections);
}

function isForbidden(
  field: string,
  typeName: string,
  { schema }: GraphQLResolveInfo,
  scopes: ReadonlySet<Scope>,
): boolean {
  const type = schema.getType(typeName);
  const fieldType = isObjectType(type) ? type.getFields()[field]?.type : undefined;
  const needed = fieldType && typeScope(getNamedType(fieldType).name);
  return needed !== undefined && !scopes.has(needed);
}

function isIncluded(node: SelectionNode, { variableValues }: GraphQLResolveInfo): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.if !== false;
}

function appliesTo(condition: string, typeName: string, { schema }: GraphQLResolveInfo): boolean {
  if (condition === typeName) return true;
  const abstract = schema.getType(condition);
  const type = schema.getType(typeName);
  return isAbstractType(abstract) && isObjectType(type) && schema.isSubType(abstract, type);
}
