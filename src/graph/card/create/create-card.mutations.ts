import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../../context.js';
import { leaveToResolver } from '../../input/validation.js';
import { inputErrors, performThenRead } from '../../mutation/perform-write.js';
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
    const performed = await performThenRead(writes, creation, ({ cardId }) => readCard(platform, cardId, FRESH));
    if (performed.stopped) return new CreateCardPayload({ ...performed.stopped, candidates: creation.candidates });
    const { committed, after } = performed;
    return new CreateCardPayload({ cardId: committed.result.cardId, card: after, replayed: committed.replayed });
  }
}
