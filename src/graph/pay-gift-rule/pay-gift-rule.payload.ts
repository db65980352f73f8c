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

/** The largest value of GraphQL's Int: about 21 million yuan in fen. */
const MAX_FEN = 0x7fff_ffff;

/** Requires an instant within the range of the platform's Unix seconds. */
function Instant(): PropertyDecorator {
  const { min, max } = RULE_INFO_FIELDS.base_info.begin_time;
  return Constraint({
    name: 'instant',
    code: 'INVALID_INPUT',
    expected: 'an instant from 1970 to 2106',
    holds: (value) => value instanceof Date && unixSeconds(value) >= min && unixSeconds(value) <= max,
  });
}

@InputType({ description: 'The input of `addPayGiftRule`.' })
export class AddPayGiftRuleInput {
  @Field(() => [ID], {
    description: 'Ids of the WeChat Pay merchants whose payments count, 1 to 10. Platform: `mchid_list`.',
  })
  @ListLength(1, MAX_MERCHANT_IDS)
  @IsIdentifier(32, { each: true })
  merchantIds!: string[];

  @Field(() => DateTime, { description: 'When the rule takes effect, in whole seconds. Platform: `begin_time`.' })
  @Instant()
  beginsAt!: Date;

  @Field(() => DateTime, {
    description: 'When the rule ends, in whole seconds. Must be after `beginsAt`. Platform: `end_time`.',
  })
  @Instant()
  endsAt!: Date;

  @Field(() => ID, { description: 'The `card_id` of the member card to offer, at most 32 bytes.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @Field(() => Int, {
    description: 'Minimum payment that counts, in fen (1/100 yuan), 0 or more. Platform: `least_cost`.',
  })
  @IntegerBetween(0, MAX_FEN)
  minimumSpendFen!: number;

  @Field(() => Int, {
    description:
      'Maximum payment that counts, in fen (1/100 yuan). Must not be less than `minimumSpendFen`. Platform: `max_cost`.',
  })
  @IntegerBetween(0, MAX_FEN)
  maximumSpendFen!: number;

  @Field(() => String, {
    nullable: true,
    description: "URL of the merchant's own page for claiming the card. Platform: `jump_url`.",
  })
  @IsSendableText()
  claimUrl?: string | null;

  @Field(() => String, { nullable: true, description: 'AppID of a mini program for claiming the card.' })
  @IsSendableText()
  appBrandId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Path of the page in the mini program. Platform: `app_brand_pass`.',
  })
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

@ObjectType({ simpleResolvers: true, description: 'A merchant that the platform excluded from a rule.' })
export class PayGiftMerchantFailure {
  @NonNull(() => ID, 'The merchant id. Platform: `mchid`.')
  readonly merchantId: string;

  @NonNull(() => CardErrorCode, 'Reason as a stable name.')
  readonly errorCode: CardErrorCodeName;

  @Nullable(() => Int, "The platform's errcode for this merchant.")
  readonly errcode: number | null;

  @Nullable(() => String, "The platform's errmsg for this merchant.")
  readonly errmsg: string | null;

  @Nullable(() => ID, 'The `rule_id` of the rule that occupies the merchant. Platform: `occupy_rule_id`.')
  readonly occupyingRuleId: string | null;

  @Nullable(() => String, 'The appid of the account that occupies the merchant. Platform: `occupy_appid`.')
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

@ObjectType({ simpleResolvers: true, description: 'The result of `addPayGiftRule`.' })
export class AddPayGiftRulePayload extends MutationPayload {
  @Nullable(() => ID, 'The `rule_id` of the created rule. Store it: the platform may not return it in lists.')
  readonly ruleId: string | null;

  @NonNull(() => [ID], 'Ids of the merchants that the rule applies to. Platform: `succ_mchid_list`.')
  readonly succeededMerchantIds: readonly string[];

  @NonNull(
    () => [PayGiftMerchantFailure],
    'Merchants that the platform excluded from the rule, each with its reason. They are not errors of the call, but if every merchant ' +
      'is excluded, `userErrors` has `RULE_NOT_CREATED`. Platform: `fail_mchid_list`.',
  )
  readonly failedMerchants: readonly PayGiftMerchantFailure[];

  constructor(outcome: Partial<AddPayGiftRulePayload>) {
    super(outcome);
    this.ruleId = outcome.ruleId ?? null;
    this.succeededMerchantIds = outcome.succeededMerchantIds ?? [];
    this.failedMerchants = outcome.failedMerchants ?? [];
  }
}

@InputType({ description: 'The input of `deletePayGiftRule`.' })
export class DeletePayGiftRuleInput {
  @Field(() => ID, { description: 'The `rule_id` of the rule to delete, at most 32 bytes.' })
  @IsIdentifier(RULE_ID_BYTES)
  ruleId!: string;

  @IdempotencyKey({ nullable: true })
  idempotencyKey?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'The result of `deletePayGiftRule`.' })
export class DeletePayGiftRulePayload extends MutationPayload {
  @NonNull(() => ID, 'The `rule_id` of the input.')
  readonly ruleId: string;

  @Nullable(() => ID, 'The `rule_id` of the deleted rule. Null if the deletion was not committed.')
  readonly deletedRuleId: string | null;

  constructor(ruleId: string, outcome: Partial<MutationPayload>) {
    super(outcome);
    this.ruleId = ruleId;
    this.deletedRuleId = this.userErrors.length === 0 ? ruleId : null;
  }
}
