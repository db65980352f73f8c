import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Mutation, Resolver, Root } from 'type-graphql';
import { redemption as calls } from '../../platform/endpoints/redemption.js';
import { unusable } from '../../platform/envelope.js';
import { referencedCard } from '../card/card.reference.js';
import { Card } from '../card/card.type.js';
import type { Context } from '../context.js';
import { leaveToResolver } from '../input/validation.js';
import { inputErrors, perform } from '../mutation/perform-write.js';
import { CardUserError } from '../mutation/user-error.js';
import { PersonalData } from '../types/field.decorators.js';
import { referencedCode } from './code.reference.js';
import { Code } from './code.type.js';
import { RedeemCodeInput, RedeemCodePayload } from './redeem-code.payload.js';
import { redemptionOf } from './redeem-code.writes.js';
import { explainedRefusal, type NamedCode } from './redemption-reasons.js';
import { WechatUser } from './wechat-user.type.js';

const INPUT = { validateFn: leaveToResolver, description: 'The code to redeem.' };

const MAYBE_ANOTHER_TILL =
  'the response to code/consume was lost, and the code is now redeemed: by this request, or by another till. The platform does not report which. ' +
  'Check with the holder and the other tills';

@Resolver()
export class RedeemCodeMutations {
  @Mutation(() => RedeemCodePayload, {
    nullable: true,
    description:
      'Redeems a code. Irreversible. Calls `code/consume`, and `code/decrypt` before it for an `encryptedCode`. Succeeds only if the ' +
      'platform confirms the redemption to this request: if the response is lost, the call is sent again while the code is `NORMAL`, and ' +
      'a code that is `REDEEMED` is `OUTCOME_UNKNOWN`, because another till may have redeemed it.',
  })
  async redeemCode(
    @Arg('input', () => RedeemCodeInput, INPUT) input: RedeemCodeInput,
    @Ctx() { platform, loaders, writes }: Context,
  ): Promise<RedeemCodePayload> {
    const cardId = input.cardId ?? null;
    const userErrors = [...inputErrors(input), ...namesOneCode(input)];
    if (userErrors.length > 0) return new RedeemCodePayload({ code: input.code ?? null, cardId }, { userErrors });
    const redemption = redemptionOf(input, platform, loaders);
    const { committed, stopped } = await perform(writes, redemption);
    if (committed === undefined) {
      const named: NamedCode = { field: input.code == null ? 'encryptedCode' : 'code', hasCardId: cardId !== null };
      return new RedeemCodePayload(
        { code: redemption.code ?? null, cardId },
        {
          ...stopped,
          userErrors: (stopped.userErrors ?? []).map((error) =>
            error.code === 'OUTCOME_UNKNOWN' && redemption.statusSeen === 'REDEEMED'
              ? error.explained(MAYBE_ANOTHER_TILL, null)
              : explainedRefusal(error, named),
          ),
        },
      );
    }
    const { result, replayed } = committed;
    const redeemed = await codeAgain(redemption.decrypted());
    return new RedeemCodePayload({ ...redeemed, cardId: result.cardId, openid: redemption.openid }, { replayed });
  }
}

/** Returns the code of a committed redemption. A replay decrypts it again; a failure of that does not hide the outcome. */
async function codeAgain(
  decrypting: ReturnType<ReturnType<typeof redemptionOf>['decrypted']>,
): Promise<{ readonly code: string | null; readonly failure?: Error }> {
  try {
    const { code, unreadable } = await decrypting;
    return unreadable === undefined ? { code } : { code: null, failure: unusable(calls.decrypt.path, 'code') };
  } catch (error) {
    return { code: null, failure: error instanceof Error ? error : new Error(String(error)) };
  }
}

function namesOneCode({ code, encryptedCode }: RedeemCodeInput): CardUserError[] {
  if (code == null && encryptedCode == null) {
    return [new CardUserError('INVALID_INPUT', 'expected code or encryptedCode, got neither', ['code'])];
  }
  if (code == null || encryptedCode == null) return [];
  const message = 'expected either code or encryptedCode, got both: send only one of them';
  return [new CardUserError('CONFLICTING_FIELDS', message, ['encryptedCode'])];
}

@Resolver(() => RedeemCodePayload)
export class RedeemCodePayloadFields {
  @FieldResolver(() => Card, {
    nullable: true,
    description:
      'The card of the code. Null if nothing was redeemed. Calls `card/get` if the selection needs more than `id`.',
  })
  card(@Root() { cardId, userErrors }: RedeemCodePayload, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return userErrors.length > 0 || cardId === null ? null : referencedCard(cardId, context, info);
  }

  @FieldResolver(() => Code, {
    nullable: true,
    description:
      'The code after the redemption. Null if nothing was redeemed. Calls `code/get` if the selection needs more than the keys.',
  })
  code(@Root() payload: RedeemCodePayload, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    if (payload.userErrors.length > 0) return null;
    const code = codeValueOf(payload);
    if (payload.cardId !== null) return referencedCode(payload.cardId, code, context, info);
    return context.loaders.code.load({ code });
  }

  @PersonalData()
  @FieldResolver(() => WechatUser, {
    nullable: true,
    description:
      'The user who holds the code. Null if nothing was redeemed. Calls `code/get` if `replayed` is true, because the holder is not stored.',
  })
  async holder(@Root() payload: RedeemCodePayload, @Ctx() { loaders }: Context): Promise<WechatUser | null> {
    if (payload.userErrors.length > 0) return null;
    if (payload.openid !== undefined) return new WechatUser(payload.openid);
    const found = await loaders.code.load({ code: codeValueOf(payload), cardId: payload.cardId ?? undefined });
    return found?.holder ?? null;
  }
}

/** @throws if the code of a committed redemption could not be decrypted again */
function codeValueOf({ codeValue, failure }: RedeemCodePayload): string {
  if (codeValue === null) throw failure ?? unusable(calls.decrypt.path, 'code');
  return codeValue;
}
