import { Field, ID, InputType } from 'type-graphql';
import { IsIdentifier } from '../../input/validation.js';
import { IdempotencyKey } from '../../mutation/mutation-payload.js';
import { DateTime } from '../../types/scalars.js';
import { CARD_ID_BYTES } from '../card.type.js';
import { AdvancedInfoChanges } from './advanced-info.input.js';
import { BaseInfoChanges } from './base-info.input.js';
import { MemberCardChanges } from './member-card.input.js';
import { Updates, UpdatesGroup } from './update-field.decorators.js';
import { secondsOf } from './wire-values.js';

@InputType({ description: 'Fields of cinema tickets.' })
export class MovieTicketChanges {
  @Updates(() => String, 'detail')
  detail?: string | null;
}

@InputType({ description: 'Fields of boarding passes.' })
export class BoardingPassChanges {
  @Updates(() => DateTime, 'departure_time', secondsOf)
  departureAt?: Date | null;

  @Updates(() => DateTime, 'landing_time', secondsOf)
  landingAt?: Date | null;

  @Updates(() => String, 'gate')
  gate?: string | null;

  @Updates(() => DateTime, 'boarding_time', secondsOf)
  boardingAt?: Date | null;
}

@InputType({ description: 'Fields of tickets to a sight.' })
export class ScenicTicketChanges {
  @Updates(() => String, 'guide_url')
  guideUrl?: string | null;
}

@InputType({ description: 'Fields of conference tickets.' })
export class MeetingTicketChanges {
  @Updates(() => String, 'map_url')
  mapUrl?: string | null;
}

@InputType({
  description:
    'What is to change of a card. Absent: unchanged. null or empty: emptied where the platform can, else INVALID_INPUT. ' +
    'Fields of another kind of card are WRONG_CARD_TYPE.',
})
export class UpdateCardInput {
  @Field(() => ID, { description: 'The card_id.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @UpdatesGroup(() => BaseInfoChanges, 'Fields of every kind. Some are for member cards or coupons only.')
  baseInfo?: BaseInfoChanges | null;

  @UpdatesGroup(() => AdvancedInfoChanges, 'Groupon, discount, gift, cash and general coupons only.')
  advancedInfo?: AdvancedInfoChanges | null;

  @UpdatesGroup(() => MemberCardChanges, 'Member cards only.')
  memberCard?: MemberCardChanges | null;

  @UpdatesGroup(() => MovieTicketChanges, 'Cinema tickets only.')
  movieTicket?: MovieTicketChanges | null;

  @UpdatesGroup(() => BoardingPassChanges, 'Boarding passes only.')
  boardingPass?: BoardingPassChanges | null;

  @UpdatesGroup(() => ScenicTicketChanges, 'Tickets to a sight only.')
  scenicTicket?: ScenicTicketChanges | null;

  @UpdatesGroup(() => MeetingTicketChanges, 'Conference tickets only.')
  meetingTicket?: MeetingTicketChanges | null;

  @Field(() => Boolean, {
    defaultValue: true,
    description: 'false: refuse with REVIEW_REQUIRED, before the call, what would send the card back to review.',
  })
  allowReview!: boolean;

  @IdempotencyKey({ nullable: true })
  idempotencyKey?: string | null;
}
