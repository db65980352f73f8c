import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../../context.js';
import { leaveToResolver } from '../../input/validation.js';
import { inputErrors, perform, readBack } from '../../mutation/perform-write.js';
import { FRESH, readCard } from '../card.loader.js';
import { CreateCardInput, CreateCardPayload } from './create-card.payload.js';
import { creationOf } from './create-card.writes.js';
import { planCreation } from './creation-plan.js';

@Resolver()
export class CardCreationMutations {
  @Mutation(() => CreateCardPayload, {
    nullable: true,
    description:
      'Creates a card, which then goes to review. Calls `card/create`, then `card/get` to read the card back. Not idempotent on ' +
      'the platform, so `idempotencyKey` is required. After a lost response the server reads the first and the last page of the ' +
      'list and the new cards on them, and never sends the card again: exactly one card with every sent field is the created one, otherwise the ' +
      'mutation fails with `OUTCOME_UNKNOWN`, and `candidates` has the cards that look like it.',
  })
  async createCard(
    @Arg('input', () => CreateCardInput, { validateFn: leaveToResolver, description: 'The card to create.' })
    input: CreateCardInput,
    @Ctx() { platform, loaders, writes }: Context,
  ): Promise<CreateCardPayload> {
    const plan = planCreation(input.card);
    const userErrors = [...inputErrors(input), ...(plan.errors ?? [])];
    if (plan.errors !== undefined || userErrors.length > 0) return new CreateCardPayload({ userErrors });
    const creation = creationOf(input, plan, platform, loaders);
    const { committed, stopped } = await perform(writes, creation);
    if (stopped) return new CreateCardPayload({ ...stopped, candidates: creation.candidates });
    const { cardId } = committed.result;
    const created = await readBack(readCard(platform, cardId, FRESH));
    return new CreateCardPayload({ cardId, card: created, replayed: committed.replayed });
  }
}
