/** @param {unknown} value */
const orNull = (value) => value ?? null;

/** @param {number | undefined} seconds */
const instant = (seconds) => (seconds ? new Date(seconds * 1000).toISOString() : null);

/** @param {number | undefined} fen */
const money = (fen) => (fen === undefined ? null : { fen, yuan: (fen / 100).toFixed(2) });

const VALIDITY_TYPES = {
  DATE_TYPE_FIX_TIME_RANGE: 'FIXED_RANGE',
  DATE_TYPE_FIX_TERM: 'FIXED_TERM',
  DATE_TYPE_PERMANENT: 'PERMANENT',
};

const STATUSES = {
  CARD_STATUS_NOT_VERIFY: 'NOT_VERIFY',
  CARD_STATUS_VERIFY_FAIL: 'VERIFY_FAIL',
  CARD_STATUS_VERIFY_OK: 'VERIFY_OK',
  CARD_STATUS_DELETE: 'DELETED',
  CARD_STATUS_DISPATCH: 'DISPATCH',
};

/** @type {Record<string, (payload: any) => object>} */
const DETAILS = {
  GROUPON: (payload) => ({ __typename: 'GrouponDetails', dealDetail: orNull(payload.deal_detail) }),
  DISCOUNT: (payload) => ({ __typename: 'DiscountDetails', percentOff: orNull(payload.discount) }),
  GIFT: (payload) => ({ __typename: 'GiftDetails', gift: orNull(payload.gift) }),
  CASH: (payload) => ({
    __typename: 'CashDetails',
    leastCost: money(payload.least_cost),
    reduceCost: money(payload.reduce_cost),
  }),
  GENERAL_COUPON: (payload) => ({
    __typename: 'GeneralCouponDetails',
    defaultDetail: orNull(payload.default_detail),
  }),
  MEMBER_CARD: (payload) => ({
    __typename: 'MemberCardDetails',
    prerogative: orNull(payload.prerogative),
    supplyBonus: orNull(payload.supply_bonus),
    supplyBalance: orNull(payload.supply_balance),
    bonusRules: orNull(payload.bonus_rules),
    discountPercentOff: orNull(payload.discount),
  }),
  SCENIC_TICKET: (payload) => ({
    __typename: 'ScenicTicketDetails',
    ticketClass: orNull(payload.ticket_class),
    guideUrl: orNull(payload.guide_url),
  }),
  MOVIE_TICKET: (payload) => ({ __typename: 'MovieTicketDetails', detail: orNull(payload.detail) }),
  BOARDING_PASS: (payload) => ({
    __typename: 'BoardingPassDetails',
    from: orNull(payload.from),
    to: orNull(payload.to),
    flight: orNull(payload.flight),
    gate: orNull(payload.gate),
    departureAt: instant(payload.departure_time),
    landingAt: instant(payload.landing_time),
  }),
  MEETING_TICKET: (payload) => ({
    __typename: 'MeetingTicketDetails',
    meetingDetail: orNull(payload.meeting_detail),
    mapUrl: orNull(payload.map_url),
  }),
  BUS_TICKET: (payload) => ({ __typename: 'BusTicketDetails', detail: orNull(payload.detail) }),
};

/**
 * The fields that the bench asks of a card, written down by hand and trusting every value: what the mapping of the graph
 * is compared with, so it must share nothing with it.
 * @param {string} id
 * @param {any} card the card object of card/get
 */
export function cardNode(id, card) {
  const payload = card[card.card_type.toLowerCase()];
  const { base_info: base, advanced_info: advanced } = payload;
  return {
    id,
    type: card.card_type,
    title: base.title,
    status: STATUSES[/** @type {keyof typeof STATUSES} */ (base.status)],
    stock: { quantity: base.sku.quantity },
    validity: {
      type: VALIDITY_TYPES[/** @type {keyof typeof VALIDITY_TYPES} */ (base.date_info.type)],
      endsAt: instant(base.date_info.end_timestamp),
    },
    details: DETAILS[card.card_type]?.(payload),
    advancedInfo: advanced
      ? { abstract: advanced.abstract ? { text: orNull(advanced.abstract.abstract) } : null }
      : null,
  };
}
