import { createUnionType, Int, ObjectType } from 'type-graphql';
import type { CardPayload, WireCardType } from '../../platform/endpoints/card.wire.js';
import { instant, int, type Loose, text } from '../../platform/wire.js';
import { CnyAmount } from '../types/cny-amount.type.js';
import { Nullable } from '../types/field.decorators.js';
import { DateTime } from '../types/scalars.js';
import { descriptionOf, UNDOCUMENTED } from './field-description.js';
import { MemberCardDetails } from './member-card.type.js';

type Payload = Loose<CardPayload>;

@ObjectType({ simpleResolvers: true, description: 'Fields that only a group-buying coupon has.' })
export class GrouponDetails {
  @Nullable(() => String, descriptionOf('deal_detail'))
  readonly dealDetail: string | null;

  constructor(wire: Payload) {
    this.dealDetail = text(wire.deal_detail);
  }
}

@ObjectType({ simpleResolvers: true, description: 'Fields that only a discount coupon has.' })
export class DiscountDetails {
  @Nullable(
    () => Int,
    'Percentage off: 30 means that the holder pays 70 %. Range: 1 to 99 (assumed). Platform: `discount`.',
  )
  readonly percentOff: number | null;

  constructor(wire: Payload) {
    this.percentOff = int(wire.discount);
  }
}

@ObjectType({ simpleResolvers: true, description: 'Fields that only a gift coupon has.' })
export class GiftDetails {
  @Nullable(() => String, descriptionOf('gift'))
  readonly gift: string | null;

  constructor(wire: Payload) {
    this.gift = text(wire.gift);
  }
}

@ObjectType({ simpleResolvers: true, description: 'Fields that only a cash coupon has.' })
export class CashDetails {
  @Nullable(() => CnyAmount, 'Minimum spend; 0 means no minimum. Platform: `least_cost`.')
  readonly minimumSpend: CnyAmount | null;

  @Nullable(() => CnyAmount, 'Amount off. Platform: `reduce_cost`.')
  readonly amountOff: CnyAmount | null;

  constructor(wire: Payload) {
    this.minimumSpend = CnyAmount.from(wire.least_cost);
    this.amountOff = CnyAmount.from(wire.reduce_cost);
  }
}

@ObjectType({ simpleResolvers: true, description: 'Fields that only a general coupon has.' })
export class GeneralCouponDetails {
  @Nullable(() => String, descriptionOf('default_detail', UNDOCUMENTED))
  readonly defaultDetail: string | null;

  constructor(wire: Payload) {
    this.defaultDetail = text(wire.default_detail);
  }
}

@ObjectType({ simpleResolvers: true, description: 'Fields that only a ticket to a sight has.' })
export class ScenicTicketDetails {
  @Nullable(() => String, descriptionOf('ticket_class', UNDOCUMENTED))
  readonly ticketClass: string | null;

  @Nullable(() => String, descriptionOf('guide_url'))
  readonly guideUrl: string | null;

  constructor(wire: Payload) {
    this.ticketClass = text(wire.ticket_class);
    this.guideUrl = text(wire.guide_url);
  }
}

@ObjectType({ simpleResolvers: true, description: 'Fields that only a cinema ticket has.' })
export class MovieTicketDetails {
  @Nullable(() => String, descriptionOf('detail'))
  readonly detail: string | null;

  constructor(wire: Payload) {
    this.detail = text(wire.detail);
  }
}

@ObjectType({ simpleResolvers: true, description: 'Fields that only a boarding pass has.' })
export class BoardingPassDetails {
  @Nullable(() => String, descriptionOf('from'))
  readonly from: string | null;

  @Nullable(() => String, descriptionOf('to'))
  readonly to: string | null;

  @Nullable(() => String, descriptionOf('flight'))
  readonly flight: string | null;

  @Nullable(() => String, descriptionOf('air_model', UNDOCUMENTED))
  readonly airModel: string | null;

  @Nullable(() => DateTime, descriptionOf('departure_time'))
  readonly departureAt: Date | null;

  @Nullable(() => DateTime, descriptionOf('landing_time'))
  readonly landingAt: Date | null;

  @Nullable(() => String, descriptionOf('check_in_url'))
  readonly checkInUrl: string | null;

  @Nullable(() => String, descriptionOf('gate'))
  readonly gate: string | null;

  @Nullable(() => DateTime, descriptionOf('boarding_time'))
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

@ObjectType({ simpleResolvers: true, description: 'Fields that only a conference ticket has.' })
export class MeetingTicketDetails {
  @Nullable(() => String, descriptionOf('meeting_detail'))
  readonly meetingDetail: string | null;

  @Nullable(() => String, descriptionOf('map_url'))
  readonly mapUrl: string | null;

  constructor(wire: Payload) {
    this.meetingDetail = text(wire.meeting_detail);
    this.mapUrl = text(wire.map_url);
  }
}

@ObjectType({
  simpleResolvers: true,
  description: 'Fields that only a bus ticket has. The documents name this type of card, but none of its fields.',
})
export class BusTicketDetails {
  @Nullable(() => String, 'Free text, if the platform sends any.')
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

const DETAILS_TYPES = Object.values(DETAILS);

export const CardDetails = createUnionType({
  name: 'CardDetails',
  description: 'Fields that only one type of card has.',
  types: () => DETAILS_TYPES,
});

/** Returns the details of a card, or null if its type is unknown. */
export function detailsOf(type: WireCardType | 'UNKNOWN' | null, payload: Payload): object | null {
  return type === null || type === 'UNKNOWN' ? null : new DETAILS[type](payload);
}
