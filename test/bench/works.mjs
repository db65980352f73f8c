import { cardNode } from './floor-card.mjs';

/**
 * What the servers are asked to do: one row of the table each.
 *
 * @typedef {object} Work
 * @property {string} name
 * @property {string} query
 * @property {object} [variables]
 * @property {number} connections that ask at the same time
 * @property {readonly { path: string, body: object }[]} setUp control calls to the emulator before the servers start
 * @property {number} calls that the floor makes for one request
 * @property {(data: any) => string | undefined} check what is wrong with an answer's data, which is the floor's as well
 * @property {(call: Call) => Promise<object>} floor the data, by hand and with nothing between it and the platform
 *
 * @typedef {(path: string, request: object) => Promise<any>} Call calls the platform and answers its JSON
 */

const CARD_FIELDS = `
  id type title status
  stock { quantity }
  validity { type endsAt }
  details {
    __typename
    ... on GrouponDetails { dealDetail }
    ... on DiscountDetails { percentOff }
    ... on GiftDetails { gift }
    ... on CashDetails { leastCost { fen yuan } reduceCost { fen yuan } }
    ... on GeneralCouponDetails { defaultDetail }
    ... on MemberCardDetails { prerogative supplyBonus supplyBalance bonusRules discountPercentOff }
    ... on ScenicTicketDetails { ticketClass guideUrl }
    ... on MovieTicketDetails { detail }
    ... on BoardingPassDetails { from to flight gate departureAt landingAt }
    ... on MeetingTicketDetails { meetingDetail mapUrl }
    ... on BusTicketDetails { detail }
  }
  advancedInfo { abstract { text } }
`;

/** @type {readonly Work[]} */
export const WORKS = [
  {
    name: 'list-20',
    query: `query List($first: Int!) { cards(first: $first) { nodes { ${CARD_FIELDS} } } }`,
    variables: { first: 20 },
    connections: 16,
    // Enough for a full page, however many cards the demo data comes to hold.
    setUp: [{ path: '/_emulator/cards', body: { count: 20 } }],
    calls: 21,
    check: ({ cards: { nodes } }) =>
      nodes.length === 20 && nodes.every(isWholeCard)
        ? undefined
        : `expected 20 whole cards, got ${nodes.length} nodes`,
    floor: async (call) => {
      const { card_id_list } = await call('/card/batchget', { offset: 0, count: 20 });
      const nodes = await Promise.all(
        card_id_list.map(async (/** @type {string} */ card_id) => {
          const { card } = await call('/card/get', { card_id });
          return cardNode(card_id, card);
        }),
      );
      return { cards: { nodes } };
    },
  },
];

/** @param {any} node */
function isWholeCard(node) {
  return node !== null && node.title !== null && node.stock !== null && node.validity !== null && node.details !== null;
}
