/**
 * Measures an operation only by its text, before it is validated. Names may therefore be unknown, and fragments missing or circular.
 * Fragments count wherever they are spread, but each is visited only once. With fragments that spread others twice, the numbers grow
 * exponentially and the work does not.
 */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from '../fragments.js';

/** The size of a selection with everything below it. */
export interface Shape {
  /** Levels of fields. */
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  /** Fields of one selection, including its inline fragments, that repeat the response name of an earlier one. */
  readonly repeats: number;
}

const NOTHING: Shape = { depth: 0, aliases: 0, directives: 0, repeats: 0 };

/** The shapes of a document's operations. */
export class Shapes {
  readonly #fragments: ReturnType<typeof fragmentsOf>;
  readonly #ofFragments = new Map<string, Shape>();
  /** Fragments that are being visited. A fragment within itself counts as nothing. */
  readonly #open = new Set<string>();
  /** A fragment that is spread within itself, if one was visited. */
  circle: string | undefined;

  constructor(document: DocumentNode) {
    this.#fragments = fragmentsOf(document);
  }

  of(operation: OperationDefinitionNode): Shape {
    const shape = this.#ofSelections(operation.selectionSet);
    const variables = operation.variableDefinitions ?? [];
    const directives = variables.reduce((sum, variable) => sum + count(variable), count(operation));
    return { ...shape, directives: shape.directives + directives };
  }

  /** Measures a fragment whether it is spread or not. Validation visits every fragment, even two with the same name. */
  ofFragment({ selectionSet }: FragmentDefinitionNode): Shape {
    return this.#ofSelections(selectionSet);
  }

  /** @param repeats those of the set itself; 0 for the set of an inline fragment, which is counted with the outer one */
  #ofSelections(set: SelectionSetNode | undefined, repeats = repeatsIn(set)): Shape {
    if (set === undefined) return NOTHING;
    const parts = set.selections.map((node) => this.#ofSelection(node));
    return {
      depth: parts.reduce((most, { depth }) => Math.max(most, depth), 0),
      aliases: sumOf(parts, 'aliases'),
      directives: sumOf(parts, 'directives'),
      repeats: sumOf(parts, 'repeats') + repeats,
    };
  }

  #ofSelection(node: SelectionNode): Shape {
    const below = this.#below(node);
    const isField = node.kind === Kind.FIELD;
    return {
      depth: below.depth + (isField ? 1 : 0),
      aliases: below.aliases + (isField && node.alias ? 1 : 0),
      directives: below.directives + count(node),
      repeats: below.repeats,
    };
  }

  #below(node: SelectionNode): Shape {
    switch (node.kind) {
      case Kind.FIELD:
        return this.#ofSelections(node.selectionSet);
      case Kind.INLINE_FRAGMENT:
        return this.#ofSelections(node.selectionSet, 0);
      case Kind.FRAGMENT_SPREAD:
        return this.#spread(node.name.value);
    }
  }

  #spread(name: string): Shape {
    const cached = this.#ofFragments.get(name);
    if (cached !== undefined) return cached;
    if (this.#open.has(name)) {
      this.circle ??= name;
      return NOTHING;
    }
    this.#open.add(name);
    const fragment = this.#fragments[name];
    const below = this.#ofSelections(fragment?.selectionSet);
    const shape = fragment ? { ...below, directives: below.directives + count(fragment) } : below;
    this.#open.delete(name);
    this.#ofFragments.set(name, shape);
    return shape;
  }
}

/** Returns how often each root field is selected. */
export function rootFieldsOf(operation: OperationDefinitionNode, document: DocumentNode): ReadonlyMap<string, number> {
  const fragments = fragmentsOf(document);
  const cached = new Map<string, ReadonlyMap<string, number>>();
  const inside = (set: SelectionSetNode): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    const add = (name: string, times: number) => counts.set(name, (counts.get(name) ?? 0) + times);
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) add(node.name.value, 1);
      else
        for (const [name, times] of node.kind === Kind.INLINE_FRAGMENT
          ? inside(node.selectionSet)
          : spread(node.name.value))
          add(name, times);
    }
    return counts;
  };
  const spread = (name: string): ReadonlyMap<string, number> => {
    const existing = cached.get(name);
    if (existing !== undefined) return existing;
    cached.set(name, new Map());
    const fragment = fragments[name];
    const counts = fragment ? inside(fragment.selectionSet) : new Map<string, number>();
    cached.set(name, counts);
    return counts;
  };
  return inside(operation.selectionSet);
}

const count = ({ directives = [] }: { readonly directives?: readonly unknown[] }) => directives.length;

function sumOf(parts: readonly Shape[], what: keyof Shape): number {
  return parts.reduce((sum, part) => sum + part[what], 0);
}

function repeatsIn(set: SelectionSetNode | undefined): number {
  const names: string[] = [];
  const collect = ({ selections }: SelectionSetNode) => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) names.push((node.alias ?? node.name).value);
      else if (node.kind === Kind.INLINE_FRAGMENT) collect(node.selectionSet);
    }
  };
  if (set !== undefined) collect(set);
  return names.length - new Set(names).size;
}
