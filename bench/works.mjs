import { addDays, batchgetRequests, cardNode, cardSummary, codeNode, statsRequests, statsRow } from './by-hand.mjs';

/**
 * The workloads of the servers.
 *
 * @typedef {object} Work
 * @property {string} name
 * @property {string} title for the table
 * @property {number} [ids] number of cards that one request names; absent: none, and all requests are equal
 * @property {(idempotencyKey: string, ids: readonly string[]) => import('./requests.mjs').Operation} operation
 * @property {(call: Call, variables: any) => Promise<object>} floor returns the data, mapped by hand directly on the platform, with one
 * call per card, however often the request names it
 * @property {(data: any) => boolean} check whether the data of a response is worth comparing
 *
 * @typedef {(path: string, request: object) => Promise<any>} Call calls the platform and returns its JSON
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
