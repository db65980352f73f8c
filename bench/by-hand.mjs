/**
 * The platform's responses in the graph's field names, mapped by hand without validation. The floor and the peers return this data, and
 * Cardgraph's mapping is compared with it, so this file shares no code with that mapping. It covers only the fields that the bench selects.
 */

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
  CARD_STATUS_NOT_VERIFY: 'IN_REVIEW',
  CARD_STATUS_VERIFY_FAIL: 'REJECTED',
  CARD_STATUS_VERIFY_OK: 'APPROVED',
  CARD_STATUS_DELETE: 'DELETED',
  CARD_STATUS_DISPATCH: 'DISPATCHED',
};

/** @type {Record<string, (payload: any) => object>} */
const DETAILS = {
  GROUPON: (payload) => ({ __typename: 'GrouponDetails', dealDetail: orNull(payload.deal_detail) }),
  DISCOUNT: (payload) => ({ __typename: 'DiscountDetails', percentOff: orNull(payload.discount) }),
  GIFT: (payload) => ({ __typename: 'GiftDetails', gift: orNull(payload.gift) }),
  CASH: (payload) => ({
    __typename: 'CashDetails',
    minimumSpend: money(payload.least_cost),
    amountOff: money(payload.reduce_cost),
  }),
  GENERAL_COUPON: (payload) => ({
    __typename: 'GeneralCouponDetails',
    defaultDetail: orNull(payload.default_detail),
  }),
  MEMBER_CARD: (payload) => ({
    __typename: 'MemberCardDetails',
    benefits: orNull(payload.prerogative),
    pointsEnabled: orNull(payload.supply_bonus),
    balanceEnabled: orNull(payload.supply_balance),
    pointsRulesText: orNull(payload.bonus_rules),
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
 * Returns a card of a list.
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
    advancedInfo: advanced ? { cover: advanced.abstract ? { text: orNull(advanced.abstract.abstract) } : null } : null,
  };
}

/**
 * Returns a card that is requested by its id.
 * @param {string} id
 * @param {any} card the card object of card/get
 */
export function cardSummary(id, card) {
  const { base_info: base } = card[card.card_type.toLowerCase()];
  return {
    id,
    title: base.title,
    brandName: base.brand_name,
    color: base.color,
    notice: base.notice,
    description: base.description,
    claimLimit: base.get_limit,
    canShare: base.can_share,
    servicePhone: orNull(base.service_phone),
    stock: { quantity: base.sku.quantity, totalQuantity: orNull(base.sku.total_quantity) },
  };
}

/** Statuses whose names differ between the graph and the platform. */
const CODE_STATUSES = /** @type {Record<string, string>} */ ({ EXPIRE: 'EXPIRED', DELETE: 'DELETED' });

/**
 * @param {string} code
 * @param {any} wire the response of code/get
 */
export function codeNode(code, wire) {
  const status = wire.user_card_status;
  return {
    code,
    status: CODE_STATUSES[status] ?? status,
    redeemable: wire.can_consume,
    beginsAt: instant(wire.card.begin_time),
  };
}

/** Returns one day of a member card's statistics. @param {any} row of getcardmembercarddetail */
export function statsRow(row) {
  return {
    date: row.ref_date,
    viewCount: row.view_cnt,
    viewUsers: row.view_user,
    claimCount: row.receive_cnt,
    claimUsers: row.receive_user,
    redeemCount: row.verify_cnt,
    redeemUsers: row.verify_user,
    totalMembers: row.total_user,
  };
}

/** Maximum number of ids in one response of card/batchget. */
const PAGE = 50;

/** Returns the requests of card/batchget for the first cards. @param {number} first */
export function batchgetRequests(first) {
  const offsets = Array.from({ length: Math.ceil(first / PAGE) }, (_, page) => page * PAGE);
  return offsets.map((offset) => ({ offset, count: Math.min(PAGE, first - offset) }));
}

/** Maximum number of dates in one call of the statistics. */
const STATS_WINDOW = 62;
const DAY_MS = 86_400_000;

/**
 * Returns the requests of getcardmembercarddetail for a range of days.
 * @param {{ cardId: string, from: string, to: string }} range
 */
export function statsRequests({ cardId, from, to }) {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
  return Array.from({ length: Math.ceil(days / STATS_WINDOW) }, (_, index) => ({
    begin_date: addDays(from, index * STATS_WINDOW),
    end_date: addDays(from, Math.min((index + 1) * STATS_WINDOW, days) - 1),
    card_id: cardId,
  }));
}

/** @param {string} day @param {number} days */
export function addDays(day, days) {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}
