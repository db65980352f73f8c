import { ID, ObjectType } from 'type-graphql';
import { MutationPayload } from '../mutation/mutation-payload.js';
import { NonNull } from '../types/field.decorators.js';

/** The payload of a mutation that sets something on a card that no call reads back. */
@ObjectType({ simpleResolvers: true, description: 'The result of a mutation that sets something on a card.' })
export abstract class CardSettingPayload extends MutationPayload {
  @NonNull(() => ID, 'The `card_id` of the input.')
  readonly cardId: string;

  constructor({ cardId }: { readonly cardId: string }, outcome: Partial<MutationPayload>) {
    super(outcome);
    this.cardId = cardId;
  }
}
