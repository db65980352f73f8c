/** The configuration with which mesh-compose builds the supergraph. card/get is a POST that only reads. */
import { defineConfig } from '@graphql-mesh/compose-cli';
import { loadOpenAPISubgraph } from '@omnigraph/openapi';

export const composeConfig = defineConfig({
  output: process.env.SUPERGRAPH,
  subgraphs: [
    {
      sourceHandler: loadOpenAPISubgraph('Cards', {
        source: new URL('./openapi.json', import.meta.url).pathname,
        endpoint: process.env.EMULATOR_URL,
        queryParams: { access_token: '{env.ACCESS_TOKEN}' },
        selectQueryOrMutationField: [{ type: 'Query', fieldName: 'card_get' }],
      }),
    },
  ],
});
