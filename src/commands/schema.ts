import { printedClientSchema, printedSchema } from '../graph/schema/schema.js';

export interface SchemaOptions {
  /** Prints the schema as clients see it, without federation's directives. */
  readonly client: boolean;
  readonly requiresScopes: boolean;
}

/** Prints the schema: as a subgraph, or as clients see it. */
export function schema({ client, requiresScopes }: SchemaOptions): void {
  process.stdout.write(client ? printedClientSchema() : printedSchema({ requiresScopes }));
}
