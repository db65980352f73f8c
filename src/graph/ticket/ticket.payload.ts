import { ID, ObjectType } from 'type-graphql';
import { MutationPayload } from '../mutation/mutation-payload.js';
import { NonNull, Nullable, PersonalData } from '../types/field.decorators.js';

/** The payload of a mutation that sets the data of one holder on a ticket. */
@ObjectType({ simpleResolvers: true, description: 'The result of a mutation that changes a ticket.' })
export abstract class TicketPayload extends MutationPayload {
  @PersonalData()
  @NonNull(() => String, 'The code of the input.')
  readonly codeValue: string;

  @Nullable(() => ID, 'The `card_id` of the input, if there was one.')
  readonly cardId: string | null;

  constructor(
    { code, cardId }: { readonly code: string; readonly cardId?: string | null },
    outcome: Partial<MutationPayload>,
  ) {
    super(outcome);
    this.codeValue = code;
    this.cardId = cardId ?? null;
  }
}

@ObjectType({ simpleResolvers: true, description: 'The result of `updateMovieTicket`.' })
export class UpdateMovieTicketPayload extends TicketPayload {}

@ObjectType({ simpleResolvers: true, description: 'The result of `updateMeetingTicket`.' })
export class UpdateMeetingTicketPayload extends TicketPayload {}

@ObjectType({ simpleResolvers: true, description: 'The result of `checkInBoardingPass`.' })
export class CheckInBoardingPassPayload extends TicketPayload {}
