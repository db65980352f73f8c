import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql';
import { type PaygiftcardBatchgetAnswer, paygiftcard } from '../../platform/endpoints/paygiftcard.js';
import { unusable } from '../../platform/envelope.js';
import { int, record } from '../../platform/wire.js';
import { referencedCard } from '../card/card.reference.js';
import { Card } from '../card/card.type.js';
import type { Context } from '../context.js';
import { PageRequest } from '../fetching/paging.js';
import { PayGiftRuleArgs, PayGiftRuleConnection, PayGiftRulesArgs } from './pay-gift-rule.connection.js';
import { ruleIdFrom } from './pay-gift-rule.loader.js';
import { PayGiftRule, PayGiftRuleTerms, writeRuleType } from './pay-gift-rule.type.js';

@Resolver()
export class PayGiftRuleQueries {
  @Query(() => PayGiftRule, {
    nullable: true,
    description: 'A pay-gift rule. Null if the platform has no rule with this id. Calls `paygiftcard/getbyid`.',
  })
  payGiftRule(
    @Args(() => PayGiftRuleArgs) { id }: PayGiftRuleArgs,
    @Ctx() { loaders }: Context,
  ): Promise<PayGiftRule | null> {
    return loaders.payGiftRule.load(id);
  }

  @Query(() => PayGiftRuleConnection, {
    nullable: true,
    description: "The account's pay-gift rules of one type with their terms. Calls `paygiftcard/batchget` once.",
  })
  async payGiftRules(
    @Args(() => PayGiftRulesArgs) { effectiveOnly, type, ...pageArgs }: PayGiftRulesArgs,
    @Ctx() { platform }: Context,
  ): Promise<PayGiftRuleConnection> {
    const page = new PageRequest(['payGiftRules', effectiveOnly, ...(type === 'MEMBER_CARD' ? [] : [type])], pageArgs);
    const answer = await platform.call(paygiftcard.batchget, {
      type: writeRuleType(type),
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
}

@Resolver(() => PayGiftRuleTerms)
export class PayGiftRuleTermsFields {
  @FieldResolver(() => Card, {
    nullable: true,
    description: 'The card that is offered. Calls `card/get` if the selection needs more than `id`.',
  })
  card(@Root() { cardId }: PayGiftRuleTerms, @Ctx() context: Context, @Info() info: GraphQLResolveInfo) {
    return cardId === null ? null : referencedCard(cardId, context, info);
  }
}
