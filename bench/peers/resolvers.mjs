import DataLoader from 'dataloader';
import { batchgetRequests, cardNode, cardSummary, codeNode, statsRequests, statsRow } from '../by-hand.mjs';

/**
 * Resolvers as in tutorials: a client of the platform, a DataLoader per request, plain objects that default resolvers read. They have no
 * errors, limits, retries or deadlines beyond those of the libraries.
 *
 * @typedef {(path: string, request: object, signal?: AbortSignal) => Promise<any>} Call
 * @typedef {object} Context
 * @property {Call} call
 * @property {DataLoader<string, any>} cards by id
 */

/**
 * Creates the context that the resolvers of one request share.
 * @param {Call} call
 * @returns {Context}
 */
export function contextOf(call) {
  return { call, cards: new DataLoader((ids) => Promise.all(ids.map((id) => fetchCard(call, id)))) };
}

/** @param {Call} call @param {string} id */
async function fetchCard(call, id) {
  const { card } = await call('/card/get', { card_id: id });
  return { ...cardNode(id, card), ...cardSummary(id, card) };
}

export const resolvers = {
  Query: {
    card: (/** @type {unknown} */ _, /** @type {any} */ { id }, /** @type {Context} */ { cards }) => cards.load(id),
    cardsById: (/** @type {unknown} */ _, /** @type {any} */ { ids }, /** @type {Context} */ { cards }) =>
      cards.loadMany(ids),
    async cards(/** @type {unknown} */ _, /** @type {any} */ { first }, /** @type {Context} */ { call }) {
      const requests = batchgetRequests(first);
      const pages = await Promise.all(requests.map((request) => call('/card/batchget', request)));
      return { ids: pages.flatMap((page) => page.card_id_list) };
    },
    wechatUser: (/** @type {unknown} */ _, /** @type {any} */ { openid }) => ({ openid }),
    async memberCardDetailStats(
      /** @type {unknown} */ _,
      /** @type {{ cardId: string, from: string, to: string }} */ range,
      /** @type {Context} */ { call },
    ) {
      const requests = statsRequests(range);
      const answers = await Promise.all(requests.map((request) => call('/datacube/getcardmembercarddetail', request)));
      return { complete: true, rows: answers.flatMap((answer) => answer.list.map(statsRow)) };
    },
  },
  Mutation: {
    async modifyStock(/** @type {unknown} */ _, /** @type {any} */ { input }, /** @type {Context} */ { call }) {
      const { cardId, increaseBy, reduceBy } = input;
      await call('/card/get', { card_id: cardId });
      const change = { increase_stock_value: increaseBy, reduce_stock_value: reduceBy };
      await call('/card/modifystock', { card_id: cardId, ...change });
      return { cardId, userErrors: [], card: await fetchCard(call, cardId) };
    },
  },
  CardConnection: {
    nodes: (/** @type {{ ids: string[] }} */ { ids }, /** @type {unknown} */ _, /** @type {Context} */ { cards }) =>
      ids.map((id) => cards.load(id)),
  },
  WechatUser: {
    async wallet(
      /** @type {{ openid: string }} */ { openid },
      /** @type {unknown} */ _,
      /** @type {Context} */ { call },
    ) {
      const { card_list, has_share_card } = await call('/card/user/getcardlist', { openid });
      return { hasFriendVoucher: has_share_card, entries: card_list };
    },
  },
  CodeWallet: {
    codes: (/** @type {{ entries: object[] }} */ { entries }, /** @type {any} */ { first }) => ({
      totalCount: entries.length,
      entries: entries.slice(0, first),
    }),
  },
  CodeConnection: {
    nodes: (
      /** @type {{ entries: { code: string, card_id: string }[] }} */ { entries },
      /** @type {unknown} */ _,
      /** @type {Context} */ { call },
    ) =>
      entries.map(async ({ code, card_id }) => ({
        ...codeNode(code, await call('/card/code/get', { code, card_id, check_consume: false })),
        cardId: card_id,
      })),
  },
  Code: {
    card: (/** @type {{ cardId: string }} */ { cardId }, /** @type {unknown} */ _, /** @type {Context} */ { cards }) =>
      cards.load(cardId),
  },
};
