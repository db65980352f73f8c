import { ArgsType, Field, ID, Int, ObjectType } from 'type-graphql';
import { PageInfo, PageOrOffsetArgs, type PageRequest } from '../fetching/paging.js';
import { IsIdentifier } from '../input/validation.js';
import { ListOfNullable, NonNull, Nullable } from '../types/field.decorators.js';
import {
  PayGiftRule,
  PayGiftRuleTerms,
  PayGiftRuleType,
  type PayGiftRuleTypeName,
  RULE_ID_BYTES,
} from './pay-gift-rule.type.js';

@ArgsType()
export class PayGiftRuleArgs {
  @Field(() => ID, { description: 'The `rule_id`, at most 32 bytes.' })
  @IsIdentifier(RULE_ID_BYTES)
  id!: string;
}

@ArgsType()
export class PayGiftRulesArgs extends PageOrOffsetArgs {
  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether to return only rules that are in force. Platform: `effective`.',
  })
  effectiveOnly!: boolean;

  @Field(() => PayGiftRuleType, {
    defaultValue: 'MEMBER_CARD',
    description: 'Type of the rules to return. The platform returns one type per call.',
  })
  type!: PayGiftRuleTypeName;
}

@ObjectType({ simpleResolvers: true, description: 'A pay-gift rule in a list, with its cursor.' })
export class PayGiftRuleEdge {
  @Nullable(() => ID, 'The `rule_id`. Null if the platform does not return it in lists.')
  readonly ruleId: string | null;

  @NonNull(() => PayGiftRuleTerms, 'The terms of the rule. Set even if `ruleId` is null.')
  readonly terms: PayGiftRuleTerms;

  @Nullable(() => PayGiftRule, 'The rule. Null if `ruleId` is null.')
  readonly node: PayGiftRule | null;

  readonly #page: PageRequest;
  readonly #index: number;

  constructor(page: PageRequest, index: number, ruleId: string | null, terms: PayGiftRuleTerms) {
    this.#page = page;
    this.#index = index;
    this.ruleId = ruleId;
    this.terms = terms;
    this.node = ruleId === null ? null : new PayGiftRule(ruleId, terms);
  }

  @NonNull(() => String, 'Cursor of this rule: pass it as `after` to continue after it.')
  get cursor(): string {
    return this.#page.cursor(this.#index);
  }
}

@ObjectType({
  simpleResolvers: true,
  description:
    'A page of pay-gift rules. According to the documents, the platform returns the terms but no `rule_id` in lists: `ruleId` and `node` ' +
    'are null then.',
})
export class PayGiftRuleConnection {
  @NonNull(() => [PayGiftRuleEdge], 'The rules of this page with their cursors.')
  readonly edges: PayGiftRuleEdge[];

  @NonNull(() => PageInfo, 'Position of the page in the list.')
  readonly pageInfo: PageInfo;

  @Nullable(() => Int, 'Number of rules in the list, as the platform reports it. Platform: `total_count`.')
  readonly totalCount: number | null;

  constructor(
    page: PageRequest,
    rules: readonly { readonly ruleId: string | null; readonly terms: PayGiftRuleTerms }[],
    totalCount: number | null,
  ) {
    this.edges = rules.map(({ ruleId, terms }, index) => new PayGiftRuleEdge(page, index, ruleId, terms));
    this.pageInfo = new PageInfo(page, rules.length, totalCount);
    this.totalCount = totalCount;
  }

  @ListOfNullable(
    () => [PayGiftRule],
    'The rules of this page without their cursors. An entry is null if the platform returned no `rule_id` for it.',
  )
  get nodes(): (PayGiftRule | null)[] {
    return this.edges.map(({ node }) => node);
  }
}
