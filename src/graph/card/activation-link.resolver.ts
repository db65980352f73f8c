import { Args, ArgsType, Ctx, Field, FieldResolver, Resolver, Root } from 'type-graphql';
import { OUTER_STR_MAX_UTF8_BYTES } from '../../platform/endpoints/qrcode.js';
import type { Context } from '../context.js';
import { IsIdentifier } from '../input/validation.js';
import { MemberActivationLink } from './activation-link.type.js';
import { Card } from './card.type.js';
import { MemberCardDetails } from './member-card.type.js';

@ArgsType()
class ActivationLinkArgs {
  @Field(() => String, {
    nullable: true,
    description:
      `The channel, such as a shop or a campaign, 1 to ${OUTER_STR_MAX_UTF8_BYTES} bytes. The code returns it. Do not put personal data ` +
      'into it. Platform: `outer_str`.',
  })
  @IsIdentifier(OUTER_STR_MAX_UTF8_BYTES)
  channel?: string | null;
}

@Resolver(() => Card)
export class CardActivationLink {
  @FieldResolver(() => MemberActivationLink, {
    nullable: true,
    description:
      'Where users fill in the activation form that `setMemberActivationForm` sets. Calls `membercard/activate/geturl`. Null, without a call, ' +
      'unless the card is a member card whose `wxActivate` is on.',
  })
  async activationLink(
    @Root() { id, details }: Card,
    @Args(() => ActivationLinkArgs) { channel }: ActivationLinkArgs,
    @Ctx() { loaders }: Context,
  ): Promise<MemberActivationLink | null> {
    if (!(details instanceof MemberCardDetails && details.wxActivate === true)) return null;
    return loaders.activationLink.load({ cardId: id, channel: channel ?? undefined });
  }
}
