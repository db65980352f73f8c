import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import type { Platform } from '../../../platform/client.js';
import { activation } from '../../../platform/endpoints/activation.js';
import type { SafeWrite } from '../../../safety/safe-writes.js';
import { cardAfter } from '../../card/card.reference.js';
import { Card } from '../../card/card.type.js';
import { CardSettingPayload } from '../../card/card-setting.type.js';
import type { Context, Loaders } from '../../context.js';
import { leaveToResolver } from '../../input/validation.js';
import { evictAfter } from '../../mutation/evict-after.js';
import { type NotCommitted, perform } from '../../mutation/perform-write.js';
import { type Explanations, explained, sendAgain } from '../../mutation/refusal-explanations.js';
import { SetMemberActivationFormInput } from './activation-form.input.js';
import { problemsIn } from './activation-form.problems.js';

const CARD_ID = ['cardId'];

const EXPLANATIONS: Explanations = {
  unknown: sendAgain('the form'),
  byErrcode: {
    40071: { message: 'only member cards have an activation form: send the id of a member card', field: CARD_ID },
    40073: { message: 'the account has no card with this id: check the id and the account', field: CARD_ID },
    40078: { message: "the card's status does not allow a form: a deleted card cannot be changed", field: CARD_ID },
    72026: {
      message:
        'one-tap activation is off on this card, and only its holders see a form. Set wxActivate to true with updateCard, then send ' +
        'the same again',
      field: CARD_ID,
    },
  },
};

@ObjectType({ simpleResolvers: true, description: 'The result of `setMemberActivationForm`.' })
export class SetMemberActivationFormPayload extends CardSettingPayload {}

const INPUT = { validateFn: leaveToResolver, description: 'The card and its new form.' };

@Resolver()
export class ActivationFormMutations {
  @Mutation(() => SetMemberActivationFormPayload, {
    nullable: true,
    description:
      'Sets the form that users fill in to activate a member card. Replaces the whole form, and no call reads it back. Requires ' +
      '`wxActivate` on the card, otherwise the error is `ACTIVATION_REQUIRED`; without a form, `wxActivate` shows users nothing to fill in. ' +
      'Calls `membercard/activateuserform/set`.',
  })
  async setMemberActivationForm(
    @Arg('input', () => SetMemberActivationFormInput, INPUT) input: SetMemberActivationFormInput,
    @Ctx() { platform, loaders, writes }: Context,
  ): Promise<SetMemberActivationFormPayload> {
    const userErrors = problemsIn(input);
    if (userErrors.length > 0) return new SetMemberActivationFormPayload(input, { userErrors });
    const { committed, stopped } = await perform(writes, formChangeOf(input, platform, loaders));
    return new SetMemberActivationFormPayload(
      input,
      stopped ? explained(stopped, EXPLANATIONS) : { replayed: committed.replayed },
    );
  }
}

function formChangeOf(
  input: SetMemberActivationFormInput,
  platform: Platform,
  loaders: Loaders,
): SafeWrite<null, true, Partial<NotCommitted>> {
  return {
    mutation: 'setMemberActivationForm',
    input,
    endpoint: activation.userformSet,
    prepare: async () => ({ before: null }),
    invalidate: () => evictAfter('setMemberActivationForm', input, platform, loaders),
    async send(_before, sending) {
      await platform.call(activation.userformSet, input.toWire(), sending);
      return true;
    },
  };
}

@Resolver(() => SetMemberActivationFormPayload)
export class SetMemberActivationFormPayloadFields {
  @FieldResolver(() => Card, {
    nullable: true,
    description:
      'The member card, which does not show the form. Null if the change was not committed. Calls `card/get` if the selection needs ' +
      'more than `id`.',
  })
  card(@Root() payload: SetMemberActivationFormPayload, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return cardAfter(payload, context, info);
  }
}
