/**
 * What a selection costs, in calls of the platform: the source of `@cost` and `@listSize`, and of the limit on them. Root fields have
 * their costs in `root-fields.ts`; the tables here hold them as well.
 */
import { type ListSize, PAGE } from './list-size.js';
import { ROOT_FIELDS, type RootField } from './root-fields.js';

/**
 * What one object of a type costs, wherever a selection leads to it, through another subgraph as well: one call if more
 * than its key is asked for. An object of any other type costs nothing.
 */
export const TYPE_COSTS: Readonly<Record<string, number>> = { Card: 1, Code: 1, PayGiftRule: 1 };

/**
 * What a field costs each time, in place of what its type does; at the most, where that depends on the answer: statistics
 * for each window of days (`WINDOWED_FIELDS`), a mutation without the read-back of a lost answer.
 */
export const FIELD_COSTS: Readonly<Record<string, number>> = {
  ...columnOf(({ cost }) => cost),

  // Read back within the mutation's own calls.
  'UpdateCardPayload.card': 0,
  'ModifyStockPayload.card': 0,

  'CardConnection.nodes': 1,
  'CardEdge.node': 1,
  'Card.stats': 2, // one per origin
  'Code.card': 1,
  'Code.member': 2, // the kind of the card, then the member
  'CodeConnection.nodes': 1,
  'CodeEdge.node': 1,
  'WechatUser.wallet': 1,
  'MemberInfo.card': 1,
  // The listing tells the terms.
  'PayGiftRuleConnection.nodes': 0,
  'PayGiftRuleEdge.node': 0,
  'PayGiftRuleTerms.card': 1,
};

/** Days of statistics that one call answers. */
export const WINDOW_DAYS = 62;

/**
 * Fields whose cost is that of one window, of as many as there are in the days from the argument `from` to `to`: `@cost` cannot say
 * that, and a router reckons with one.
 */
export const WINDOWED_FIELDS: ReadonlySet<string> = new Set([
  ...Object.keys(columnOf(({ windowed }) => windowed)),
  'Card.stats',
]);

/** Fields whose cost is that of both origins, half of it if the argument `origin` is given. */
export const BOTH_ORIGINS_FIELDS: ReadonlySet<string> = new Set([
  ...Object.keys(columnOf(({ bothOrigins }) => bothOrigins)),
  'Card.stats',
]);

/** Days of one window. A day without data may be missing; of several cards there is a row each. */
const window: ListSize = { assumedSize: WINDOW_DAYS };

/** How long lists get whose entries cost calls, by themselves or below. */
export const LIST_SIZES: Readonly<Record<string, ListSize>> = {
  ...columnOf(({ listSize }) => listSize),
  'CodeWallet.codes': PAGE,
  'CardgraphViewer.accounts': PAGE,
  'CardAdvancedInfo.redeemGifts': { assumedSize: 10 },
  'MemberMessageOperation.cards': { assumedSize: 10 },
  'CardStats.rows': window,
  'CouponStats.rows': window,
  'MemberCardDetailStats.rows': window,
};

/**
 * Coupons that `couponStats` without a card is assumed to return a row of for each day: the platform's answer names all coupons of the
 * account, whose number is not known before.
 */
export const ASSUMED_COUPONS = 300;

/** Fields of a row of statistics that are read however few are selected. */
export const ROW_FIELDS = 16;

/** The field of a `WINDOWED_FIELDS` result that holds a row per day. */
export const ROWS_FIELD = 'rows';

/** Windowed fields whose rows are those of all coupons unless this argument names one. */
export const ONE_CARD_ARGUMENTS = columnOf(({ oneCardArgument }) => oneCardArgument);

/** Entries of a list that no table names, such as the texts and images of a card. The platform allows about ten of most. */
export const ASSUMED_LENGTH = 10;

/** Lists as long as an argument, itself a list: `@listSize` cannot say that, and a router reckons with the size above. */
export const LENGTH_ARGUMENTS = columnOf(({ lengthArgument }) => lengthArgument);

/** One column of the root fields' rows, by coordinate, without empty cells. */
function columnOf<Cell>(cellOf: (row: RootField) => Cell | undefined): Readonly<Record<string, Cell>> {
  const column: Record<string, Cell> = {};
  for (const [coordinate, row] of Object.entries<RootField>(ROOT_FIELDS)) {
    const cell = cellOf(row);
    if (cell !== undefined) column[coordinate] = cell;
  }
  return column;
}
