import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';

/** One operation of a document that is valid for the schema, and what was computed from it. */
export interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly derived: Derivations;
}

/** Values that were computed from one operation. They are released together with the operation. */
export class Derivations {
  readonly #values = new Map<object, unknown>();
  readonly #onGrow: ((bytes: number) => void) | undefined;

  /** @param onGrow receives the approximate number of bytes by which the values have grown */
  constructor(onGrow?: (bytes: number) => void) {
    this.#onGrow = onGrow;
  }

  get<T>(key: object, compute: () => T): T {
    if (this.#values.has(key)) return this.#values.get(key) as T;
    const value = compute();
    this.#values.set(key, value);
    return value;
  }

  grow(bytes: number): void {
    this.#onGrow?.(bytes);
  }
}
