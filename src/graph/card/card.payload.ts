import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { MAX_STOCK } from '../../platform/endpoints/card.wire.js';
import { IntegerBetween, IsIdentifier } from '../input/validation.js';
import { IdempotencyKey, MutationPayload } from '../mutation/mutation-payload.js';
import { CardUserError } from '../mutation/user-error.js';
import { NonNull, Nullable } from '../types/field.decorators.js';
import { CARD_ID_BYTES, Card } from './card.type.js';

/** An object read back after a committed write, or the error if that read failed, which becomes an error at its field. */
export type ReadBack<T> = T | null | Error;

@ObjectType({ simpleResolvers: true, description: 'The result of `updateCard`.' })
export class UpdateCardPayload extends MutationPayload {
  @NonNull(() => ID, 'Id of the card in the input.')
  readonly cardId: string;

  @Nullable(() => Card, 'The card as read back after the update.')
  readonly card: ReadBack<Card>;

  @Nullable(
    () => Boolean,
    'Whether the card is under review again. `null` if the update failed. Platform: `send_check`.',
  )
  readonly reviewRequired: boolean | null;

  @Nullable(
    () => Boolean,
    'Whether the card as read back has every sent value. `null` if the card could not be read back, or if this update ' +
      'sent it back to review.',
  )
  readonly verified: boolean | null;

  @NonNull(
    () => [[String]],
    'Paths in the input of the fields whose sent value does not appear in the card as read back.',
  )
  readonly unverifiedFields: readonly (readonly string[])[];

  constructor(cardId: string, outcome: Partial<UpdateCardPayload>) {
    super(outcome);
    this.cardId = cardId;
    this.card = outcome.card ?? null;
    this.reviewRequired = outcome.reviewRequired ?? null;
    this.verified = outcome.verified ?? null;
    this.unverifiedFields = outcome.unverifiedFields ?? [];
  }
}

@ObjectType({ simpleResolvers: true, description: 'The result of `previewCardUpdate`.' })
export class CardUpdatePreview {
  @NonNull(() => Boolean, 'Whether the update would send the card back to review.')
  readonly reviewRequired: boolean;

  @NonNull(() => [[String]], 'Paths in the input of the fields that would send the card back to review.')
  readonly reviewFields: readonly (readonly string[])[];

  @NonNull(() => [CardUserError], 'The errors with which the update would fail. Empty if it would be sent.')
  readonly userErrors: readonly CardUserError[];

  constructor(userErrors: readonly CardUserError[], reviewFields: readonly (readonly string[])[] = []) {
    this.reviewRequired = reviewFields.length > 0;
    this.reviewFields = reviewFields;
    this.userErrors = userErrors;
  }
}

@InputType({
  description:
    "The change of a card's stock: `increaseBy`, `reduceBy` or both, at least one of them greater than 0; or `setTo` " +
    'instead of them.',
})
export class ModifyStockInput {
  @Field(() => ID, { description: 'Id of the card. At most 32 bytes of UTF-8.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @Field(() => Int, {
    defaultValue: 0,
    description: 'Number of cards to add. Range: 0 to 100,000,000. Platform: `increase_stock_value`.',
  })
  @IntegerBetween(0, MAX_STOCK)
  increaseBy!: number;

  @Field(() => Int, {
    defaultValue: 0,
    description: 'Number of cards to remove. Range: 0 to 100,000,000. Platform: `reduce_stock_value`.',
  })
  @IntegerBetween(0, MAX_STOCK)
  reduceBy!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'The new stock. Range: 0 to 100,000,000. The server reads the current stock and sends the difference, under a lock ' +
      'shared by all processes. If the difference is 0, nothing is sent and the mutation succeeds. Excludes `increaseBy` ' +
      'and `reduceBy`.',
  })
  @IntegerBetween(0, MAX_STOCK)
  setTo?: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The expected current stock. Range: 0 to 100,000,000. If the stock read just before the change differs, the mutation ' +
      'fails with `STOCK_CHANGED`. Claims between this read and the change are not detected.',
  })
  @IntegerBetween(0, MAX_STOCK)
  expectedQuantity?: number | null;

  @IdempotencyKey({ nullable: false })
  idempotencyKey!: string;
}

@ObjectType({ simpleResolvers: true, description: 'The result of `modifyStock`.' })
export class ModifyStockPayload extends MutationPayload {
  @NonNull(() => ID, 'Id of the card in the input.')
  readonly cardId: string;

  @Nullable(() => Card, 'The card as read back after the change.')
  readonly card: ReadBack<Card>;

  @Nullable(() => Int, 'Stock read just before the change.')
  readonly quantityBefore: number | null;

  @Nullable(() => Int, 'Stock read back after the change. It includes claims made between the two reads.')
  readonly quantityAfter: number | null;

  constructor(cardId: string, outcome: Partial<ModifyStockPayload>) {
    super(outcome);
    this.cardId = cardId;
    this.card = outcome.card ?? null;
    this.quantityBefore = outcome.quantityBefore ?? null;
    this.quantityAfter = outcome.quantityAfter ?? null;
  }
}

@InputType({ description: 'The card to delete.' })
export class DeleteCardInput {
  @Field(() => ID, { description: 'Id of the card. At most 32 bytes of UTF-8.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @IdempotencyKey({ nullable: true })
  idempotencyKey?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'The result of `deleteCard`.' })
export class DeleteCardPayload extends MutationPayload {
  @NonNull(() => ID, 'Id of the card in the input.')
  readonly cardId: string;

  @Nullable(() => ID, 'Id of the deleted card. `null` if the deletion failed.')
  readonly deletedCardId: string | null;

  constructor(cardId: string, outcome: Partial<DeleteCardPayload>) {
    super(outcome);
    this.cardId = cardId;
    this.deletedCardId = outcome.deletedCardId ?? null;
  }
}
