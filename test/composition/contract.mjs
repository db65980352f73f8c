// Prints the client schema of a contract that excludes the tags pii and internal, as Cosmo composes it. Needs Node.js 22.
import { readFileSync } from 'node:fs';
import { federateSubgraphsContract, ROUTER_COMPATIBILITY_VERSION_ONE } from '@wundergraph/composition';
import { parse, printSchema } from 'graphql';

const subgraph = (name, path) => ({
  name,
  url: `http://${name}.example/graphql`,
  definitions: parse(readFileSync(new URL(path, import.meta.url), 'utf8')),
});

const result = federateSubgraphsContract({
  subgraphs: [
    subgraph('cardgraph', '../../schema/schema.graphql'),
    subgraph('campaigns', 'partners/campaigns.graphql'),
  ],
  contractTagOptions: { tagNamesToExclude: new Set(['pii', 'internal']), tagNamesToInclude: new Set() },
  version: ROUTER_COMPATIBILITY_VERSION_ONE,
});
if (!result.success) throw new Error(result.errors.map(({ message }) => message).join('\n'));
process.stdout.write(printSchema(result.federatedGraphClientSchema));
