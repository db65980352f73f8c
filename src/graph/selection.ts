import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  isObjectType,
  type SelectionNode,
} from 'graphql';

/**
 * Whether the selection on a reference of the type asks for more than the fields that the reference itself holds.
 * Decides, once where a reference resolves, if its call is made. Follows fragments, @skip, @include and variables.
 */
export function selectsMoreThan(known: ReadonlySet<string>, typeName: string, info: GraphQLResolveInfo): boolean {
  const asksMore = (nodes: readonly SelectionNode[]): boolean =>
    nodes.some((node) => {
      if (!isIncluded(node, info)) return false;
      if (node.kind === 'Field') return !known.has(node.name.value) && node.name.value !== '__typename';
      const fragment = node.kind === 'InlineFragment' ? node : info.fragments[node.name.value];
      if (fragment === undefined) return false;
      const condition = fragment.typeCondition?.name.value;
      if (condition !== undefined && !appliesTo(condition, typeName, info)) return false;
      return asksMore(fragment.selectionSet.selections);
    });
  return info.fieldNodes.some((node: FieldNode) => asksMore(node.selectionSet?.selections ?? []));
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
