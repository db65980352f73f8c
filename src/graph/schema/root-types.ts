import type { GraphQLSchema } from 'graphql';

/** What holds for every field of a root type; type-graphql has no place for it. */
const DESCRIPTIONS = {
  Query:
    'Everything that can be read. On pages, first is 1 to 100; after continues a page and belongs to the arguments it was ' +
    'made with; offset starts at a position; both together are BAD_USER_INPUT.',
  Mutation:
    'Everything that can be changed. What is refused for a reason of the business stands in userErrors: none means committed. ' +
    'An error at the path of the mutation itself means that nothing was; errors below it are reads that failed. Where an ' +
    'answer of the platform is lost, reading back tells what took effect; what cannot be told is OUTCOME_UNKNOWN.',
};

export function describeRootTypes(schema: GraphQLSchema): void {
  for (const [name, description] of Object.entries(DESCRIPTIONS)) {
    const type = schema.getType(name);
    if (type) type.description = description;
  }
}
