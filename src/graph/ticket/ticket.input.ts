import { Field, ID, InputType, Int } from 'type-graphql';
import {
  type BoardingpassCheckinRequest,
  CABIN_CLASS_MAX_CHARACTERS,
  type MeetingticketUpdateuserRequest,
  type MovieticketUpdateuserRequest,
  PASSENGER_NAME_MAX_CHARACTERS,
  TICKET_NUMBER,
} from '../../platform/endpoints/special-tickets.js';
import { CARD_ID_BYTES } from '../card/card.type.js';
import { CODE_BYTES } from '../code/code.type.js';
import { IsBoundedText, limitOf, type TextLimit } from '../input/bounded-text.js';
import { Constraint, IntegerBetween, IsIdentifier } from '../input/validation.js';
import { IdempotencyKey } from '../mutation/mutation-payload.js';
import { DateTime, unixSeconds } from '../types/scalars.js';

/** Limits of texts and lists for which the platform documents none. */
const TEXT = { bytes: 128 };
const QR_CODE_DATA = { bytes: 1024 };
export const SEAT = { bytes: 32 };
export const MAX_SEATS = 20;

/** Maximum duration of a film, minutes: a week. The platform documents none. */
const MAX_MINUTES = 10_080;

/** Declares a text that is not empty. */
function Text(limit: TextLimit, description: string, { nullable = false } = {}): PropertyDecorator {
  return (prototype, property) => {
    const full = `${description} Not empty, ${limitOf(limit)}.`;
    Field(() => String, { nullable, description: full })(prototype, property);
    IsBoundedText(limit)(prototype, property);
  };
}

/** Declares an instant that the wire can represent. */
function Instant(description: string, { nullable = false } = {}): PropertyDecorator {
  return (prototype, property) => {
    Field(() => DateTime, { nullable, description })(prototype, property);
    Constraint({
      name: 'instant',
      code: 'INVALID_INPUT',
      expected: 'an instant after 1970-01-01T00:00:00Z',
      holds: (value) => value === null || (value instanceof Date && unixSeconds(value) > 0),
    })(prototype, property);
  };
}

@InputType({ description: 'The input of a mutation that changes a ticket.' })
abstract class TicketInput {
  @Field(() => String, { description: 'The code of the ticket, at most 64 bytes. Its status must be `NORMAL`.' })
  @IsIdentifier(CODE_BYTES)
  code!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The `card_id` of its card. Required for custom codes: without it, the platform does not find them.',
  })
  @IsIdentifier(CARD_ID_BYTES)
  cardId?: string | null;

  @IdempotencyKey({ nullable: true })
  idempotencyKey?: string | null;

  protected get target(): { code: string; card_id?: string } {
    return { code: this.code, ...(this.cardId == null ? {} : { card_id: this.cardId }) };
  }
}

@InputType({ description: 'The input of `updateMovieTicket`. It replaces what was set before.' })
export class UpdateMovieTicketInput extends TicketInput {
  @Text(TEXT, 'Class of the ticket, such as 4D. Platform: `ticket_class`.')
  ticketClass!: string;

  @Instant('When the film begins. Platform: `show_time`.')
  showsAt!: Date;

  @Field(() => Int, {
    description: `Duration of the film in minutes, 1 to ${MAX_MINUTES.toLocaleString('en-US')}. Platform: \`duration\`.`,
  })
  @IntegerBetween(1, MAX_MINUTES)
  durationMinutes!: number;

  @Text(TEXT, 'The screening room. Platform: `screening_room`.', { nullable: true })
  screeningRoom?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      `The seats, at most ${MAX_SEATS}. None is empty, and each has at most ${SEAT.bytes} bytes of UTF-8. Platform: \`seat_number\`, which is a ` +
      'list here.',
  })
  seatNumbers?: string[] | null;

  toWire(): MovieticketUpdateuserRequest {
    const { ticketClass, showsAt, durationMinutes, screeningRoom, seatNumbers } = this;
    return {
      ...this.target,
      ticket_class: ticketClass,
      show_time: unixSeconds(showsAt),
      duration: durationMinutes,
      ...(screeningRoom == null ? {} : { screening_room: screeningRoom }),
      ...(seatNumbers?.length ? { seat_number: seatNumbers } : {}),
    };
  }
}

@InputType({ description: 'The input of `updateMeetingTicket`. It replaces what was set before.' })
export class UpdateMeetingTicketInput extends TicketInput {
  @Text(TEXT, 'The zone of the seat. Platform: `zone`.')
  zone!: string;

  @Text(TEXT, 'The entrance. Platform: `entrance`.')
  entrance!: string;

  @Text(TEXT, 'The seat. Platform: `seat_number`, which is one text here.')
  seatNumber!: string;

  @Instant('When the event begins. Platform: `begin_time`.', { nullable: true })
  beginsAt?: Date | null;

  @Instant('When the event ends. Must be later than `beginsAt`. Platform: `end_time`.', { nullable: true })
  endsAt?: Date | null;

  toWire(): MeetingticketUpdateuserRequest {
    const { zone, entrance, seatNumber, beginsAt, endsAt } = this;
    return {
      ...this.target,
      zone,
      entrance,
      seat_number: seatNumber,
      ...(beginsAt == null ? {} : { begin_time: unixSeconds(beginsAt) }),
      ...(endsAt == null ? {} : { end_time: unixSeconds(endsAt) }),
    };
  }
}

@InputType({
  description:
    'The input of `checkInBoardingPass`. `passengerName`, `cabinClass` and `ticketNumber` are required unless `cancel` is true.',
})
export class CheckInBoardingPassInput extends TicketInput {
  @Text({ characters: PASSENGER_NAME_MAX_CHARACTERS }, 'Name of the passenger. Platform: `passenger_name`.', {
    nullable: true,
  })
  passengerName?: string | null;

  @Text({ characters: CABIN_CLASS_MAX_CHARACTERS }, 'Class of the cabin. Platform: `class`.', { nullable: true })
  cabinClass?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Number of the electronic ticket, 1 to 14 digits. Platform: `etkt_bnr`.',
  })
  @Constraint({
    name: 'ticketNumber',
    code: 'INVALID_INPUT',
    expected: 'text of 1 to 14 digits',
    holds: (value) => value === null || (typeof value === 'string' && TICKET_NUMBER.test(value)),
  })
  ticketNumber?: string | null;

  @Text(TEXT, 'The seat. Platform: `seat`.', { nullable: true })
  seat?: string | null;

  @Text(QR_CODE_DATA, "Content of the boarding pass's QR code. Platform: `qrcode_data`.", { nullable: true })
  qrcodeData?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether to undo the check-in. The other values are then not sent. Platform: `is_cancel`.',
  })
  cancel!: boolean;

  toWire(): BoardingpassCheckinRequest {
    if (this.cancel) return { ...this.target, is_cancel: true };
    const { passengerName, cabinClass, ticketNumber, seat, qrcodeData } = this;
    return {
      ...this.target,
      ...(passengerName == null ? {} : { passenger_name: passengerName }),
      ...(cabinClass == null ? {} : { class: cabinClass }),
      ...(ticketNumber == null ? {} : { etkt_bnr: ticketNumber }),
      ...(seat == null ? {} : { seat }),
      ...(qrcodeData == null ? {} : { qrcode_data: qrcodeData }),
      is_cancel: false,
    };
  }
}
