import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Query, Resolver, Root } from 'type-graphql';
import {
  PAY_GIFT_RULE_TYPE,
  type PaygiftcardBatchgetAnswer,
  paygiftcard,
} from '../../platform/endpoints/paygiftcard.js';
import { unusable } from '../../platform/envelope.js';
import { int, record } from '../../platform/wire.js';
import { Card, referencedCard } from '../card/card.type.js';
import type { Context } from '../context.js';
import { PageRequest } from '../fetching/paging.js';
import { leaveToResolver } from '../input/validation.js';
import { inputErrors, perform } from '../mutation/perform-write.js';
import { CardUserError } from '../mutation/user-error.js';
import { unixSeconds } from '../types/scalars.js';
import { PayGiftRuleArgs, PayGiftRuleConnection, PayGiftRulesArgs } from './pay-gift-rule.connection.js';
import { ruleIdFrom } from './pay-gift-rule.loader.js';
import {
  AddPayGiftRuleInput,
  AddPayGiftRulePayload,
  DeletePayGiftRuleInput,
  DeletePayGiftRulePayload,
} from './pay-gift-rule.payload.js';
import { PayGiftRule, PayGiftRuleTerms, referencedRule } from './pay-gift-rule.type.js';
import { additionOf, deletionOf } from './pay-gift-rule.writes.js';

const INPUT = { validateFn: leaveToResolver, description: 'Which rule.' };

@Resolver()
export class RuleQueries {
  @Query(() => PayGiftRule, {
    nullable: true,
    description: 'One pay-gift rule; null if the platform does not know it. One call: paygiftcard/getbyid.',
  })
  payGiftRule(
    @Args(() => PayGiftRuleArgs) { id }: PayGiftRuleArgs,
    @Ctx() { loaders }: Context,
  ): Promise<PayGiftRule | null> {
    return loaders.rule.load(id);
  }

  @Query(() => PayGiftRuleConnection, {
    nullable: true,
    description: "The account's pay-gift rules with their terms. One call: paygiftcard/batchget.",
  })
  async payGiftRules(
    @Args(() => PayGiftRulesArgs) { effectiveOnly, ...pageArgs }: PayGiftRulesArgs,
    @Ctx() { platform }: Context,
  ): Promise<PayGiftRuleConnection> {
    const page = new PageRequest(['payGiftRules', effectiveOnly], pageArgs);
    const answer = await platform.call(paygiftcard.batchget, {
      type: PAY_GIFT_RULE_TYPE,
      effective: effectiveOnly,
      offset: page.start,
      count: page.first,
    });
    if (!Array.isArray(answer.rule_list)) throw unusable(paygiftcard.batchget.path, 'rule_list');
    const rules = answer.rule_list.slice(0, page.first).map((entry) => {
      const rule = record<PaygiftcardBatchgetAnswer['rule_list'][number]>(entry);
      return { ruleId: ruleIdFrom(rule.rule_id), terms: new PayGiftRuleTerms(rule) };
    });
    return new PayGiftRuleConnection(page, rules, int(answer.total_count));
  }

  @Mutation(() => AddPayGiftRulePayload, {
    nullable: true,
    description:
      'Makes a pay-gift rule. One call: paygiftcard/add. A repeat would make another rule, so the key is required.',
  })
  async addPayGiftRule(
    @Arg('input', () => AddPayGiftRuleInput, INPUT) input: AddPayGiftRuleInput,
    @Ctx() { platform, writes }: Context,
  ): Promise<AddPayGiftRulePayload> {
    const errors = [...inputErrors(input), ...orderErrors(input)];
    if (errors.length > 0) return new AddPayGiftRulePayload({ userErrors: errors });
    const { committed, stopped } = await perform(writes, additionOf(input, platform));
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
    return ruleId === null ? null : referencedRule(ruleId, context, info);
  }
}

@Resolver(() => PayGiftRuleTerms)
export class PayGiftRuleTermsFields {
  @FieldResolver(() => Card, { nullable: true, description: 'The member card that is given.' })
  card(@Root() { cardId }: PayGiftRuleTerms, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return cardId === null ? null : referencedCard(cardId, context, info);
  }
}

/** What one property's decorator cannot see: that two are in order. */
function orderErrors({ beginsAt, endsAt, leastCostFen, maxCostFen }: AddPayGiftRuleInput): CardUserError[] {
  const errors: CardUserError[] = [];
  if (unixSeconds(endsAt) <= unixSeconds(beginsAt)) {
    errors.push(new CardUserError('INVALID_INPUT', 'expected an instant after beginsAt, got none', ['endsAt']));
  }
  if (maxCostFen < leastCostFen) {
    errors.push(new CardUserError('INVALID_INPUT', 'expected at least leastCostFen, got less', ['maxCostFen']));
  }
  return errors;
}
