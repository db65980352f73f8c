import { Args, ArgsType, Ctx, Field, Query, Resolver } from 'type-graphql';
import { ACTIVATE_TICKET_MAX_UTF8_BYTES, activation } from '../../../platform/endpoints/activation.js';
import { unusable } from '../../../platform/envelope.js';
import { nullIfNotFound } from '../../../platform/errors.js';
import { isRecord } from '../../../platform/is-record.js';
import type { Context } from '../../context.js';
import { percentDecoded } from '../../input/percent-decoding.js';
import { badUserInput, describeReceived, IsIdentifier, identifierOf, isIdentifier } from '../../input/validation.js';
import { PersonalData } from '../../types/field.decorators.js';
import { MemberActivation } from './member-activation.type.js';

/** Each byte of a percent-encoded ticket may take three. */
const ENCODED_TICKET_BYTES = 3 * ACTIVATE_TICKET_MAX_UTF8_BYTES;

@ArgsType()
class MemberActivationArgs {
  @Field(() => String, {
    description:
      `The \`activate_ticket\` from the query of \`wxActivateAfterSubmitUrl\`, at most ${ACTIVATE_TICKET_MAX_UTF8_BYTES} bytes once decoded. ` +
      'A percent-encoded ticket is decoded once; `+` stays.',
  })
  @IsIdentifier(ENCODED_TICKET_BYTES)
  activateTicket!: string;
}

@Resolver()
export class MemberActivationQueries {
  @PersonalData()
  @Query(() => MemberActivation, {
    nullable: true,
    description:
      'The values that a user entered in the activation form of a member card, before `activateMember`. Calls `membercard/activatetempinfo/get`. Null if ' +
      'the account never issued the ticket, which counts as a code look-up that found nothing. A ticket that has expired, or whose member ' +
      'was activated, fails with `ACTIVATION_TICKET_EXPIRED`.',
  })
  async memberActivation(
    @Args(() => MemberActivationArgs) { activateTicket }: MemberActivationArgs,
    @Ctx() { platform }: Context,
  ): Promise<MemberActivation | null> {
    const ticket = percentDecoded(activateTicket);
    if (!isIdentifier(ticket, ACTIVATE_TICKET_MAX_UTF8_BYTES)) {
      const expected = identifierOf(ACTIVATE_TICKET_MAX_UTF8_BYTES);
      const message = `expected ${expected} after percent-decoding, got ${describeReceived(ticket)}`;
      throw badUserInput([{ field: ['activateTicket'], message }]);
    }
    const answer = await nullIfNotFound(platform.call(activation.tempinfoGet, { activate_ticket: ticket }));
    if (answer === null) return null;
    if (!isRecord(answer.info)) throw unusable(activation.tempinfoGet.path, 'info');
    return new MemberActivation(answer.info);
  }
}
