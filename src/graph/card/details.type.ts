import { createUnionType, Int, ObjectType } from 'type-graphql';
import type { CardPayload, WireCardType } from '../../platform/endpoints/card.wire.js';
import { instant, int, type Loose, text } from '../../platform/wire.js';
import { CnyAmount } from '../types/cny-amount.type.js';
import { Nullable } from '../types/field.decorators.js';
import { DateTime } from '../types/scalars.js';
import { MemberCardDetails } from './member-card.type.js';

type Payload = Loose<CardPayload>;

@ObjectType({ simpleResolvers: true, description: 'What a group-buying coupon has of its own.' })
export class GrouponDetails {
  @Nullable(() => String, 'What the deal contains.')
  readonly dealDetail: string | null;

  constructor(wire: Payload) {
    this.dealDetail = text(wire.deal_detail);
  }
}

@ObjectType({ simpleResolvers: true, description: 'What a discount coupon has of its own.' })
export class DiscountDetails {
  @Nullable(() => Int, '30: the holder pays 70 %.')
  readonly percentOff: number | null;

  constructor(wire: Payload) {
    this.percentOff = int(wire.discount);
  }
}

@ObjectType({ simpleResolvers: true, description: 'What a gift coupon has of its own.' })
export class GiftDetails {
  @Nullable(() => String, 'The gift.')
  readonly gift: string | null;

  constructor(wire: Payload) {
    this.gift = text(wire.gift);
  }
}

@ObjectType({ simpleResolvers: true, description: 'What a cash coupon has of its own.' })
export class CashDetails {
  @Nullable(() => CnyAmount, 'The least that must be spent.')
  readonly minimumSpend: CnyAmount | null;

  @Nullable(() => CnyAmount, 'What is taken off.')
  readonly amountOff: CnyAmount | null;

  constructor(wire: Payload) {
    this.minimumSpend = CnyAmount.from(wire.least_cost);
    this.amountOff = CnyAmount.from(wire.reduce_cost);
  }
}

@ObjectType({ simpleResolvers: true, description: 'What a general coupon has of its own.' })
export class GeneralCouponDetails {
  @Nullable(() => String, 'What the coupon is good for. Observed, not in the documents.')
  readonly defaultDetail: string | null;

  constructor(wire: Payload) {
    this.defaultDetail = text(wire.default_detail);
  }
}

@ObjectType({ simpleResolvers: true, description: 'What a ticket to a sight has of its own.' })
export class ScenicTicketDetails {
  @Nullable(() => String, 'The class of the ticket. Observed, not in the documents.')
  readonly ticketClass: string | null;

  @Nullable(() => String, 'URL of the guide.')
  readonly guideUrl: string | null;

  constructor(wire: Payload) {
    this.ticketClass = text(wire.ticket_class);
    this.guideUrl = text(wire.guide_url);
  }
}

@ObjectType({ simpleResolvers: true, description: 'What a cinema ticket has of its own.' })
export class MovieTicketDetails {
  @Nullable(() => String, 'Film, time and hall.')
  readonly detail: string | null;

  constructor(wire: Payload) {
    this.detail = text(wire.detail);
  }
}

@ObjectType({ simpleResolvers: true, description: 'What a boarding pass has of its own.' })
export class BoardingPassDetails {
  @Nullable(() => String, 'Where the flight starts.')
  readonly from: string | null;

  @Nullable(() => String, 'Where the flight ends.')
  readonly to: string | null;

  @Nullable(() => String, 'Flight number.')
  readonly flight: string | null;

  @Nullable(() => String, 'Model of the aircraft. Observed, not in the documents.')
  readonly airModel: string | null;

  @Nullable(() => DateTime, 'When it takes off.')
  readonly departureAt: Date | null;

  @Nullable(() => DateTime, 'When it lands.')
  readonly landingAt: Date | null;

  @Nullable(() => String, 'Where passengers check in online.')
  readonly checkInUrl: string | null;

  @Nullable(() => String, 'Gate.')
  readonly gate: string | null;

  @Nullable(() => DateTime, 'When boarding starts. WeChat shows the time of day only.')
  readonly boardingAt: Date | null;

  constructor(wire: Payload) {
    this.from = text(wire.from);
    this.to = text(wire.to);
    this.flight = text(wire.flight);
    this.airModel = text(wire.air_model);
    this.departureAt = instant(wire.departure_time);
    this.landingAt = instant(wire.landing_time);
    this.checkInUrl = text(wire.check_in_url);
    this.gate = text(wire.gate);
    this.boardingAt = instant(wire.boarding_time);
  }
}

@ObjectType({ simpleResolvers: true, description: 'What a conference ticket has of its own.' })
export class MeetingTicketDetails {
  @Nullable(() => String, 'What the conference is about.')
  readonly meetingDetail: string | null;

  @Nullable(() => String, 'URL of the map of the venue.')
  readonly mapUrl: string | null;

  constructor(wire: Payload) {
    this.meetingDetail = text(wire.meeting_detail);
    this.mapUrl = text(wire.map_url);
  }
}

@ObjectType({
  simpleResolvers: true,
  description: 'What a bus ticket has of its own: the documents name the kind and no fields of its own.',
})
export class BusTicketDetails {
  @Nullable(() => String, 'A text, where the platform sends one.')
  readonly detail: string | null;

  constructor(wire: Payload) {
    this.detail = text(wire.detail);
  }
}

const DETAILS = {
  GROUPON: GrouponDetails,
  DISCOUNT: DiscountDetails,
  GIFT: GiftDetails,
  CASH: CashDetails,
  GENERAL_COUPON: GeneralCouponDetails,
  MEMBER_CARD: MemberCardDetails,
  SCENIC_TICKET: ScenicTicketDetails,
  MOVIE_TICKET: MovieTicketDetails,
  BOARDING_PASS: BoardingPassDetails,
  MEETING_TICKET: MeetingTicketDetails,
  BUS_TICKET: BusTicketDetails,
} satisfies Record<WireCardType, new (wire: Payload) => object>;

export const CardDetails = createUnionType({
  name: 'CardDetails',
  description: 'The fields of one kind of card.',
  types: () => Object.values(DETAILS),
});

/** The details of a card's kind; null for a kind that is not known. */
export function detailsOf(type: WireCardType | 'UNKNOWN' | null, payload: Payload): object | null {
  return type === null || type === 'UNKNOWN' ? null : new DETAILS[type](payload);
}
