import { type DocumentNode, Kind, parse, print, visit } from 'graphql';

/** Definitions of the directives that are useful to clients, as in the cost specification. */
const DEFINITIONS = `
"""Estimated cost of the field or type, in platform calls."""
directive @cost(
  """Platform calls."""
  weight: Int!
) on FIELD_DEFINITION | OBJECT

"""How long a list is, for cost estimates."""
directive @listSize(
  """Entries that are assumed where no argument determines the length."""
  assumedSize: Int
  """Arguments that determine the length."""
  slicingArguments: [String!]
  """Fields of the returned object that have that length."""
  sizedFields: [String!]
  """Whether exactly one of the slicing arguments must be given."""
  requireOneSlicingArgument: Boolean = true
) on FIELD_DEFINITION
`;

const definitions = parse(DEFINITIONS, { noLocation: true }).definitions;
/** Names of these directives, and of those that GraphQL itself defines. */
const SHOWN = new Set(['cost', 'listSize', 'deprecated', 'specifiedBy', 'oneOf']);

/**
 * Returns the subgraph's schema as clients see it: without federation's directives, and with every directive defined that it uses, so
 * that tools without support for federation can read it.
 */
export function clientSdl(subgraphSdl: string): string {
  const subgraph = parse(subgraphSdl, { noLocation: true });
  const withoutLink = subgraph.definitions.filter(({ kind }) => kind !== Kind.SCHEMA_EXTENSION);
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [...definitions, ...withoutLink] };
  const shown = visit(document, {
    enter: (node) => (node.kind === Kind.DIRECTIVE && !SHOWN.has(node.name.value) ? null : undefined),
  });
  return `${print(shown)}\n`;
}
