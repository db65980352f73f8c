import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';

/** Cards that marketing features. No customer's wallet has a code of one of them. */
export const FEATURED = ['pDEMO-gift-0002', 'pDEMO-groupon-0003', 'pDEMO-discount-0002', 'pDEMO-gift-0002'];

const CAMPAIGN = { id: 'spring', name: '春茶上市', budget: { fen: 1_234_500, yuan: '12345.00' } };
/** Features a deleted card. */
const LAST_YEARS = { id: 'last-year', name: '去年', budget: null };

const USERS = [
  { id: 'c1', email: 'fourier@example.com', name: 'Fourier', openid: 'oDEMO-user-0001' },
  { id: 'c2', email: 'cha@example.com', name: '李小茶', openid: 'oDEMO-user-0006' },
  { id: 'c3', email: 'cash@example.com', name: 'Pays in cash', openid: null },
];

const PAGE = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };

const RESOLVERS = {
  campaigns: {
    Query: {
      campaign: (_: unknown, { id }: { id: string }) =>
        [CAMPAIGN, LAST_YEARS].find((campaign) => campaign.id === id) ?? null,
      campaigns: () => ({ nodes: [CAMPAIGN], pageInfo: { ...PAGE, numberOfPages: 1 } }),
    },
    Campaign: {
      featured: ({ id: campaign }: { id: string }) =>
        (campaign === CAMPAIGN.id ? FEATURED : ['pDEMO-no-such-card']).map((id) => ({ id })),
    },
    Card: {
      __resolveReference: (reference: object) => ({ ...reference }),
      campaign: () => CAMPAIGN,
      banner: ({ title }: { title?: string | null }) => title && `${title} · ${CAMPAIGN.name}`,
    },
  },
  crm: {
    Query: {
      customer: (_: unknown, { id }: { id: string }) => USERS.find((user) => user.id === id) ?? null,
      customers: () => ({ nodes: USERS, pageInfo: PAGE }),
    },
    User: {
      __resolveReference: ({ id, email }: { id?: string; email?: string }) =>
        USERS.find((user) => user.id === id || user.email === email) ?? null,
      wechat: ({ openid }: (typeof USERS)[number]) => openid && { openid },
      favourite: ({ openid }: (typeof USERS)[number]) =>
        openid && { cardId: 'pDEMO-groupon-0001', code: '100000000001' },
    },
  },
  notes: {
    Query: { openNotes: () => [{ text: 'rang twice', about: { cardId: 'pDEMO-groupon-0001', code: '100000000001' } }] },
    Code: {
      __resolveReference: (reference: object) => ({ ...reference }),
      note: ({ code }: { code: string }) => `note on ${code}`,
    },
  },
};

type Subgraph = Extract<Parameters<typeof buildSubgraphSchema>[0], readonly unknown[]>[number];
/** The data of a partner by type and field. */
export type Resolvers = NonNullable<Extract<Subgraph, { readonly typeDefs: unknown }>['resolvers']>;

export type PartnerName = keyof typeof RESOLVERS;
export const PARTNERS = Object.keys(RESOLVERS) as PartnerName[];

/** Returns the published SDL of a partner. */
export const sdlOfPartner = (name: PartnerName) => readFileSync(join(__dirname, `partners/${name}.graphql`), 'utf8');

export interface RunningPartner {
  readonly name: string;
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the subgraphs of other teams, each as a separate server. */
export function startPartners(): Promise<RunningPartner[]> {
  return Promise.all(PARTNERS.map((name) => startPartner(name, sdlOfPartner(name), RESOLVERS[name])));
}

export async function startPartner(name: string, sdl: string, resolvers: Resolvers): Promise<RunningPartner> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]);
  const plugins = [ApolloServerPluginInlineTraceDisabled()];
  const server = new ApolloServer({ schema, plugins, stopOnTerminationSignals: false });
  const { url } = await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 } });
  return { name, url, close: () => server.stop() };
}
