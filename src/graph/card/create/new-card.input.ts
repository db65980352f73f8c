import { InputType } from 'type-graphql';
import type { WireCardType } from '../../../platform/endpoints/card.wire.js';
import { NewAdvancedInfo } from './advanced-info.input.js';
import { NewBaseInfo } from './base-info.input.js';
import { CreatesGroup } from './creation-field.decorators.js';
import {
  NewBoardingPass,
  NewCash,
  NewDiscount,
  NewGeneralCoupon,
  NewGift,
  NewGroupon,
  NewMeetingTicket,
  NewMovieTicket,
  NewScenicTicket,
} from './kinds.input.js';
import { NewMemberCard } from './member-card.input.js';

@InputType({
  description:
    'A new card. Exactly one of the inputs `groupon` to `meetingTicket` is required: it determines the type of the card. ' +
    'A field of another type is `WRONG_CARD_TYPE`.',
})
export class NewCard {
  @CreatesGroup(() => NewBaseInfo, 'The fields that every kind of card has. Some are only for member cards.', {
    presence: 'required',
  })
  baseInfo!: NewBaseInfo;

  @CreatesGroup(
    () => NewAdvancedInfo,
    'Pictures, services, days of use and conditions. Groupon, discount, gift, cash and general coupons and member cards only.',
  )
  advancedInfo?: NewAdvancedInfo | null;

  @CreatesGroup(() => NewGroupon, 'Creates a group-buying coupon.')
  groupon?: NewGroupon | null;

  @CreatesGroup(() => NewCash, 'Creates a cash coupon.')
  cash?: NewCash | null;

  @CreatesGroup(() => NewDiscount, 'Creates a discount coupon.')
  discount?: NewDiscount | null;

  @CreatesGroup(() => NewGift, 'Creates a gift coupon.')
  gift?: NewGift | null;

  @CreatesGroup(() => NewGeneralCoupon, 'Creates a general coupon.')
  generalCoupon?: NewGeneralCoupon | null;

  @CreatesGroup(() => NewMemberCard, 'Creates a member card.')
  memberCard?: NewMemberCard | null;

  @CreatesGroup(() => NewScenicTicket, 'Creates a ticket to a sight.')
  scenicTicket?: NewScenicTicket | null;

  @CreatesGroup(() => NewMovieTicket, 'Creates a cinema ticket.')
  movieTicket?: NewMovieTicket | null;

  @CreatesGroup(() => NewBoardingPass, 'Creates a boarding pass.')
  boardingPass?: NewBoardingPass | null;

  @CreatesGroup(() => NewMeetingTicket, 'Creates a conference ticket.')
  meetingTicket?: NewMeetingTicket | null;
}

/** The inputs that determine the type of a new card. */
export const KIND_INPUTS = {
  groupon: 'GROUPON',
  cash: 'CASH',
  discount: 'DISCOUNT',
  gift: 'GIFT',
  generalCoupon: 'GENERAL_COUPON',
  memberCard: 'MEMBER_CARD',
  scenicTicket: 'SCENIC_TICKET',
  movieTicket: 'MOVIE_TICKET',
  boardingPass: 'BOARDING_PASS',
  meetingTicket: 'MEETING_TICKET',
} as const satisfies Partial<Record<keyof NewCard, WireCardType>>;
