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

const INPUT = { validateFn: leaveToResolver, description: 'Which rule.' };

@Resolver()
export class PayGiftRuleMutations {
  @Mutation(() => AddPayGiftRulePayload, {
    nullable: true,
    description:
      'Makes a pay-gift rule. One call: paygiftcard/add. A repeat would make another rule, so the key is required.',
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
    description: 'Deletes a pay-gift rule. One call: paygiftcard/delete.',
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
    description: 'The rule; null when none was made. Its terms cost one call: paygiftcard/getbyid.',
  })
  rule(@Root() { ruleId }: AddPayGiftRulePayload, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return ruleId === null ? null : referencedPayGiftRule(ruleId, context, info);
  }
}

/** What one property's decorator cannot see: that two are in order. */
function orderErrors({ beginsAt, endsAt, minimumSpendFen, maximumSpendFen }: AddPayGiftRuleInput): CardUserError[] {
  const errors: CardUserError[] = [];
  if (unixSeconds(endsAt) <= unixSeconds(beginsAt)) {
    errors.push(new CardUserError('INVALID_INPUT', 'expected an instant after beginsAt, got none', ['endsAt']));
  }
  if (maximumSpendFen < minimumSpendFen) {
    errors.push(new CardUserError('INVALID_INPUT', 'expected at least minimumSpendFen, got less', ['maximumSpendFen']));
  }
  return errors;
}
