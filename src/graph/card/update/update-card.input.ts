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

@InputType({ description: 'Changes to the fields of a cinema ticket.' })
export class MovieTicketChanges {
  @Updates(() => String, 'detail')
  detail?: string | null;
}

@InputType({ description: 'Changes to the fields of a boarding pass.' })
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

@InputType({ description: 'Changes to the fields of a ticket to a sight.' })
export class ScenicTicketChanges {
  @Updates(() => String, 'guide_url')
  guideUrl?: string | null;
}

@InputType({ description: 'Changes to the fields of a conference ticket.' })
export class MeetingTicketChanges {
  @Updates(() => String, 'map_url')
  mapUrl?: string | null;
}

@InputType({
  description:
    'The changes to a card. An omitted field is unchanged. `null` or an empty value clears a field, and ' +
    '`null` for a nested input clears all of its fields; if the platform cannot clear one, the error is `INVALID_INPUT`. A field of another kind of card is `WRONG_CARD_TYPE`.',
})
export class UpdateCardInput {
  @Field(() => ID, { description: 'Id of the card. At most 32 bytes of UTF-8.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @UpdatesGroup(
    () => BaseInfoChanges,
    'Changes to the fields that every kind of card has. Some are only for member cards.',
  )
  baseInfo?: BaseInfoChanges | null;

  @UpdatesGroup(
    () => AdvancedInfoChanges,
    'Changes to pictures, services, days of use and sharing rules. Groupon, discount, gift, cash and general coupons only.',
  )
  advancedInfo?: AdvancedInfoChanges | null;

  @UpdatesGroup(() => MemberCardChanges, 'Changes to the fields of a member card. Member cards only.')
  memberCard?: MemberCardChanges | null;

  @UpdatesGroup(() => MovieTicketChanges, 'Changes to the fields of a cinema ticket. Cinema tickets only.')
  movieTicket?: MovieTicketChanges | null;

  @UpdatesGroup(() => BoardingPassChanges, 'Changes to the fields of a boarding pass. Boarding passes only.')
  boardingPass?: BoardingPassChanges | null;

  @UpdatesGroup(() => ScenicTicketChanges, 'Changes to the fields of a ticket to a sight. Tickets to a sight only.')
  scenicTicket?: ScenicTicketChanges | null;

  @UpdatesGroup(() => MeetingTicketChanges, 'Changes to the fields of a conference ticket. Conference tickets only.')
  meetingTicket?: MeetingTicketChanges | null;

  @Field(() => Boolean, {
    defaultValue: true,
    description:
      'Whether the update may send the card back to review. If `false`, such an update fails with `REVIEW_REQUIRED` ' +
      'before anything is sent.',
  })
  allowReview!: boolean;

  @IdempotencyKey({ nullable: true })
  idempotencyKey?: string | null;
}
