import { ArgsType, Field, ID, Int, ObjectType } from 'type-graphql';
import { PageInfo, PageOrOffsetArgs, type PageRequest } from '../fetching/paging.js';
import { IsIdentifier } from '../input/validation.js';
import { ListOfNullable, NonNull, Nullable } from '../types/field.decorators.js';
import { PayGiftRule, PayGiftRuleTerms, RULE_ID_BYTES } from './pay-gift-rule.type.js';

@ArgsType()
export class PayGiftRuleArgs {
  @Field(() => ID, { description: 'The rule_id.' })
  @IsIdentifier(RULE_ID_BYTES)
  id!: string;
}

@ArgsType()
export class PayGiftRulesArgs extends PageOrOffsetArgs {
  @Field(() => Boolean, { defaultValue: false, description: 'Only rules that are in force.' })
  effectiveOnly!: boolean;
}

@ObjectType({ simpleResolvers: true, description: 'A pay-gift rule in a list.' })
export class PayGiftRuleEdge {
  @Nullable(() => ID, 'The rule_id, where the listing tells it.')
  readonly ruleId: string | null;

  @NonNull(() => PayGiftRuleTerms, 'What the rule says: there also where the listing tells no rule_id.')
  readonly terms: PayGiftRuleTerms;

  @Nullable(() => PayGiftRule, 'The rule; null where the listing tells no rule_id.')
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

  @NonNull(() => String, 'Pass it as after to continue behind this rule.')
  get cursor(): string {
    return this.#page.cursor(this.#index);
  }
}

@ObjectType({
  simpleResolvers: true,
  description:
    'A page of pay-gift rules. The documented listing tells the terms and no rule_id: then ruleId and node are null.',
})
export class PayGiftRuleConnection {
  @NonNull(() => [PayGiftRuleEdge], 'The rules with their cursors.')
  readonly edges: PayGiftRuleEdge[];

  @NonNull(() => PageInfo, 'Where the page stands.')
  readonly pageInfo: PageInfo;

  @Nullable(() => Int, "The platform's count of the rules.")
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

  @ListOfNullable(() => [PayGiftRule], 'The rules without their cursors; null where the listing tells no rule_id.')
  get nodes(): (PayGiftRule | null)[] {
    return this.edges.map(({ node }) => node);
  }
}
