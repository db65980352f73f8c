/** What a selection costs, in calls of the platform: the source of `@cost` and `@listSize`, and of the limit on them. */

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
  'Query.card': 1,
  'Query.cardsById': 1,
  'Query.cards': 2, // one batchget per 50
  'Query.code': 1,
  'Query.codeCheck': 1,
  'Query.wechatUser': 0,
  'Query.memberInfo': 1,
  'Query.payGiftRule': 1,
  'Query.payGiftRules': 1,
  'Query.merchantStats': 1,
  'Query.couponStats': 1,
  'Query.memberCardStats': 1,
  'Query.memberCardDetailStats': 1,
  'Query.previewCardUpdate': 1,

  'Mutation.updateCard': 3,
  'Mutation.modifyStock': 3,
  'Mutation.deleteCard': 1,
  'Mutation.updateCode': 1,
  'Mutation.setCodeUnavailable': 1,
  'Mutation.addPayGiftRule': 1,
  'Mutation.deletePayGiftRule': 1,
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
  'Query.merchantStats',
  'Query.couponStats',
  'Query.memberCardStats',
  'Query.memberCardDetailStats',
  'Card.stats',
]);

/** The arguments of @listSize. */
export interface ListSize {
  readonly assumedSize: number;
  readonly slicingArguments?: readonly string[];
  readonly sizedFields?: readonly string[];
  readonly requireOneSlicingArgument?: false;
}

/** As many as `first` says, which has a default: so it need not be there. */
const page: ListSize = {
  assumedSize: 20,
  slicingArguments: ['first'],
  sizedFields: ['edges', 'nodes'],
  requireOneSlicingArgument: false,
};
/** Days of one window. A day without data may be missing; of several cards there is a row each. */
const window: ListSize = { assumedSize: WINDOW_DAYS };

/** How long lists get whose entries cost calls, by themselves or below. */
export const LIST_SIZES: Readonly<Record<string, ListSize>> = {
  'Query.cardsById': { assumedSize: 100 }, // as many as it takes
  'Query.cards': page,
  'Query.payGiftRules': page,
  'CodeWallet.codes': page,
  'CardAdvancedInfo.consumeShareCards': { assumedSize: 10 },
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
export const ONE_CARD_ARGUMENTS: Readonly<Record<string, string>> = { 'Query.couponStats': 'cardId' };

/** Entries of a list that no table names, such as the texts and images of a card. The platform allows about ten of most. */
export const ASSUMED_LENGTH = 10;

/** Lists as long as an argument, itself a list: `@listSize` cannot say that, and a router reckons with the size above. */
export const LENGTH_ARGUMENTS: Readonly<Record<string, string>> = { 'Query.cardsById': 'ids' };
