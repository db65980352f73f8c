// Hive Gateway in front of this subgraph, instead of Apollo Router (schema/router.yaml). It is under the MIT licence.
//
//   npm install @graphql-hive/gateway
//   CARDGRAPH_URL=https://cards.internal/graphql ROUTER_SECRET=… npx hive-gateway supergraph -c gateway.config.mjs ./supergraph.graphql
//
// Subscriptions use server-sent events, or WebSockets with CARDGRAPH_SUBSCRIPTIONS=ws.

/** Forwarded headers: the caller's credential, the account and the request id. The server checks them. */
const FORWARDED = ['authorization', 'x-api-key', 'x-wechat-appid', 'x-request-id'];

const { CARDGRAPH_URL, CARDGRAPH_SUBSCRIPTIONS, ROUTER_SECRET } = process.env;

/** A WebSocket gets no propagated headers. Each distinct set of these headers has a connection. */
const WEBSOCKET = {
  kind: 'ws',
  headers: [
    ...FORWARDED.map((name) => [name, `{context.headers.${name}}`]),
    ...(ROUTER_SECRET ? [['x-router-secret', '{env.ROUTER_SECRET}']] : []),
  ],
};

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
  transportEntries: {
    cardgraph: {
      // The URL of this server. The supergraph contains the addresses of a developer's machine.
      ...(CARDGRAPH_URL ? { location: CARDGRAPH_URL } : {}),
      // Subscriptions would otherwise be sent by GET, which this server rejects.
      options: { method: 'POST', ...(CARDGRAPH_SUBSCRIPTIONS === 'ws' ? { subscriptions: WEBSOCKET } : {}) },
    },
  },
};
