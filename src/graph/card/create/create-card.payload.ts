import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { IdempotencyKey, MutationPayload } from '../../mutation/mutation-payload.js';
import { ListOfNullable, Nullable } from '../../types/field.decorators.js';
import type { ReadBack } from '../card.payload.js';
import { Card } from '../card.type.js';
import { NewCard } from './new-card.input.js';

@InputType({ description: 'The card to create.' })
export class CreateCardInput {
  @Field(() => NewCard, { description: 'The new card.' })
  card!: NewCard;

  @IdempotencyKey({ nullable: false })
  idempotencyKey!: string;
}

@ObjectType({ simpleResolvers: true, description: 'The result of `createCard`.' })
export class CreateCardPayload extends MutationPayload {
  @Nullable(() => ID, 'Id of the created card. `null` if the creation failed.')
  readonly cardId: string | null;

  @Nullable(() => Card, 'The card as read back after its creation. It is under review.')
  readonly card: ReadBack<Card>;

  @ListOfNullable(
    () => [Card],
    'With `OUTCOME_UNKNOWN`: the cards created since the request that have the same kind, `brandName` and `title` and are not the ' +
      'outcome of another `idempotencyKey`, newest first. At most 20. One of them may be the card of this request.',
  )
  readonly candidates: readonly Card[];

  constructor(outcome: Partial<CreateCardPayload>) {
    super(outcome);
    this.cardId = outcome.cardId ?? null;
    this.card = outcome.card ?? null;
    this.candidates = outcome.candidates ?? [];
  }
}
