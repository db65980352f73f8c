/** Mercurius on Fastify with JIT. With the argument `cache`, mercurius-cache is enabled. */
import Fastify from 'fastify';
import mercurius from 'mercurius';
import mercuriusCache from 'mercurius-cache';
import { undiciClient } from './platform.mjs';
import { contextOf, resolvers } from './resolvers.mjs';
import { typeDefs } from './schema.mjs';

const call = undiciClient();
const app = Fastify();
await app.register(mercurius, { schema: typeDefs, resolvers, context: () => contextOf(call), jit: 1 });
if (process.argv[2] === 'cache') {
  // Cardgraph's TTLs for a card, in seconds, and capacity for every card of the bench. The default is 1024.
  await app.register(mercuriusCache, {
    ttl: 5,
    stale: 60,
    storage: { type: 'memory', options: { size: 20_000 } },
    policy: { Query: { card: true, cardsById: true } },
  });
}
process.stdout.write(`Mercurius: ${await app.listen({ host: '127.0.0.1', port: 0 })}/graphql\n`);
process.once('SIGTERM', () => process.exit());
