import { createHash, randomBytes } from 'node:crypto';
import { addDays, batchgetRequests, cardNode, cardSummary, codeNode, statsRequests, statsRow } from './by-hand.mjs';
import { readCatalog, searchCatalog } from './search.mjs';

/**
 * The workloads of the servers.
 *
 * @typedef {object} Work
 * @property {string} name
 * @property {string} title for the table
 * @property {number} [ids] number of cards that one request names; absent: none, and all requests are equal
 * @property {readonly string[]} [texts] drawn instead of the ids of cards
 * @property {(idempotencyKey: string, ids: readonly string[]) => import('./requests.mjs').Operation} operation
 * @property {(call: Call) => Promise<any>} [prepare] reads what the floor needs for every request, once
 * @property {(call: Call, variables: any, prepared: any) => Promise<object>} floor returns the data, mapped by hand directly on the
 * platform, with one call per card, however often the request names it
 * @property {(data: any) => boolean} check whether the data of a response is worth comparing
 * @property {(data: any) => object} [comparable] the data without what differs in every response; absent: nothing differs
 * @property {Readonly<Record<string, string>>} [env] variables of Cardgraph
 * @property {{ query: string, check: (data: any) => boolean }} [ready] a query that is repeated until its data shows that the server can be
 * measured
 *
 * @typedef {(path: string, request?: object) => Promise<any>} Call calls the platform, by GET without a request, and returns its JSON
 */

/** The fields that Tailcall also supports: it maps names but not values. */
const SUMMARY = `
  fragment Summary on Card {
    id title brandName color notice description claimLimit canShare servicePhone
    stock { quantity totalQuantity }
  }
`;

const DETAILS = `
  id type title status
  stock { quantity }
  validity { type endsAt }
  details {
    __typename
    ... on GrouponDetails { dealDetail }
    ... on DiscountDetails { percentOff }
    ... on GiftDetails { gift }
    ... on CashDetails { minimumSpend { fen yuan } amountOff { fen yuan } }
    ... on GeneralCouponDetails { defaultDetail }
    ... on MemberCardDetails { benefits pointsEnabled balanceEnabled pointsRulesText discountPercentOff }
    ... on ScenicTicketDetails { ticketClass guideUrl }
    ... on MovieTicketDetails { detail }
    ... on BoardingPassDetails { from to flight gate departureAt landingAt }
    ... on MeetingTicketDetails { meetingDetail mapUrl }
    ... on BusTicketDetails { detail }
  }
  advancedInfo { cover { text } }
`;

const ALIASES = 20;
/** The demo user with the most codes. */
const OPENID = 'oDEMO-user-0006';
const MEMBER_CARD = 'pDEMO-member-card-0001';
const STATS_DAYS = 180;

const aliases = Array.from({ length: ALIASES }, (_, index) => `c${index}`);

/** @type {readonly Work[]} */
export const WORKS = [
  {
    name: 'typename',
    title: '`{ __typename }`',
    operation: () => ({ query: '{ __typename }' }),
    floor: async () => ({ __typename: 'Query' }),
    check: ({ __typename }) => __typename === 'Query',
  },
  {
    name: 'one-card',
    title: 'one card',
    ids: 1,
    operation: (_, [id]) => ({
      query: `query Card($id: ID!) { card(id: $id) { ...Summary } } ${SUMMARY}`,
      variables: { id },
    }),
    floor: async (call, { id }) => ({ card: await summary(call, id) }),
    check: ({ card }) => card.title !== null,
  },
  {
    name: 'aliases-20',
    title: '20 cards as aliases',
    ids: ALIASES,
    operation: (_, ids) => ({
      query:
        `query Cards(${aliases.map((name) => `$${name}: ID!`).join(', ')}) { ` +
        `${aliases.map((name) => `${name}: card(id: $${name}) { ...Summary }`).join(' ')} } ${SUMMARY}`,
      variables: Object.fromEntries(aliases.map((name, index) => [name, ids[index]])),
    }),
    floor: async (call, variables) => {
      const once = onceEach((id) => summary(call, id));
      const cards = aliases.map(async (name) => [name, await once(variables[name])]);
      return Object.fromEntries(await Promise.all(cards));
    },
    check: (data) => aliases.every((name) => data[name].title !== null),
  },
  {
    name: 'ids-100',
    title: '100 cards by id',
    ids: 100,
    operation: (_, ids) => ({
      query: `query Cards($ids: [ID!]!) { cardsById(ids: $ids) { ...Summary } } ${SUMMARY}`,
      variables: { ids },
    }),
    floor: async (call, { ids }) => ({
      cardsById: await Promise.all(ids.map(onceEach((id) => summary(call, id)))),
    }),
    check: ({ cardsById }) => cardsById.length === 100,
  },
  list(20),
  list(100),
  {
    name: 'wallet',
    title: 'a wallet of 24 codes with their 12 cards',
    operation: () => ({
      query: `query Wallet($openid: ID!) {
        wechatUser(openid: $openid) {
          wallet {
            hasFriendVoucher
            codes(first: 24) { totalCount nodes { code status redeemable beginsAt card { id title } } }
          }
        }
      }`,
      variables: { openid: OPENID },
    }),
    floor: async (call, { openid }) => {
      const { card_list, has_share_card } = await call('/card/user/getcardlist', { openid });
      const card = onceEach((id) => summary(call, id));
      const nodes = await Promise.all(
        card_list.map(async (/** @type {{ code: string, card_id: string }} */ { code, card_id }) => {
          const [wire, { id, title }] = await Promise.all([
            call('/card/code/get', { code, card_id, check_consume: false }),
            card(card_id),
          ]);
          return { ...codeNode(code, wire), card: { id, title } };
        }),
      );
      return {
        wechatUser: { wallet: { hasFriendVoucher: has_share_card, codes: { totalCount: nodes.length, nodes } } },
      };
    },
    check: ({ wechatUser }) => wechatUser.wallet.codes.nodes.length === 24,
  },
  {
    name: 'stats-180',
    title: `${STATS_DAYS} days of a member card's statistics`,
    operation: () => ({
      query: `query Stats($cardId: ID!, $from: LocalDate!, $to: LocalDate!) {
        memberCardDetailStats(cardId: $cardId, from: $from, to: $to) {
          complete
          rows { date viewCount viewUsers claimCount claimUsers redeemCount redeemUsers totalMembers }
        }
      }`,
      variables: { cardId: MEMBER_CARD, from: chinaDay(-STATS_DAYS), to: chinaDay(-1) },
    }),
    floor: async (call, range) => {
      const requests = statsRequests(range);
      const answers = await Promise.all(requests.map((request) => call('/datacube/getcardmembercarddetail', request)));
      return {
        memberCardDetailStats: { complete: true, rows: answers.flatMap((answer) => answer.list.map(statsRow)) },
      };
    },
    check: ({ memberCardDetailStats }) => memberCardDetailStats.rows.length > 150,
  },
  {
    name: 'mutation',
    title: 'a stock change with a unique idempotency key',
    ids: 1,
    // Selects no quantities, because they depend on concurrent changes. Uses reduceBy, because graphql-jit does not support defaults of
    // input fields.
    operation: (idempotencyKey, [cardId]) => ({
      query: `mutation Stock($input: ModifyStockInput!) {
        modifyStock(input: $input) { cardId userErrors { code } card { id title } }
      }`,
      variables: { input: { cardId, increaseBy: 1, reduceBy: 0, idempotencyKey } },
    }),
    floor: async (call, { input: { cardId, increaseBy } }) => {
      await call('/card/get', { card_id: cardId });
      await call('/card/modifystock', { card_id: cardId, increase_stock_value: increaseBy });
      const { id, title } = await summary(call, cardId);
      return { modifyStock: { cardId, userErrors: [], card: { id, title } } };
    },
    check: ({ modifyStock }) => modifyStock.userErrors.length === 0 && modifyStock.card.title !== null,
  },
  {
    name: 'signature',
    title: 'a signature with which a page hands out a card',
    ids: 1,
    operation: (_, [cardId]) => ({
      query: `mutation Sign($input: SignAddCardInput!) {
        signAddCard(input: $input) { cardList { cardId cardExt } userErrors { code } }
      }`,
      variables: { input: { cards: [{ cardId }] } },
    }),
    prepare: async (call) => (await call('/cgi-bin/ticket/getticket?type=wx_card')).ticket,
    floor: async (call, { input: { cards } }, ticket) => {
      const [{ cardId }] = cards;
      await call('/card/get', { card_id: cardId });
      return { signAddCard: { cardList: [{ cardId, cardExt: cardExt(ticket, cardId) }], userErrors: [] } };
    },
    check: ({ signAddCard }) => signAddCard.userErrors.length === 0,
    comparable: ({ signAddCard: { cardList, userErrors } }) => ({ cardList: cardList.map(withoutMoment), userErrors }),
  },
  {
    name: 'search',
    title: 'the first 20 cards that contain a text',
    ids: 1,
    // One to three digits before a character of every title: a tenth, a hundredth or a thousandth of the cards of each type match.
    texts: Array.from({ length: 1000 }, (_, number) => `${number}号`),
    operation: (_, [text]) => ({
      query: `query Search($text: String!) {
        searchCards(text: $text) { complete totalCount nodes { id title brandName stock { quantity } } }
      }`,
      variables: { text },
    }),
    prepare: readCatalog,
    floor: async (_, { text }, catalog) => ({ searchCards: searchCatalog(catalog, text) }),
    check: ({ searchCards: { totalCount, nodes } }) => nodes.length === Math.min(totalCount, 20),
    // The index is built within seconds instead of an hour, and has room for the demo cards as well.
    env: { INDEX_CALLS_PER_MINUTE: '100000', INDEX_MAX_CARDS: '21000' },
    ready: { query: '{ searchCards { complete } }', check: ({ searchCards }) => searchCards.complete },
  },
];

/**
 * @param {number} first
 * @returns {Work}
 */
function list(first) {
  return {
    name: `list-${first}`,
    title: `a list of ${first} with details`,
    operation: () => ({
      query: `query List($first: Int!) { cards(first: $first) { nodes { ${DETAILS} } } }`,
      variables: { first },
    }),
    floor: async (call, variables) => {
      const requests = batchgetRequests(variables.first);
      const pages = await Promise.all(requests.map((request) => call('/card/batchget', request)));
      const nodes = pages
        .flatMap((page) => page.card_id_list)
        .map(async (card_id) => cardNode(card_id, (await call('/card/get', { card_id })).card));
      return { cards: { nodes: await Promise.all(nodes) } };
    },
    check: ({ cards: { nodes } }) =>
      nodes.length === first &&
      nodes.every(
        (/** @type {any} */ node) =>
          node.title !== null && node.stock !== null && node.validity !== null && node.details !== null,
      ),
  };
}

/**
 * Signs a card for `wx.addCard`.
 * @param {string} ticket
 * @param {string} cardId
 */
function cardExt(ticket, cardId) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = randomBytes(16).toString('hex');
  const signature = createHash('sha1').update([ticket, timestamp, nonce, cardId].sort().join('')).digest('hex');
  return JSON.stringify({ timestamp, nonce_str: nonce, signature });
}

/** Replaces what is different in every signature of the same card. @param {{ cardId: string, cardExt: string }} signed */
function withoutMoment(signed) {
  const { timestamp, nonce_str: nonce, signature, ...rest } = JSON.parse(signed.cardExt);
  const isWellFormed = /^\d{10} \w{32} [0-9a-f]{40}$/.test(`${timestamp} ${nonce} ${signature}`);
  return { cardId: signed.cardId, ...rest, isWellFormed };
}

/** @param {Call} call @param {string} id */
async function summary(call, id) {
  return cardSummary(id, (await call('/card/get', { card_id: id })).card);
}

/**
 * @template T
 * @param {(id: string) => Promise<T>} load
 * @returns {(id: string) => Promise<T>} returns the same promise for the same id
 */
function onceEach(load) {
  /** @type {Map<string, Promise<T>>} */
  const loaded = new Map();
  return (id) => {
    const promise = loaded.get(id) ?? load(id);
    loaded.set(id, promise);
    return promise;
  };
}

/** Returns a day in China, relative to today. @param {number} days */
function chinaDay(days) {
  return addDays(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10), days);
}
