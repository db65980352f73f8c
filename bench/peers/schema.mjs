/** The part of Cardgraph's schema that the bench selects, with the same names and nullability. */
export const typeDefs = `
  scalar DateTime
  scalar LocalDate

  type Query {
    card(id: ID!): Card
    cardsById(ids: [ID!]!): [Card]
    cards(first: Int! = 20): CardConnection
    wechatUser(openid: ID!): WechatUser
    memberCardDetailStats(cardId: ID!, from: LocalDate!, to: LocalDate!): MemberCardDetailStats
  }

  type Mutation {
    modifyStock(input: ModifyStockInput!): ModifyStockPayload
  }

  type CardConnection { nodes: [Card]! }

  type Card {
    id: ID!
    type: CardType
    title: String
    brandName: String
    color: String
    notice: String
    description: String
    status: CardStatus
    claimLimit: Int
    canShare: Boolean
    servicePhone: String
    stock: CardStock
    validity: CardValidity
    details: CardDetails
    advancedInfo: CardAdvancedInfo
  }

  enum CardType {
    BOARDING_PASS BUS_TICKET CASH DISCOUNT GENERAL_COUPON GIFT GROUPON MEETING_TICKET MEMBER_CARD MOVIE_TICKET
    SCENIC_TICKET UNKNOWN
  }
  enum CardStatus { DELETED DISPATCHED IN_REVIEW UNKNOWN REJECTED APPROVED }
  enum CardValidityType { FIXED_RANGE FIXED_TERM PERMANENT UNKNOWN }
  enum CodeStatus {
    DELETED EXPIRED GIFTING GIFT_SUCCEEDED GIFT_TIMEOUT NORMAL REDEEMED UNAVAILABLE UNKNOWN
  }

  type CardStock { quantity: Int! totalQuantity: Int }
  type CardValidity { type: CardValidityType! endsAt: DateTime }
  type CardAdvancedInfo { cover: CardCover }
  type CardCover { text: String }
  type CnyAmount { fen: Float! yuan: String! }

  union CardDetails =
    | BoardingPassDetails | BusTicketDetails | CashDetails | DiscountDetails | GeneralCouponDetails | GiftDetails
    | GrouponDetails | MeetingTicketDetails | MemberCardDetails | MovieTicketDetails | ScenicTicketDetails
  type GrouponDetails { dealDetail: String }
  type DiscountDetails { percentOff: Int }
  type GiftDetails { gift: String }
  type CashDetails { minimumSpend: CnyAmount amountOff: CnyAmount }
  type GeneralCouponDetails { defaultDetail: String }
  type MemberCardDetails {
    benefits: String pointsEnabled: Boolean balanceEnabled: Boolean pointsRulesText: String discountPercentOff: Int
  }
  type ScenicTicketDetails { ticketClass: String guideUrl: String }
  type MovieTicketDetails { detail: String }
  type BoardingPassDetails {
    from: String to: String flight: String gate: String departureAt: DateTime landingAt: DateTime
  }
  type MeetingTicketDetails { meetingDetail: String mapUrl: String }
  type BusTicketDetails { detail: String }

  type WechatUser { openid: ID! wallet: CodeWallet }
  type CodeWallet { hasFriendVoucher: Boolean! codes(first: Int! = 20): CodeConnection! }
  type CodeConnection { totalCount: Int! nodes: [Code]! }
  type Code { code: String! status: CodeStatus redeemable: Boolean beginsAt: DateTime card: Card }

  type MemberCardDetailStats { complete: Boolean! rows: [MemberCardDetailStatsRow!]! }
  type MemberCardDetailStatsRow {
    date: LocalDate!
    viewCount: Int!
    viewUsers: Int!
    claimCount: Int!
    claimUsers: Int!
    redeemCount: Int!
    redeemUsers: Int!
    totalMembers: Int
  }

  input ModifyStockInput { cardId: ID! increaseBy: Int! = 0 reduceBy: Int! = 0 idempotencyKey: String! }
  type ModifyStockPayload { cardId: ID! userErrors: [CardUserError!]! card: Card }
  type CardUserError { code: String! message: String! }
`;
