import { printedSchema } from '../graph/schema/schema.js';

/** Prints the schema as a subgraph. */
export function schema(options: Parameters<typeof printedSchema>[0]): void {
  process.stdout.write(printedSchema(options));
}
