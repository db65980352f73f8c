import { InputType, Int } from 'type-graphql';
import { DateTime } from '../../types/scalars.js';
import { Creates } from './creation-field.decorators.js';

@InputType({ description: 'The fields of a new group-buying coupon.' })
export class NewGroupon {
  @Creates(() => String, 'groupon.dealDetail')
  dealDetail!: string;
}

@InputType({ description: 'The fields of a new cash coupon.' })
export class NewCash {
  @Creates(() => Int, 'cash.minimumSpendFen')
  minimumSpendFen!: number;

  @Creates(() => Int, 'cash.amountOffFen')
  amountOffFen!: number;
}

@InputType({ description: 'The fields of a new discount coupon.' })
export class NewDiscount {
  @Creates(() => Int, 'discount.percentOff')
  percentOff!: number;
}

@InputType({ description: 'The fields of a new gift coupon.' })
export class NewGift {
  @Creates(() => String, 'gift.gift')
  gift!: string;
}

@InputType({
  description:
    'The fields of a new general coupon. `advancedInfo.textImages` needs at least one entry with `imageUrl`.',
})
export class NewGeneralCoupon {
  @Creates(() => String, 'generalCoupon.defaultDetail')
  defaultDetail!: string;
}

@InputType({ description: 'The fields of a new ticket to a sight.' })
export class NewScenicTicket {
  @Creates(() => String, 'scenicTicket.ticketClass')
  ticketClass!: string;

  @Creates(() => String, 'scenicTicket.guideUrl')
  guideUrl?: string | null;
}

@InputType({ description: 'The fields of a new cinema ticket.' })
export class NewMovieTicket {
  @Creates(() => String, 'movieTicket.detail')
  detail!: string;
}

@InputType({ description: 'The fields of a new boarding pass.' })
export class NewBoardingPass {
  @Creates(() => String, 'boardingPass.from')
  from!: string;

  @Creates(() => String, 'boardingPass.to')
  to!: string;

  @Creates(() => String, 'boardingPass.flight')
  flight!: string;

  @Creates(() => String, 'boardingPass.airModel')
  airModel!: string;

  @Creates(() => DateTime, 'boardingPass.departureAt')
  departureAt!: Date;

  @Creates(() => DateTime, 'boardingPass.landingAt')
  landingAt!: Date;

  @Creates(() => String, 'boardingPass.gate')
  gate?: string | null;

  @Creates(() => DateTime, 'boardingPass.boardingAt')
  boardingAt?: Date | null;

  @Creates(() => String, 'boardingPass.checkInUrl')
  checkInUrl?: string | null;
}

@InputType({ description: 'The fields of a new conference ticket.' })
export class NewMeetingTicket {
  @Creates(() => String, 'meetingTicket.meetingDetail')
  meetingDetail!: string;

  @Creates(() => String, 'meetingTicket.mapUrl')
  mapUrl?: string | null;
}
