import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { WechatUser } from '../code/wechat-user.type.js';
import type { Context } from '../context.js';
import { leaveToResolver } from '../input/validation.js';
import { inputErrors, perform } from '../mutation/perform-write.js';
import { CardUserError } from '../mutation/user-error.js';
import { CnyAmount } from '../types/cny-amount.type.js';
import { PersonalData } from '../types/field.decorators.js';
import { unixSeconds } from '../types/scalars.js';
import { explainActivation, explainChange } from './member.errors.js';
import {
  ActivateMemberInput,
  ActivateMemberPayload,
  UpdateMemberInput,
  UpdateMemberPayload,
} from './member.payload.js';
import { MemberInfo } from './member.type.js';
import { activationOf, memberChangeOf } from './member.writes.js';

@Resolver()
export class MemberMutations {
  @Mutation(() => ActivateMemberPayload, {
    nullable: true,
    description:
      'Activates a claimed member card and sets its membership number and first values. Calls `membercard/userinfo/get`, because an ' +
      'active member is rejected with `MEMBER_ALREADY_ACTIVE`, then `membercard/activate`. With `overwrite` it only calls ' +
      '`membercard/activate`. After a lost response the call is sent again only while the member is not active, because a late ' +
      'repetition would replace the points that the member earned since; with `overwrite` and neither points nor stored value, always.',
  })
  async activateMember(
    @Arg('input', () => ActivateMemberInput, {
      validateFn: leaveToResolver,
      description: 'The member and its first values.',
    })
    input: ActivateMemberInput,
    @Ctx() { platform, loaders, writes }: Context,
  ): Promise<ActivateMemberPayload> {
    const errors = [...inputErrors(input), ...periodErrors(input)];
    if (errors.length > 0) return new ActivateMemberPayload(input, { userErrors: errors });
    const { committed, stopped } = await perform(writes, activationOf(input, platform, loaders));
    if (stopped === undefined) return new ActivateMemberPayload(input, { replayed: committed.replayed });
    const userErrors = (stopped.userErrors ?? []).map((error) => explainActivation(error));
    return new ActivateMemberPayload(input, { ...stopped, userErrors });
  }

  @Mutation(() => UpdateMemberPayload, {
    nullable: true,
    description:
      'Changes the points, the stored value and the custom fields of a member. Calls `membercard/updateuser`. Totals are safe to ' +
      'send again until another change of the member is sent. For differences it calls `membercard/userinfo/get` first, under a lock ' +
      'shared by all processes. After a lost response it reads again. If the total is the former one plus the difference, the mutation ' +
      'succeeds. If it is the former one, the call is sent again; after a timeout only by a retry, once the first call has certainly ' +
      'ended. Otherwise the mutation fails with `OUTCOME_UNKNOWN`. A total cannot distinguish equal amounts, so another till that books ' +
      'the same amount at that moment is not detected.',
  })
  async updateMember(
    @Arg('input', () => UpdateMemberInput, { validateFn: leaveToResolver, description: 'The member and its change.' })
    input: UpdateMemberInput,
    @Ctx() { account, platform, loaders, writes }: Context,
  ): Promise<UpdateMemberPayload> {
    const errors = [...inputErrors(input), ...changeErrors(input)];
    if (errors.length > 0) return new UpdateMemberPayload(input, { userErrors: errors });
    const change = memberChangeOf(input, account, platform, loaders);
    const { committed, stopped } = await perform(writes, change);
    if (stopped) {
      const userErrors = (stopped.userErrors ?? []).map((error) => explainChange(error, input));
      return new UpdateMemberPayload(input, { ...stopped, userErrors });
    }
    const { result, replayed } = committed;
    const { points, balanceFen } = change.totalsIn(result);
    return new UpdateMemberPayload(input, {
      points,
      balance: CnyAmount.from(balanceFen),
      openid: change.openid,
      replayed,
    });
  }
}

function periodErrors({ beginsAt, endsAt }: ActivateMemberInput): CardUserError[] {
  if (beginsAt == null || endsAt == null || unixSeconds(beginsAt) < unixSeconds(endsAt)) return [];
  return [
    new CardUserError('INVALID_INPUT', 'expected endsAt to be later than beginsAt, by whole seconds', ['endsAt']),
  ];
}

/** The values of an input, at least one of which must be sent. */
const CHANGES = [
  'setPoints',
  'addPoints',
  'setBalanceFen',
  'addBalanceFen',
  'customFieldValue1',
  'customFieldValue2',
  'customFieldValue3',
  'backgroundPicUrl',
] as const satisfies readonly (keyof UpdateMemberInput)[];

const EXCLUSIONS = [
  ['setPoints', 'addPoints'],
  ['setBalanceFen', 'addBalanceFen'],
] as const;

function changeErrors(input: UpdateMemberInput): CardUserError[] {
  if (CHANGES.every((name) => input[name] == null)) {
    return [new CardUserError('INVALID_INPUT', `expected at least one of ${CHANGES.join(', ')}, got none`)];
  }
  return EXCLUSIONS.flatMap(([total, difference]) => {
    if (input[total] == null || input[difference] == null) return [];
    const message = `${total} excludes ${difference}. Send only one of them`;
    return [new CardUserError('CONFLICTING_FIELDS', message, [difference])];
  });
}

@Resolver(() => ActivateMemberPayload)
export class ActivateMemberPayloadFields {
  @FieldResolver(() => MemberInfo, {
    nullable: true,
    description: 'The member after the activation. Null if it was not committed. Calls `membercard/userinfo/get`.',
  })
  member(@Root() payload: ActivateMemberPayload, @Ctx() context: Context): Promise<MemberInfo | null> | null {
    return memberAfter(payload, context);
  }
}

@Resolver(() => UpdateMemberPayload)
export class UpdateMemberPayloadFields {
  @FieldResolver(() => MemberInfo, {
    nullable: true,
    description: 'The member after the change. Null if it was not committed. Calls `membercard/userinfo/get`.',
  })
  member(@Root() payload: UpdateMemberPayload, @Ctx() context: Context): Promise<MemberInfo | null> | null {
    return memberAfter(payload, context);
  }

  @PersonalData()
  @FieldResolver(() => WechatUser, {
    nullable: true,
    description:
      'The user who holds the card. Null if the change was not committed. For a replay it calls `membercard/userinfo/get`, because ' +
      'the record of the change has no personal data.',
  })
  async holder(@Root() payload: UpdateMemberPayload, @Ctx() context: Context): Promise<WechatUser | null> {
    const { openid } = payload;
    if (openid !== undefined) return new WechatUser(openid);
    return (await memberAfter(payload, context))?.holder ?? null;
  }
}

function memberAfter(
  { cardId, codeValue, userErrors }: ActivateMemberPayload | UpdateMemberPayload,
  { loaders }: Context,
): Promise<MemberInfo | null> | null {
  return userErrors.length > 0 ? null : loaders.member.load({ cardId, code: codeValue });
}
