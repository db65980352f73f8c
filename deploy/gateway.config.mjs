// Hive Gateway in front of this subgraph, in place of Apollo Router (schema/router.yaml); it is under the MIT licence.
//
//   npm install @graphql-hive/gateway
//   CARDGRAPH_URL=https://cards.internal/graphql ROUTER_SECRET=… npx hive-gateway supergraph -c gateway.config.mjs ./supergraph.graphql

/** Who asks, for which account, and under which id of the request: the server decides what they may see. */
const PASSED_ON = ['authorization', 'x-api-key', 'x-wechat-appid', 'x-request-id'];

const { CARDGRAPH_URL, ROUTER_SECRET } = process.env;

export const gatewayConfig = {
  propagateHeaders: {
    fromClientToSubgraphs({ request, subgraphName }) {
      // The supergraph writes names in capitals or not, as its composer does.
      if (subgraphName.toLowerCase() !== 'cardgraph') return {};
      const passed = PASSED_ON.map((name) => [name, request.headers.get(name)]).filter(([, value]) => value !== null);
      // A client's own x-router-secret does not get here.
      return Object.fromEntries([...passed, ...(ROUTER_SECRET ? [['x-router-secret', ROUTER_SECRET]] : [])]);
    },
  },
  // Where this server runs: the supergraph's own addresses are those of a developer's machine.
  ...(CARDGRAPH_URL ? { transportEntries: { cardgraph: { location: CARDGRAPH_URL } } } : {}),
};
