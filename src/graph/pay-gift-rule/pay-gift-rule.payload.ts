import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import {
  MAX_MERCHANT_IDS,
  PAY_GIFT_RULE_TYPE,
  type PayGiftFailure,
  type PaygiftcardAddRequest,
  paygiftcard,
  RULE_INFO_FIELDS,
} from '../../platform/endpoints/paygiftcard.js';
import { int, type Loose, text } from '../../platform/wire.js';
import { CARD_ID_BYTES } from '../card/card.type.js';
import { Constraint, IntegerBetween, IsIdentifier, IsSendableText, ListLength } from '../input/validation.js';
import { IdempotencyKey, MutationPayload } from '../mutation/mutation-payload.js';
import { CardErrorCode, type CardErrorCodeName, codeOfErrcode } from '../mutation/user-error.js';
import { NonNull, Nullable } from '../types/field.decorators.js';
import { DateTime, unixSeconds } from '../types/scalars.js';
import { RULE_ID_BYTES } from './pay-gift-rule.type.js';

/** The largest integer of GraphQL's Int: about 21 million yuan. */
const MAX_FEN = 0x7fff_ffff;

/** An instant that the platform's Unix seconds can say. */
function Instant(): PropertyDecorator {
  const { min, max } = RULE_INFO_FIELDS.base_info.begin_time;
  return Constraint({
    name: 'instant',
    code: 'INVALID_INPUT',
    expected: 'an instant from 1970 to 2106',
    holds: (value) => value instanceof Date && unixSeconds(value) >= min && unixSeconds(value) <= max,
  });
}

@InputType({ description: 'A pay-gift rule to make.' })
export class AddPayGiftRuleInput {
  @Field(() => [ID], { description: 'WeChat Pay merchants whose payments count, 1 to 10.' })
  @ListLength(1, MAX_MERCHANT_IDS)
  @IsIdentifier(32, { each: true })
  merchantIds!: string[];

  @Field(() => DateTime, { description: 'From when on, in whole seconds.' })
  @Instant()
  beginsAt!: Date;

  @Field(() => DateTime, { description: 'Until when, in whole seconds: after beginsAt.' })
  @Instant()
  endsAt!: Date;

  @Field(() => ID, { description: 'The member card to give.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @Field(() => Int, { description: 'The least payment that counts, in fen, 0 or more.' })
  @IntegerBetween(0, MAX_FEN)
  minimumSpendFen!: number;

  @Field(() => Int, { description: 'The largest payment that counts, in fen: not under minimumSpendFen.' })
  @IntegerBetween(0, MAX_FEN)
  maximumSpendFen!: number;

  @Field(() => String, { nullable: true, description: "A page of the merchant's where the card is claimed." })
  @IsSendableText()
  claimUrl?: string | null;

  @Field(() => String, { nullable: true, description: 'A mini program where the card is claimed.' })
  @IsSendableText()
  appBrandId?: string | null;

  @Field(() => String, { nullable: true, description: 'The page of the mini program.' })
  @IsSendableText()
  appBrandPath?: string | null;

  @IdempotencyKey({ nullable: false })
  idempotencyKey!: string;

  toWire(): PaygiftcardAddRequest {
    return {
      rule_info: {
        type: PAY_GIFT_RULE_TYPE,
        base_info: {
          mchid_list: this.merchantIds,
          begin_time: unixSeconds(this.beginsAt),
          end_time: unixSeconds(this.endsAt),
        },
        member_rule: {
          card_id: this.cardId,
          least_cost: this.minimumSpendFen,
          max_cost: this.maximumSpendFen,
          ...(this.claimUrl ? { jump_url: this.claimUrl } : {}),
          ...(this.appBrandId ? { app_brand_id: this.appBrandId } : {}),
          ...(this.appBrandPath ? { app_brand_pass: this.appBrandPath } : {}),
        },
      },
    };
  }
}

@ObjectType({ simpleResolvers: true, description: 'A merchant that the platform left out of a rule.' })
export class PayGiftMerchantFailure {
  @NonNull(() => ID, 'The merchant id.')
  readonly merchantId: string;

  @NonNull(() => CardErrorCode, 'Why, as a stable name.')
  readonly errorCode: CardErrorCodeName;

  @Nullable(() => Int, "The platform's errcode.")
  readonly errcode: number | null;

  @Nullable(() => String, "The platform's errmsg.")
  readonly errmsg: string | null;

  @Nullable(() => ID, 'The rule that occupies the merchant.')
  readonly occupyingRuleId: string | null;

  @Nullable(() => String, 'The account that occupies the merchant.')
  readonly occupyingAppId: string | null;

  constructor(wire: Loose<PayGiftFailure>) {
    this.merchantId = text(wire.mchid) ?? '';
    this.errcode = int(wire.errcode);
    this.errorCode = this.errcode === null ? 'PLATFORM_REJECTED' : codeOfErrcode(this.errcode, paygiftcard.add.path);
    this.errmsg = text(wire.errmsg);
    this.occupyingRuleId = text(wire.occupy_rule_id);
    this.occupyingAppId = text(wire.occupy_appid);
  }
}

@ObjectType({ simpleResolvers: true, description: 'What became of a pay-gift rule to make.' })
export class AddPayGiftRulePayload extends MutationPayload {
  @Nullable(() => ID, "From the platform's own answer: keep it, a listing may not tell it again.")
  readonly ruleId: string | null;

  @NonNull(() => [ID], 'Merchants that the rule is for.')
  readonly succeededMerchantIds: readonly string[];

  @NonNull(
    () => [PayGiftMerchantFailure],
    'Merchants that the platform left out of the rule, each with its reason: data, not an error of the call. All left ' +
      'out: RULE_NOT_CREATED in userErrors as well.',
  )
  readonly failedMerchants: readonly PayGiftMerchantFailure[];

  constructor(outcome: Partial<AddPayGiftRulePayload>) {
    super(outcome);
    this.ruleId = outcome.ruleId ?? null;
    this.succeededMerchantIds = outcome.succeededMerchantIds ?? [];
    this.failedMerchants = outcome.failedMerchants ?? [];
  }
}

@InputType({ description: 'Which pay-gift rule to delete.' })
export class DeletePayGiftRuleInput {
  @Field(() => ID, { description: 'The rule_id.' })
  @IsIdentifier(RULE_ID_BYTES)
  ruleId!: string;

  @IdempotencyKey({ nullable: true })
  idempotencyKey?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'What became of the deletion of a pay-gift rule.' })
export class DeletePayGiftRulePayload extends MutationPayload {
  @NonNull(() => ID, 'The rule_id that was named.')
  readonly ruleId: string;

  @Nullable(() => ID, 'The same, once the rule is deleted; null when refused.')
  readonly deletedRuleId: string | null;

  constructor(ruleId: string, outcome: Partial<MutationPayload>) {
    super(outcome);
    this.ruleId = ruleId;
    this.deletedRuleId = this.userErrors.length === 0 ? ruleId : null;
  }
}
