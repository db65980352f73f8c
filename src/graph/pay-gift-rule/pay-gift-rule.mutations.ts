import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Mutation, Resolver, Root } from 'type-graphql';
import type { Context } from '../context.js';
import { leaveToResolver } from '../input/validation.js';
import { inputErrors, perform } from '../mutation/perform-write.js';
import { CardUserError } from '../mutation/user-error.js';
import { unixSeconds } from '../types/scalars.js';
import {
  AddPayGiftRuleInput,
  AddPayGiftRulePayload,
  DeletePayGiftRuleInput,
  DeletePayGiftRulePayload,
} from './pay-gift-rule.payload.js';
import { referencedPayGiftRule } from './pay-gift-rule.reference.js';
import { PayGiftRule } from './pay-gift-rule.type.js';
import { additionOf, deletionOf } from './pay-gift-rule.writes.js';

const INPUT = { validateFn: leaveToResolver, description: 'The rule and its change.' };

@Resolver()
export class PayGiftRuleMutations {
  @Mutation(() => AddPayGiftRulePayload, {
    nullable: true,
    description:
      'Creates a pay-gift rule. Calls `paygiftcard/add`. Not idempotent upstream, so `idempotencyKey` is required: a repeated call would ' +
      'create another rule.',
  })
  async addPayGiftRule(
    @Arg('input', () => AddPayGiftRuleInput, INPUT) input: AddPayGiftRuleInput,
    @Ctx() { platform, loaders, writes }: Context,
  ): Promise<AddPayGiftRulePayload> {
    const errors = [...inputErrors(input), ...orderErrors(input)];
    if (errors.length > 0) return new AddPayGiftRulePayload({ userErrors: errors });
    const { committed, stopped } = await perform(writes, additionOf(input, platform, loaders));
    return new AddPayGiftRulePayload(stopped ?? { ...committed.result, replayed: committed.replayed });
  }

  @Mutation(() => DeletePayGiftRulePayload, {
    nullable: true,
    description: 'Deletes a pay-gift rule. Calls `paygiftcard/delete`.',
  })
  async deletePayGiftRule(
    @Arg('input', () => DeletePayGiftRuleInput, INPUT) input: DeletePayGiftRuleInput,
    @Ctx() { platform, loaders, writes }: Context,
  ): Promise<DeletePayGiftRulePayload> {
    const { ruleId } = input;
    const errors = inputErrors(input);
    if (errors.length > 0) return new DeletePayGiftRulePayload(ruleId, { userErrors: errors });
    const { committed, stopped } = await perform(writes, deletionOf(input, platform, loaders));
    return new DeletePayGiftRulePayload(ruleId, stopped ?? { replayed: committed.replayed });
  }
}

@Resolver(() => AddPayGiftRulePayload)
export class AddPayGiftRulePayloadFields {
  @FieldResolver(() => PayGiftRule, {
    nullable: true,
    description:
      'The created rule. Null if no rule was created. Calls `paygiftcard/getbyid` if the selection needs its terms.',
  })
  rule(@Root() { ruleId }: AddPayGiftRulePayload, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return ruleId === null ? null : referencedPayGiftRule(ruleId, context, info);
  }
}

/** Checks the order of two properties each, which a decorator of one property cannot check. */
function orderErrors({ beginsAt, endsAt, minimumSpendFen, maximumSpendFen }: AddPayGiftRuleInput): CardUserError[] {
  const errors: CardUserError[] = [];
  if (unixSeconds(endsAt) <= unixSeconds(beginsAt)) {
    errors.push(new CardUserError('INVALID_INPUT', 'endsAt must be after beginsAt', ['endsAt']));
  }
  if (maximumSpendFen < minimumSpendFen) {
    errors.push(
      new CardUserError('INVALID_INPUT', 'maximumSpendFen must not be less than minimumSpendFen', ['maximumSpendFen']),
    );
  }
  return errors;
}
