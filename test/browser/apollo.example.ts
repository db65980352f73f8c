import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import possibleTypes from '../../schema/possibleTypes.json' with { type: 'json' };
import { CardListDocument } from '../graph/generated/graphql.js';

export const createClient = (uri: string) =>
  new ApolloClient({
    link: new HttpLink({ uri }),
    cache: new InMemoryCache({
      ...possibleTypes,
      typePolicies: {
        // Pages of one list are merged. Cards with other statuses are a separate list.
        Query: { fields: { cards: relayStylePagination(['statuses']) } },
        // A user whose openid is not selected is cached as a part of the object that contains it.
        WechatUser: { keyFields: ({ openid }) => (openid === undefined ? false : ['openid']) },
      },
    }),
  });

/** Fetches the first cards, or those after data.cards.pageInfo.endCursor. The cache contains all pages so far. */
export const fetchCards = (client: ApolloClient, after: string | null = null) =>
  client.query({ query: CardListDocument, variables: { after }, fetchPolicy: 'network-only' });
