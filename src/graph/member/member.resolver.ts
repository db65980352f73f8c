import type { GraphQLResolveInfo } from 'graphql';
import { Args, ArgsType, Ctx, Field, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import { referencedCard } from '../card/card.reference.js';
import { CARD_ID_BYTES, Card } from '../card/card.type.js';
import { CODE_BYTES, Code } from '../code/code.type.js';
import type { Context } from '../context.js';
import { IsIdentifier } from '../input/validation.js';
import { MemberInfo } from './member.type.js';

@ArgsType()
class MemberInfoArgs {
  @Field(() => ID, { description: 'The `card_id` of the member card, at most 32 bytes.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @Field(() => String, { description: 'The code with which the member holds the card, at most 64 bytes.' })
  @IsIdentifier(CODE_BYTES)
  code!: string;
}

@Resolver()
export class MemberQueries {
  @Query(() => MemberInfo, {
    nullable: true,
    description:
      "A member's profile, or null if no user holds the card with that code. Calls `membercard/userinfo/get`.",
  })
  memberInfo(
    @Args(() => MemberInfoArgs) args: MemberInfoArgs,
    @Ctx() { loaders }: Context,
  ): Promise<MemberInfo | null> {
    return loaders.member.load(args);
  }
}

@Resolver(() => MemberInfo)
export class MemberInfoFields {
  @FieldResolver(() => Card, {
    nullable: true,
    description: 'The member card. Calls `card/get` if the selection needs more than `id`.',
  })
  card(@Root() { cardId }: MemberInfo, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return referencedCard(cardId, context, info);
  }
}

@Resolver(() => Code)
export class CodeMember {
  @FieldResolver(() => MemberInfo, {
    nullable: true,
    description:
      'Profile of the member who holds the code; null without an error if the card is not a member card. Calls `card/get` for the card ' +
      'type, then `membercard/userinfo/get`.',
  })
  async member(@Root() { cardId, code }: Code, @Ctx() { loaders }: Context): Promise<MemberInfo | null> {
    const card = await loaders.card.load(cardId);
    return card?.type === 'MEMBER_CARD' ? loaders.member.load({ cardId, code }) : null;
  }
}
