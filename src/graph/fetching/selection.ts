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
 * Whether the selection on a reference of the type asks for more than the fields that the reference itself holds.
 * Decides, once where a reference resolves, if its call is made. Follows fragments, @skip, @include and variables.
 * @param scopes of the caller, for a type with a field that needs another scope than the type itself: forbidden, it asks
 *   for nothing
 */
export function selectsMoreThan(
  ownFields: ReadonlySet<string>,
  typeName: string,
  info: GraphQLResolveInfo,
  scopes?: ReadonlySet<Scope>,
): boolean {
  const asksMore = (nodes: readonly SelectionNode[]): boolean =>
    nodes.some((node) => {
      if (!isIncluded(node, info)) return false;
      if (node.kind === 'Field') {
        const { value: name } = node.name;
        return !ownFields.has(name) && name !== '__typename' && !(scopes && isForbidden(name, typeName, info, scopes));
      }
      const fragment = node.kind === 'InlineFragment' ? node : info.fragments[node.name.value];
      if (fragment === undefined) return false;
      const condition = fragment.typeCondition?.name.value;
      if (condition !== undefined && !appliesTo(condition, typeName, info)) return false;
      return asksMore(fragment.selectionSet.selections);
    });
  return info.fieldNodes.some((node: FieldNode) => asksMore(node.selectionSet?.selections ?? []));
}

function isForbidden(
  field: string,
  typeName: string,
  { schema }: GraphQLResolveInfo,
  scopes: ReadonlySet<Scope>,
): boolean {
  const type = schema.getType(typeName);
  const of = isObjectType(type) ? type.getFields()[field]?.type : undefined;
  const needed = of && typeScope(getNamedType(of).name);
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
