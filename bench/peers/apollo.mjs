/** Apollo Server as in its tutorial: standalone, `fetch`, a DataLoader per request. */
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { fetchClient } from './platform.mjs';
import { contextOf, resolvers } from './resolvers.mjs';
import { typeDefs } from './schema.mjs';

const call = fetchClient();
const server = new ApolloServer({ typeDefs, resolvers });
const { url } = await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: 0 },
  context: async () => contextOf(call),
});
process.stdout.write(`Apollo: ${url}\n`);
process.once('SIGTERM', () => process.exit());
