import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { fragmentsOf } from '../fragments.js';

/** Directives that exclude a selection, depending on variables. */
const CONDITIONS: ReadonlySet<string> = new Set(['skip', 'include']);

/**
 * Returns whether a root field of an operation may be excluded. GraphQL forbids that for subscriptions. graphql-js has no rule for it, and
 * its rule for the number of root fields fails with an unexpected error if a variable excludes one.
 */
export function hasConditionalRoot(operation: OperationDefinitionNode, document: DocumentNode): boolean {
  const fragments = fragmentsOf(document);
  const visited = new Set<string>();
  const isConditional = ({ selections }: SelectionSetNode): boolean =>
    selections.some((node) => {
      if (node.directives?.some(({ name }) => CONDITIONS.has(name.value))) return true;
      if (node.kind === Kind.FIELD) return false;
      if (node.kind === Kind.INLINE_FRAGMENT) return isConditional(node.selectionSet);
      const name = node.name.value;
      const fragment = visited.has(name) ? undefined : fragments[name];
      visited.add(name);
      return fragment !== undefined && isConditional(fragment.selectionSet);
    });
  return isConditional(operation.selectionSet);
}
