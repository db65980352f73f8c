import type { GraphQLSchema } from 'graphql';

const SCHEMA_DESCRIPTION =
  'The WeChat card platform as a graph: coupons, tickets and member cards of an official account, the codes that users hold, members, ' +
  'pay-gift rules and statistics. A request is for one account, which the header `x-wechat-appid` selects. Text limits count UTF-8 bytes ' +
  '(a Chinese character has three), amounts are in fen (1/100 yuan), and days are in China Standard Time.';

/** Descriptions of the root types: type-graphql has no option for them. */
const DESCRIPTIONS = {
  Query:
    'Read operations. An unknown object is null without an error; any other failed read is an error at its own ' +
    'path. Pages: `first` is 1 to 100 (default 20), `after` continues behind a cursor and requires the arguments that the cursor was ' +
    'returned for, and `offset` starts at a position. `after` and `offset` together are rejected with `BAD_USER_INPUT`.',
  Mutation:
    'Write operations. Business errors are returned in `userErrors`; an empty list means the change was committed. An error at the path of ' +
    "the mutation itself means that nothing was committed; errors below it are failed reads. If the platform's response is lost, the server " +
    'reads back where a read shows the change; `OUTCOME_UNKNOWN` means it could not determine the outcome.',
  Subscription:
    'Streams over server-sent events, `multipart/mixed` or a WebSocket. A subscription continues after a cursor. If the server ends it, the last result is ' +
    'an error whose `extensions.cursor` is the place to continue after.',
};

/** Adds the descriptions of the schema and of its root types. */
export function describeRootTypes(schema: GraphQLSchema): void {
  schema.description = SCHEMA_DESCRIPTION;
  for (const [name, description] of Object.entries(DESCRIPTIONS)) {
    const type = schema.getType(name);
    if (type) type.description = description;
  }
}
