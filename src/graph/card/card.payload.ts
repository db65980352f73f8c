import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { MAX_STOCK } from '../../platform/endpoints/card.wire.js';
import { IntegerBetween, IsIdentifier } from '../input/validation.js';
import { IdempotencyKey, MutationPayload } from '../mutation/mutation-payload.js';
import { CardUserError } from '../mutation/user-error.js';
import { NonNull, Nullable } from '../types/field.decorators.js';
import { CARD_ID_BYTES, Card } from './card.type.js';

/** A committed object whose read may have failed: then the failure, which becomes an error at its field. */
export type ReadBack<T> = T | null | Error;

@ObjectType({ simpleResolvers: true, description: 'What became of an update.' })
export class UpdateCardPayload extends MutationPayload {
  @NonNull(() => ID, 'The card_id that was named.')
  readonly cardId: string;

  @Nullable(() => Card, 'The card as read back after the update.')
  readonly card: ReadBack<Card>;

  @Nullable(() => Boolean, "The platform's send_check: the card is under review again. null when refused.")
  readonly reviewRequired: boolean | null;

  @Nullable(
    () => Boolean,
    "Whether the read-back shows every sent value; null when it could not be read, or when this update's own answer says " +
      'that the card is under review.',
  )
  readonly verified: boolean | null;

  @NonNull(() => [[String]], 'Paths into the input of the fields that the read-back does not show.')
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

@ObjectType({ simpleResolvers: true, description: 'What an update would do.' })
export class CardUpdatePreview {
  @NonNull(() => Boolean, 'Whether it would send the card back to review.')
  readonly reviewRequired: boolean;

  @NonNull(() => [[String]], 'Paths into the input of the fields that would.')
  readonly reviewFields: readonly (readonly string[])[];

  @NonNull(() => [CardUserError], 'What would be refused.')
  readonly userErrors: readonly CardUserError[];

  constructor(userErrors: readonly CardUserError[], reviewFields: readonly (readonly string[])[] = []) {
    this.reviewRequired = reviewFields.length > 0;
    this.reviewFields = reviewFields;
    this.userErrors = userErrors;
  }
}

@InputType({
  description:
    "A change of a card's stock: `increaseBy`, `reduceBy` or both, at least one of them over 0; or `setTo` instead of them.",
})
export class ModifyStockInput {
  @Field(() => ID, { description: 'The card_id.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @Field(() => Int, {
    defaultValue: 0,
    description: 'How many to add, 0 to 100,000,000. Platform: `increase_stock_value`.',
  })
  @IntegerBetween(0, MAX_STOCK)
  increaseBy!: number;

  @Field(() => Int, {
    defaultValue: 0,
    description: 'How many to remove, 0 to 100,000,000. Platform: `reduce_stock_value`.',
  })
  @IntegerBetween(0, MAX_STOCK)
  reduceBy!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'The stock to leave, 0 to 100,000,000. The difference to the stock read just before is sent, under a lock shared by all ' +
      'processes; if it is 0, nothing is sent and the mutation succeeds. Excludes `increaseBy` and `reduceBy`.',
  })
  @IntegerBetween(0, MAX_STOCK)
  setTo?: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Refuse with STOCK_CHANGED unless the quantity read just before is this. Read, then written: claims between the ' +
      'two are not seen.',
  })
  @IntegerBetween(0, MAX_STOCK)
  expectedQuantity?: number | null;

  @IdempotencyKey({ nullable: false })
  idempotencyKey!: string;
}

@ObjectType({ simpleResolvers: true, description: 'What became of a change of stock.' })
export class ModifyStockPayload extends MutationPayload {
  @NonNull(() => ID, 'The card_id that was named.')
  readonly cardId: string;

  @Nullable(() => Card, 'The card as read back after the change.')
  readonly card: ReadBack<Card>;

  @Nullable(() => Int, 'The quantity read just before the change.')
  readonly quantityBefore: number | null;

  @Nullable(() => Int, 'The quantity read back after the change. Claims between the two reads show in it.')
  readonly quantityAfter: number | null;

  constructor(cardId: string, outcome: Partial<ModifyStockPayload>) {
    super(outcome);
    this.cardId = cardId;
    this.card = outcome.card ?? null;
    this.quantityBefore = outcome.quantityBefore ?? null;
    this.quantityAfter = outcome.quantityAfter ?? null;
  }
}

@InputType({ description: 'Which card to delete.' })
export class DeleteCardInput {
  @Field(() => ID, { description: 'The card_id.' })
  @IsIdentifier(CARD_ID_BYTES)
  cardId!: string;

  @IdempotencyKey({ nullable: true })
  idempotencyKey?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'What became of a deletion.' })
export class DeleteCardPayload extends MutationPayload {
  @NonNull(() => ID, 'The card_id that was named.')
  readonly cardId: string;

  @Nullable(() => ID, 'The same, once the card is deleted; null when refused.')
  readonly deletedCardId: string | null;

  constructor(cardId: string, outcome: Partial<DeleteCardPayload>) {
    super(outcome);
    this.cardId = cardId;
    this.deletedCardId = outcome.deletedCardId ?? null;
  }
}
