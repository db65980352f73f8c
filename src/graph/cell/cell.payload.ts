import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { SelfconsumecellSetRequest } from '../../platform/endpoints/cells.js';
import { CARD_ID_BYTES } from '../card/card.type.js';
import { CardSettingPayload } from '../card/card-setting.type.js';
import { IsIdentifier } from '../input/validation.js';
import { IdempotencyKey } from '../mutation/mutation-payload.js';

@InputType({ description: 'The input of `setPayCell`.' })
export class SetPayCellInput {
  @Field(() => ID, { description: 'The `card_id` of the card, at most 32 bytes.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @Field(() => Boolean, { description: 'Whether the card shows the cell. Platform: `is_open`.' })
  enabled!: boolean;

  @IdempotencyKey({ nullable: true })
  idempotencyKey?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'The result of `setPayCell`.' })
export class SetPayCellPayload extends CardSettingPayload {}

@InputType({ description: 'The input of `setSelfRedeemCell`.' })
export class SetSelfRedeemCellInput {
  @Field(() => ID, { description: 'The `card_id` of the card, at most 32 bytes.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @Field(() => Boolean, { description: 'Whether the card shows the cell. Platform: `is_open`.' })
  enabled!: boolean;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether the holder enters a verification code of the shop. Platform: `need_verify_cod`.',
  })
  requireVerifyCode!: boolean;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether the holder enters the amount of the bill. Platform: `need_remark_amount`.',
  })
  askAmount!: boolean;

  @IdempotencyKey({ nullable: true })
  idempotencyKey?: string | null;

  toWire(): SelfconsumecellSetRequest {
    return {
      card_id: this.cardId,
      is_open: this.enabled,
      need_verify_cod: this.requireVerifyCode,
      need_remark_amount: this.askAmount,
    };
  }
}

@ObjectType({ simpleResolvers: true, description: 'The result of `setSelfRedeemCell`.' })
export class SetSelfRedeemCellPayload extends CardSettingPayload {}
