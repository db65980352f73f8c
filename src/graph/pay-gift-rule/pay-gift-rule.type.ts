import { Directive, ID, ObjectType } from 'type-graphql';
import type {
  PAY_GIFT_RULE_STATUSES,
  PayGiftMemberRule,
  PayGiftRuleInfo,
} from '../../platform/endpoints/paygiftcard.js';
import { instant, type Loose, record, text, texts } from '../../platform/wire.js';
import { CnyAmount } from '../types/cny-amount.type.js';
import { NonNull, Nullable } from '../types/field.decorators.js';
import { DateTime } from '../types/scalars.js';
import { WireEnum } from '../types/wire-enum.js';

/** Bytes of a rule_id at the most (assumed: the examples have numbers of seven digits). */
export const RULE_ID_BYTES = 32;

const ruleStatuses = new WireEnum<'OK', (typeof PAY_GIFT_RULE_STATUSES)[number]>({
  OK: { wire: 'RULE_STATUS_OK', description: 'In order. Whether it is in force depends on its time.' },
});
const PayGiftRuleStatus = ruleStatuses.output('PayGiftRuleStatus', 'Where a pay-gift rule stands.');

@ObjectType({ simpleResolvers: true, description: 'What a pay-gift rule says.' })
export class PayGiftRuleTerms {
  readonly #wire: Loose<PayGiftRuleInfo>;
  readonly #base: Loose<PayGiftRuleInfo['base_info']>;
  /** Optional in an answer. */
  readonly #member: Loose<PayGiftMemberRule>;

  constructor(wire: Loose<PayGiftRuleInfo>) {
    this.#wire = wire;
    this.#base = record<PayGiftRuleInfo['base_info']>(wire.base_info);
    this.#member = record<PayGiftMemberRule>(wire.member_rule);
  }

  @Nullable(() => String, 'RULE_TYPE_PAY_MEMBER_CARD: become a member upon payment, the only one in the documents.')
  get type() {
    return text(this.#wire.type);
  }

  @Nullable(() => PayGiftRuleStatus, 'Where it stands.')
  get status() {
    return ruleStatuses.read(this.#base.status);
  }

  @Nullable(() => String, 'status as the platform spells it, also where status is UNKNOWN.')
  get statusRaw() {
    return text(this.#base.status);
  }

  @NonNull(() => [ID], 'WeChat Pay merchants whose payments count.')
  get merchantIds() {
    return texts(this.#base.mchid_list);
  }

  @Nullable(() => DateTime, 'From when on.')
  get beginsAt() {
    return instant(this.#base.begin_time);
  }

  @Nullable(() => DateTime, 'Until when.')
  get endsAt() {
    return instant(this.#base.end_time);
  }

  @Nullable(() => ID, 'The member card that is given.')
  get cardId() {
    return text(this.#member.card_id) || null;
  }

  @Nullable(() => CnyAmount, 'The least payment that counts.')
  get minimumSpend() {
    return CnyAmount.from(this.#member.least_cost);
  }

  @Nullable(() => CnyAmount, 'The largest payment that counts.')
  get maximumSpend() {
    return CnyAmount.from(this.#member.max_cost);
  }

  @Nullable(() => String, "A page of the merchant's where the card is claimed.")
  get claimUrl() {
    return text(this.#member.jump_url);
  }

  @Nullable(() => String, 'The mini program where the card is claimed.')
  get appBrandId() {
    return text(this.#member.app_brand_id);
  }

  @Nullable(() => String, 'The page of the mini program.')
  get appBrandPath() {
    return text(this.#member.app_brand_pass);
  }

  @Nullable(() => DateTime, 'When the rule was made.')
  get createdAt() {
    return instant(this.#base.create_time);
  }

  @Nullable(() => DateTime, 'When the rule was last changed.')
  get updatedAt() {
    return instant(this.#base.update_time);
  }
}

@Directive('@key(fields: "id")')
@ObjectType({
  simpleResolvers: true,
  description: 'Become a member upon payment: who pays the merchants is offered a member card.',
})
export class PayGiftRule {
  /** What a reference to a rule holds without a call. */
  static readonly keys: ReadonlySet<string> = new Set(['id']);

  @NonNull(() => ID, 'The rule_id.')
  readonly id: string;

  @Nullable(() => PayGiftRuleTerms, 'What it says.')
  readonly terms: PayGiftRuleTerms | null;

  /** @param terms null for a rule of which only the id is known and asked for */
  constructor(id: string, terms: PayGiftRuleTerms | null) {
    this.id = id;
    this.terms = terms;
  }
}
