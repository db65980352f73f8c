// Hive Gateway in front of this subgraph, instead of Apollo Router (schema/router.yaml). It is under the MIT licence.
//
//   npm install @graphql-hive/gateway
//   CARDGRAPH_URL=https://cards.internal/graphql ROUTER_SECRET=… npx hive-gateway supergraph -c gateway.config.mjs ./supergraph.graphql

/** Forwarded headers: the caller's credential, the account and the request id. The server checks them. */
const FORWARDED = ['authorization', 'x-api-key', 'x-wechat-appid', 'x-request-id'];

const { CARDGRAPH_URL, ROUTER_SECRET } = process.env;

export const gatewayConfig = {
  propagateHeaders: {
    fromClientToSubgraphs({ request, subgraphName }) {
      // Composers differ in the case of subgraph names.
      if (subgraphName.toLowerCase() !== 'cardgraph') return {};
      const forwarded = FORWARDED.map((name) => [name, request.headers.get(name)]).filter(
        ([, value]) => value !== null,
      );
      // A client's own x-router-secret is never forwarded.
      return Object.fromEntries([...forwarded, ...(ROUTER_SECRET ? [['x-router-secret', ROUTER_SECRET]] : [])]);
    },
  },
  // The URL of this server. The supergraph contains the addresses of a developer's machine.
  ...(CARDGRAPH_URL ? { transportEntries: { cardgraph: { location: CARDGRAPH_URL } } } : {}),
};
