/**
 * The cost of a selection in upstream calls: the source of `@cost`, `@listSize` and the cost limit. The costs of root fields are
 * declared in `root-fields.ts`; the tables here include them.
 */
import { type ListSize, PAGE } from './list-size.js';
import { ROOT_FIELDS, type RootField } from './root-fields.js';

/**
 * Cost of one object of a type, wherever a selection leads to it, including from another subgraph: one call if the selection needs
 * more than its key. Objects of other types cost nothing.
 */
export const TYPE_COSTS: Readonly<Record<string, number>> = { Card: 1, Code: 1, PayGiftRule: 1 };

/**
 * Cost of a field each time it is resolved, instead of the cost of its type. It is the maximum if the cost depends on the response. It
 * is the cost of one window of days for statistics (`WINDOWED_FIELDS`), and excludes the read-back after a lost response for mutations.
 */
export const FIELD_COSTS: Readonly<Record<string, number>> = {
  ...columnOf(({ cost }) => cost),

  // The mutation itself reads the cards back.
  'CreateCardPayload.card': 0,
  'CreateCardPayload.candidates': 0,
  'UpdateCardPayload.card': 0,
  'ModifyStockPayload.card': 0,

  'ActivateMemberPayload.member': 1,
  'UpdateMemberPayload.member': 1,
  'UpdateMemberPayload.holder': 1, // for a replay

  'CardConnection.nodes': 1,
  'CardConnection.pageInfo': 1, // hasNextPage of a full page with `statuses`
  'CardEdge.node': 1,
  // The index contains the cards.
  'CardSearchConnection.nodes': 0,
  'CardSearchEdge.node': 0,
  'Card.stats': 2, // one per origin
  'Card.articleHtml': 1,
  'Card.depositedCodeCount': 1,
  'Card.activationLink': 1,
  'Code.card': 1,
  'Code.member': 2, // the card for its type, then the member
  'RedeemCodePayload.holder': 1, // only for a replay
  'CodeConnection.nodes': 1,
  'CodeEdge.node': 1,
  'WechatUser.wallet': 1,
  'MemberInfo.card': 1,
  // The list response contains the terms.
  'PayGiftRuleConnection.nodes': 0,
  'PayGiftRuleEdge.node': 0,
  'PayGiftRuleTerms.card': 1,
};

/** Days of statistics that one call returns. */
export const WINDOW_DAYS = 62;

/**
 * Fields whose cost is that of one window of the days between the arguments `from` and `to`: `@cost` cannot express that, and a router
 * assumes one window.
 */
export const WINDOWED_FIELDS: ReadonlySet<string> = new Set([
  ...Object.keys(columnOf(({ windowed }) => windowed)),
  'Card.stats',
]);

/** Fields whose cost is that of both origins. The argument `origin` halves it. */
export const BOTH_ORIGINS_FIELDS: ReadonlySet<string> = new Set([
  ...Object.keys(columnOf(({ bothOrigins }) => bothOrigins)),
  'Card.stats',
]);

/** One row per day of a window. Days without data may be missing, and several cards have one row each. */
const window: ListSize = { assumedSize: WINDOW_DAYS };

/** Sizes of the lists whose entries, or the fields below them, cost calls. */
export const LIST_SIZES: Readonly<Record<string, ListSize>> = {
  ...columnOf(({ listSize }) => listSize),
  'CodeWallet.codes': PAGE,
  'CardgraphViewer.accounts': PAGE,
  'CardAdvancedInfo.redeemGifts': { assumedSize: 10 },
  'MemberMessageOperation.cards': { assumedSize: 10 },
  'CreateCardPayload.candidates': { assumedSize: 20 },
  'CardStats.rows': window,
  'CouponStats.rows': window,
  'MemberCardDetailStats.rows': window,
};

/**
 * Assumed number of rows per day of `couponStats` without a card: the response has a row for each coupon of the account, whose number
 * is not known in advance.
 */
export const ASSUMED_COUPONS = 300;

/** Fields of a row of statistics that are read even if fewer are selected. */
export const ROW_FIELDS = 16;

/** The field of the result of `WINDOWED_FIELDS` that holds a row per day. */
export const ROWS_FIELD = 'rows';

/** Windowed fields that return the rows of all coupons unless this argument names one. */
export const ONE_CARD_ARGUMENTS = columnOf(({ oneCardArgument }) => oneCardArgument);

/** Assumed length of lists that are not in a table, such as the texts and images of a card. The platform allows about ten entries in most. */
export const ASSUMED_LENGTH = 10;

/** Lists that are as long as a list argument: `@listSize` cannot express that, and a router assumes the size above. */
export const LENGTH_ARGUMENTS = columnOf(({ lengthArgument }) => lengthArgument);

/** Root fields whose cost depends on the length of a list in the argument `input`. */
export const COSTS_BY_LENGTH = columnOf(({ costByLength }) => costByLength);

/** Returns one column of the table of root fields by coordinate, without empty cells. */
function columnOf<Cell>(cellOf: (row: RootField) => Cell | undefined): Readonly<Record<string, Cell>> {
  const column: Record<string, Cell> = {};
  for (const [coordinate, row] of Object.entries<RootField>(ROOT_FIELDS)) {
    const cell = cellOf(row);
    if (cell !== undefined) column[coordinate] = cell;
  }
  return column;
}
