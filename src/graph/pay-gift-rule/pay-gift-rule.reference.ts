import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.js';
import { selectsMoreThan } from '../fetching/selection.js';
import { PayGiftRule } from './pay-gift-rule.type.js';

/** Resolves a reference to a rule. The rule is fetched only if the selection needs more than the reference holds. */
export function referencedPayGiftRule(
  id: string,
  { loaders }: Context,
  info: GraphQLResolveInfo,
): PayGiftRule | Promise<PayGiftRule | null> {
  return selectsMoreThan(PayGiftRule.keys, 'PayGiftRule', info)
    ? loaders.payGiftRule.load(id)
    : new PayGiftRule(id, null);
}
