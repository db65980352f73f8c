import { ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { NEW_CODE, NEW_CODE_MAX_UTF8_BYTES } from '../../platform/endpoints/deposit.js';
import {
  OUTER_STR_MAX_UTF8_BYTES,
  QR_CODE_MAX_CARDS,
  QR_CODE_MAX_SECONDS,
  QR_CODE_MIN_SECONDS,
  type QrCard,
  type QrcodeCreateRequest,
} from '../../platform/endpoints/qrcode.js';
import { OPENID_MAX_UTF8_BYTES } from '../../platform/endpoints/user.js';
import { CARD_ID_BYTES } from '../card/card.type.js';
import { Constraint, IntegerBetween, IsIdentifier } from '../input/validation.js';
import { IdempotencyKey, MutationPayload } from '../mutation/mutation-payload.js';
import { Nullable } from '../types/field.decorators.js';
import { DateTime } from '../types/scalars.js';

@InputType({ description: 'A card that a QR code hands out.' })
export class CardHandoutInput {
  @Field(() => ID, { description: 'The `card_id` of the card, at most 32 bytes.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @Field(() => String, {
    nullable: true,
    description:
      `The code that the user gets: 1 to ${NEW_CODE_MAX_UTF8_BYTES} letters, digits, \`-\` and \`_\`. Required if the card's \`codeMode\` is ` +
      '`CUSTOM`. Otherwise omit it: the platform would accept it here, and users could not claim the card.',
  })
  @Constraint({
    name: 'newCode',
    code: 'INVALID_INPUT',
    expected: `a code of 1 to ${NEW_CODE_MAX_UTF8_BYTES} letters, digits, - and _`,
    holds: (value) => value === null || (typeof value === 'string' && NEW_CODE.test(value)),
  })
  code?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The openid of the only user who can claim the card, at most 64 bytes. Required if `bindOpenid` of the card is true, and not ' +
      'accepted otherwise.',
  })
  @IsIdentifier(OPENID_MAX_UTF8_BYTES)
  openid?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      `The channel, such as a shop or a campaign, 1 to ${OUTER_STR_MAX_UTF8_BYTES} bytes. The code returns it. Do not put personal data ` +
      'into it. Platform: `outer_str`.',
  })
  @IsIdentifier(OUTER_STR_MAX_UTF8_BYTES)
  channel?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether the QR code holds one random code, so that only one user can claim the card with it. The card must be approved and have ' +
      'stock. Excludes `code`. Platform: `is_unique_code`.',
  })
  uniqueCode?: boolean | null;

  toWire(): QrCard {
    const { cardId, code, openid, channel, uniqueCode } = this;
    return {
      card_id: cardId,
      ...(code == null ? {} : { code }),
      ...(openid == null ? {} : { openid }),
      ...(uniqueCode == null ? {} : { is_unique_code: uniqueCode }),
      ...(channel == null ? {} : { outer_str: channel }),
    };
  }
}

@InputType({ description: 'The input of `createCardQrCode`.' })
export class CreateCardQrCodeInput {
  @Field(() => [CardHandoutInput], {
    description: `The cards that the QR code hands out, 1 to ${QR_CODE_MAX_CARDS} and all distinct.`,
  })
  @ValidateNested({ each: true })
  items!: CardHandoutInput[];

  @Field(() => Int, {
    nullable: true,
    description:
      `How long the QR code works, ${QR_CODE_MIN_SECONDS} to ${QR_CODE_MAX_SECONDS} seconds. If it is absent, the platform decides: ` +
      'see `expiresAt`.',
  })
  @IntegerBetween(QR_CODE_MIN_SECONDS, QR_CODE_MAX_SECONDS)
  expiresInSeconds?: number | null;

  @IdempotencyKey({ nullable: true })
  idempotencyKey?: string | null;

  toWire(): QrcodeCreateRequest {
    const cards = this.items.map((item) => item.toWire());
    const [only, ...others] = cards;
    const expires = this.expiresInSeconds == null ? {} : { expire_seconds: this.expiresInSeconds };
    return only !== undefined && others.length === 0
      ? { action_name: 'QR_CARD', ...expires, action_info: { card: only } }
      : { action_name: 'QR_MULTIPLE_CARD', ...expires, action_info: { multiple_card: { card_list: cards } } };
  }
}

/** A QR code. A field is null if the platform did not send it. */
export interface QrCode {
  readonly ticket: string | null;
  readonly url: string | null;
  readonly imageUrl: string | null;
  readonly expiresAt: Date | null;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'The result of `createCardQrCode`. Each of `ticket`, `url` and `imageUrl` lets its owner claim the card: give the ones of a QR code ' +
    'with `code`, `openid` or `uniqueCode` only to that user.',
})
export class CreateCardQrCodePayload extends MutationPayload {
  @Nullable(() => String, 'The ticket of the QR code. Null if none was created.')
  readonly ticket: string | null;

  @Nullable(() => String, 'The content of the QR code, from which you can draw it. Null if none was created.')
  readonly url: string | null;

  @Nullable(
    () => String,
    'The public URL of a PNG with the QR code. Null if none was created. Platform: `show_qrcode_url`.',
  )
  readonly imageUrl: string | null;

  @Nullable(
    () => DateTime,
    "When the QR code stops working, by the lifetime in the platform's response. Null if none was created, or if the platform did not " +
      'send a lifetime.',
  )
  readonly expiresAt: Date | null;

  constructor(outcome: Partial<CreateCardQrCodePayload>) {
    super(outcome);
    this.ticket = outcome.ticket ?? null;
    this.url = outcome.url ?? null;
    this.imageUrl = outcome.imageUrl ?? null;
    this.expiresAt = outcome.expiresAt ?? null;
  }
}
