import { textProblem } from '../input/bounded-text.js';
import { describeReceived } from '../input/validation.js';
import { inputErrors } from '../mutation/perform-write.js';
import { type Explanations, sendAgain } from '../mutation/refusal-explanations.js';
import { CardUserError } from '../mutation/user-error.js';
import { unixSeconds } from '../types/scalars.js';
import {
  type CheckInBoardingPassInput,
  MAX_SEATS,
  SEAT,
  type UpdateMeetingTicketInput,
  type UpdateMovieTicketInput,
} from './ticket.input.js';

/** Returns the problems of the input. The entries of a list that is too long are not checked. */
export function movieProblems(input: UpdateMovieTicketInput): CardUserError[] {
  const seats = input.seatNumbers ?? [];
  if (seats.length > MAX_SEATS) {
    const message = `expected a list of at most ${MAX_SEATS} entries, got ${describeReceived(seats)}`;
    return [new CardUserError('TOO_MANY_ITEMS', message, ['seatNumbers'])];
  }
  const seatProblems = seats.flatMap((seat, index) => {
    const problem = textProblem(seat, SEAT);
    return problem ? [new CardUserError(problem.code, problem.message, ['seatNumbers', String(index)])] : [];
  });
  return [...inputErrors(input), ...seatProblems];
}

export function meetingProblems(input: UpdateMeetingTicketInput): CardUserError[] {
  const { beginsAt, endsAt } = input;
  const errors = inputErrors(input);
  if (beginsAt != null && endsAt != null && unixSeconds(endsAt) <= unixSeconds(beginsAt)) {
    const message = 'expected endsAt to be later than beginsAt, by whole seconds';
    errors.push(new CardUserError('INVALID_INPUT', message, ['endsAt']));
  }
  return errors;
}

export function checkInProblems(input: CheckInBoardingPassInput): CardUserError[] {
  const missing = (['passengerName', 'cabinClass', 'ticketNumber'] as const).flatMap((field) => {
    if (input.cancel || input[field] != null) return [];
    const message = `${field} is required unless cancel is true, got nothing`;
    return [new CardUserError('INVALID_INPUT', message, [field])];
  });
  return [...inputErrors(input), ...missing];
}

/** Explains the refusals of a change to a ticket of one type. */
export function ticketExplanations(type: string, { cardId }: { readonly cardId?: string | null }): Explanations {
  const field = ['code'];
  const notFound = 'the account has issued no such code, or it is not claimed yet, or it was given away';
  return {
    unknown: sendAgain('the data of a ticket'),
    byErrcode: {
      40056: {
        message:
          cardId == null ? `${notFound}. A custom code is found only with its cardId` : `${notFound}: check both`,
        field,
      },
      40071: { message: `the code is not one of a ${type}: send the code of a ${type}`, field },
      40073: { message: 'the account has no card with this id: check the id and the account', field: ['cardId'] },
      40127: { message: "the ticket can only be changed while its code's status is NORMAL: query the code", field },
      41016: { message: 'the platform requires screeningRoom here: add it', field: ['screeningRoom'] },
      41017: { message: 'the platform requires a seat here: add it', field: null },
    },
  };
}
