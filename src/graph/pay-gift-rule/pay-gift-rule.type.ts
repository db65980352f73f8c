import { Directive, ID, ObjectType } from 'type-graphql';
import {
  type PAY_GIFT_RULE_STATUSES,
  PAY_GIFT_RULE_TYPE,
  type PAY_GIFT_RULE_TYPES,
  type PayGiftMemberRule,
  type PayGiftRuleInfo,
  SINGLE_PAY_RULE_TYPE,
} from '../../platform/endpoints/paygiftcard.js';
import { instant, type Loose, record, text, texts } from '../../platform/wire.js';
import { CnyAmount } from '../types/cny-amount.type.js';
import { NonNull, Nullable } from '../types/field.decorators.js';
import { DateTime } from '../types/scalars.js';
import { WireEnum } from '../types/wire-enum.js';

/** Maximum bytes of a rule_id (assumed: the examples have numbers of seven digits). */
export const RULE_ID_BYTES = 32;

const ruleStatuses = new WireEnum<'OK', (typeof PAY_GIFT_RULE_STATUSES)[number]>({
  OK: {
    wire: 'RULE_STATUS_OK',
    description: 'The rule is valid. Whether it is in force depends on its period. Platform: `RULE_STATUS_OK`.',
  },
});
const PayGiftRuleStatus = ruleStatuses.output('PayGiftRuleStatus', 'Status of a pay-gift rule.');

export type PayGiftRuleTypeName = 'MEMBER_CARD' | 'SINGLE_PAY';
const ruleTypes = new WireEnum<PayGiftRuleTypeName, (typeof PAY_GIFT_RULE_TYPES)[number]>({
  MEMBER_CARD: {
    wire: PAY_GIFT_RULE_TYPE,
    description: 'Users who pay are offered a member card. Platform: `RULE_TYPE_PAY_MEMBER_CARD`.',
  },
  SINGLE_PAY: {
    wire: SINGLE_PAY_RULE_TYPE,
    description:
      'Users receive a card upon a single payment. Undocumented; observed in a public client. Platform: `RULE_TYPE_SINGLE_PAY`.',
  },
});
export const writeRuleType = ruleTypes.write.bind(ruleTypes);
export const PayGiftRuleType = ruleTypes.input('PayGiftRuleType', 'Type of the pay-gift rules in a list.');

@ObjectType({ simpleResolvers: true, description: 'The terms of a pay-gift rule.' })
export class PayGiftRuleTerms {
  readonly #wire: Loose<PayGiftRuleInfo>;
  readonly #base: Loose<PayGiftRuleInfo['base_info']>;
  /** The terms under the name of the type. Optional in responses. */
  readonly #member: Loose<PayGiftMemberRule>;

  constructor(wire: Loose<PayGiftRuleInfo>) {
    this.#wire = wire;
    this.#base = record<PayGiftRuleInfo['base_info']>(wire.base_info);
    this.#member = record<PayGiftMemberRule>(wire.member_rule ?? wire.single_pay);
  }

  @Nullable(
    () => String,
    'Type of the rule: `RULE_TYPE_PAY_MEMBER_CARD` (become a member upon payment) is the only documented one. `RULE_TYPE_SINGLE_PAY` is observed.',
  )
  get type() {
    return text(this.#wire.type);
  }

  @Nullable(() => PayGiftRuleStatus, 'Status of the rule.')
  get status() {
    return ruleStatuses.read(this.#base.status);
  }

  @Nullable(() => String, '`status` as the platform spells it, even if `status` is `UNKNOWN`. Platform: `status`.')
  get statusRaw() {
    return text(this.#base.status);
  }

  @NonNull(() => [ID], 'Ids of the WeChat Pay merchants whose payments count. Platform: `mchid_list`.')
  get merchantIds() {
    return texts(this.#base.mchid_list);
  }

  @Nullable(() => DateTime, 'When the rule takes effect. Platform: `begin_time`.')
  get beginsAt() {
    return instant(this.#base.begin_time);
  }

  @Nullable(() => DateTime, 'When the rule ends. Platform: `end_time`.')
  get endsAt() {
    return instant(this.#base.end_time);
  }

  @Nullable(() => ID, 'The `card_id` of the card that is offered.')
  get cardId() {
    return text(this.#member.card_id) || null;
  }

  @Nullable(() => CnyAmount, 'Minimum payment that counts. Platform: `least_cost`.')
  get minimumSpend() {
    return CnyAmount.from(this.#member.least_cost);
  }

  @Nullable(() => CnyAmount, 'Maximum payment that counts. Platform: `max_cost`.')
  get maximumSpend() {
    return CnyAmount.from(this.#member.max_cost);
  }

  @Nullable(() => String, "URL of the merchant's own page for claiming the card. Platform: `jump_url`.")
  get claimUrl() {
    return text(this.#member.jump_url);
  }

  @Nullable(() => String, 'AppID of the mini program for claiming the card.')
  get appBrandId() {
    return text(this.#member.app_brand_id);
  }

  @Nullable(() => String, 'Path of the page in the mini program. Platform: `app_brand_pass`.')
  get appBrandPath() {
    return text(this.#member.app_brand_pass);
  }

  @Nullable(() => DateTime, 'When the rule was created. Platform: `create_time`.')
  get createdAt() {
    return instant(this.#base.create_time);
  }

  @Nullable(() => DateTime, 'When the rule was last changed. Platform: `update_time`.')
  get updatedAt() {
    return instant(this.#base.update_time);
  }
}

@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description:
    'A pay-gift rule ("become a member upon payment"): users who pay one of the merchants are offered a member card.',
})
export class PayGiftRule {
  /** Fields that a reference resolves without a call. */
  static readonly keys: ReadonlySet<string> = new Set(['id']);

  @NonNull(() => ID, 'The `rule_id` of the rule.')
  readonly id: string;

  @Nullable(() => PayGiftRuleTerms, 'The terms of the rule.')
  readonly terms: PayGiftRuleTerms | null;

  /** @param terms null for a reference, for selections that need only the id */
  constructor(id: string, terms: PayGiftRuleTerms | null) {
    this.id = id;
    this.terms = terms;
  }
}
