import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Mutation, Resolver, Root } from 'type-graphql';
import type { Platform } from '../../platform/client.js';
import type { Endpoint } from '../../platform/endpoint.js';
import type { EmptyAnswer } from '../../platform/endpoints/card.update.js';
import { specialTickets } from '../../platform/endpoints/special-tickets.js';
import type { SafeWrite } from '../../safety/safe-writes.js';
import { referencedCode } from '../code/code.reference.js';
import { Code } from '../code/code.type.js';
import type { Context, Loaders } from '../context.js';
import { leaveToResolver } from '../input/validation.js';
import { evictAfter } from '../mutation/evict-after.js';
import type { MutationPayload } from '../mutation/mutation-payload.js';
import { type NotCommitted, perform } from '../mutation/perform-write.js';
import { explained } from '../mutation/refusal-explanations.js';
import type { CardUserError } from '../mutation/user-error.js';
import { CheckInBoardingPassInput, UpdateMeetingTicketInput, UpdateMovieTicketInput } from './ticket.input.js';
import {
  CheckInBoardingPassPayload,
  type TicketPayload,
  UpdateMeetingTicketPayload,
  UpdateMovieTicketPayload,
} from './ticket.payload.js';
import { checkInProblems, meetingProblems, movieProblems, ticketExplanations } from './ticket.problems.js';

const NO_READ = 'No call reads the data back, and a repetition does no harm.';

@Resolver()
export class TicketMutations {
  @Mutation(() => UpdateMovieTicketPayload, {
    nullable: true,
    description: `Sets the show and the seats of one holder on a movie ticket. ${NO_READ} Calls \`movieticket/updateuser\`.`,
  })
  async updateMovieTicket(
    @Arg('input', () => UpdateMovieTicketInput, {
      validateFn: leaveToResolver,
      description: 'The ticket and its data.',
    })
    input: UpdateMovieTicketInput,
    @Ctx() context: Context,
  ): Promise<UpdateMovieTicketPayload> {
    const { movieUpdateuser } = specialTickets;
    const change = { mutation: 'updateMovieTicket', type: 'movie ticket', endpoint: movieUpdateuser, input } as const;
    return new UpdateMovieTicketPayload(input, await changed(change, movieProblems(input), context));
  }

  @Mutation(() => UpdateMeetingTicketPayload, {
    nullable: true,
    description: `Sets the seat of one holder on a meeting ticket. ${NO_READ} Calls \`meetingticket/updateuser\`.`,
  })
  async updateMeetingTicket(
    @Arg('input', () => UpdateMeetingTicketInput, {
      validateFn: leaveToResolver,
      description: 'The ticket and its data.',
    })
    input: UpdateMeetingTicketInput,
    @Ctx() context: Context,
  ): Promise<UpdateMeetingTicketPayload> {
    const { meetingUpdateuser } = specialTickets;
    const change = {
      mutation: 'updateMeetingTicket',
      type: 'meeting ticket',
      endpoint: meetingUpdateuser,
      input,
    } as const;
    return new UpdateMeetingTicketPayload(input, await changed(change, meetingProblems(input), context));
  }

  @Mutation(() => CheckInBoardingPassPayload, {
    nullable: true,
    description: `Checks in the holder of a boarding pass, or undoes it. ${NO_READ} Calls \`boardingpass/checkin\`.`,
  })
  async checkInBoardingPass(
    @Arg('input', () => CheckInBoardingPassInput, {
      validateFn: leaveToResolver,
      description: 'The boarding pass and the passenger.',
    })
    input: CheckInBoardingPassInput,
    @Ctx() context: Context,
  ): Promise<CheckInBoardingPassPayload> {
    const { boardingCheckin } = specialTickets;
    const change = {
      mutation: 'checkInBoardingPass',
      type: 'boarding pass',
      endpoint: boardingCheckin,
      input,
    } as const;
    return new CheckInBoardingPassPayload(input, await changed(change, checkInProblems(input), context));
  }
}

/** A change of a ticket of one type. */
interface TicketChange<Request> {
  readonly mutation: 'updateMovieTicket' | 'updateMeetingTicket' | 'checkInBoardingPass';
  readonly type: string;
  readonly endpoint: Endpoint<Request, EmptyAnswer>;
  readonly input: {
    readonly cardId?: string | null;
    readonly idempotencyKey?: string | null;
    toWire(): Request;
  };
}

/** Performs a change unless its input has problems. */
async function changed<Request>(
  change: TicketChange<Request>,
  problems: readonly CardUserError[],
  { platform, loaders, writes }: Context,
): Promise<Partial<MutationPayload>> {
  if (problems.length > 0) return { userErrors: problems };
  const { committed, stopped } = await perform(writes, writeOf(change, platform, loaders));
  if (stopped === undefined) return { replayed: committed.replayed };
  return explained(stopped, ticketExplanations(change.type, change.input));
}

function writeOf<Request>(
  { mutation, endpoint, input }: TicketChange<Request>,
  platform: Platform,
  loaders: Loaders,
): SafeWrite<null, true, Partial<NotCommitted>> {
  return {
    mutation,
    input,
    endpoint,
    prepare: async () => ({ before: null }),
    invalidate: () => evictAfter(mutation, input, platform, loaders),
    async send(_before, sending) {
      await platform.call(endpoint, input.toWire(), sending);
      return true;
    },
  };
}

const CODE =
  'The code, which does not show the data. Null if the change was not committed. Calls `code/get` if the selection needs more than the ' +
  'keys, or without `cardId`.';

function codeAfter(
  { cardId, codeValue, userErrors }: TicketPayload,
  context: Context,
  info: GraphQLResolveInfo,
): Code | Promise<Code | null> | null {
  if (userErrors.length > 0) return null;
  if (cardId !== null) return referencedCode(cardId, codeValue, context, info);
  return context.loaders.code.load({ code: codeValue });
}

@Resolver(() => UpdateMovieTicketPayload)
export class UpdateMovieTicketPayloadFields {
  @FieldResolver(() => Code, { nullable: true, description: CODE })
  code(@Root() payload: UpdateMovieTicketPayload, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return codeAfter(payload, context, info);
  }
}

@Resolver(() => UpdateMeetingTicketPayload)
export class UpdateMeetingTicketPayloadFields {
  @FieldResolver(() => Code, { nullable: true, description: CODE })
  code(@Root() payload: UpdateMeetingTicketPayload, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return codeAfter(payload, context, info);
  }
}

@Resolver(() => CheckInBoardingPassPayload)
export class CheckInBoardingPassPayloadFields {
  @FieldResolver(() => Code, { nullable: true, description: CODE })
  code(@Root() payload: CheckInBoardingPassPayload, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return codeAfter(payload, context, info);
  }
}
