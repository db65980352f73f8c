/** GraphQL Yoga on node:http with @envelop/graphql-jit. */
import { createServer } from 'node:http';
import { useGraphQlJit } from '@envelop/graphql-jit';
import { createSchema, createYoga } from 'graphql-yoga';
import { undiciClient } from './platform.mjs';
import { contextOf, resolvers } from './resolvers.mjs';
import { typeDefs } from './schema.mjs';

const call = undiciClient();
const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  context: () => contextOf(call),
  plugins: [useGraphQlJit()],
  logging: false,
  landingPage: false,
});
const server = createServer(yoga);
server.listen(0, '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  process.stdout.write(`Yoga: http://127.0.0.1:${port}/graphql\n`);
});
process.once('SIGTERM', () => process.exit());
