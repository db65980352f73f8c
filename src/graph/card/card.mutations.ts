import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../context.js';
import { leaveToResolver } from '../input/validation.js';
import { inputErrors, perform, performThenRead } from '../mutation/perform-write.js';
import { CardUserError } from '../mutation/user-error.js';
import { FRESH, readCard } from './card.loader.js';
import {
  DeleteCardInput,
  DeleteCardPayload,
  ModifyStockInput,
  ModifyStockPayload,
  UpdateCardPayload,
} from './card.payload.js';
import { deletionOf, explainStock, quantityOf, stockChangeOf, updateOf, verification } from './card.writes.js';
import { UpdateCardInput } from './update/update-card.input.js';
import { planUpdate } from './update/update-plan.js';

/** Options of an input whose problems the resolver returns as `userErrors`. */
const argument = (description: string) => ({ validateFn: leaveToResolver, description });

@Resolver()
export class CardMutations {
  @Mutation(() => UpdateCardPayload, {
    nullable: true,
    description:
      'Updates a card. Calls `card/get` for the type of the card, then `card/update`, then `card/get` to read the card ' +
      'back. Some fields send the card back to review; `previewCardUpdate` returns them.',
  })
  async updateCard(
    @Arg('input', () => UpdateCardInput, argument('The card and its changes.')) input: UpdateCardInput,
    @Ctx() { platform, loaders, writes }: Context,
  ): Promise<UpdateCardPayload> {
    const { cardId } = input;
    const plan = planUpdate(input);
    if (plan.errors.length > 0) return new UpdateCardPayload(cardId, { userErrors: plan.errors });
    const update = updateOf(input, plan, platform, loaders);
    const performed = await performThenRead(writes, update, () => readCard(platform, cardId, FRESH));
    if (performed.stopped) return new UpdateCardPayload(cardId, performed.stopped);

    const { committed, after } = performed;
    const { result, replayed } = committed;
    const shown = 'verified' in result ? result : verification(plan, result.reviewRequired, after);
    if (!('verified' in result) && !(after instanceof Error)) void committed.keep(shown);
    return new UpdateCardPayload(cardId, { card: after, ...shown, replayed });
  }

  @Mutation(() => ModifyStockPayload, {
    nullable: true,
    description:
      "Increases, decreases or sets a card's stock. The total quantity changes by the same amount. Calls `card/get`, " +
      '`card/modifystock`, `card/get`. Not idempotent on the platform, so `idempotencyKey` is required.',
  })
  async modifyStock(
    @Arg('input', () => ModifyStockInput, argument('The card and the change of its stock.')) input: ModifyStockInput,
    @Ctx() { platform, loaders, writes }: Context,
  ): Promise<ModifyStockPayload> {
    const { cardId, increaseBy, reduceBy, setTo } = input;
    const errors = inputErrors(input);
    const isRelative = increaseBy !== 0 || reduceBy !== 0;
    if (errors.length === 0 && setTo != null && isRelative) {
      errors.push(new CardUserError('CONFLICTING_FIELDS', 'setTo excludes increaseBy and reduceBy', ['setTo']));
    }
    if (errors.length === 0 && setTo == null && !isRelative) {
      const message = 'increaseBy and reduceBy are both 0. Set one of them above 0, or use setTo';
      errors.push(new CardUserError('INVALID_INPUT', message));
    }
    if (errors.length > 0) return new ModifyStockPayload(cardId, { userErrors: errors });
    const change = stockChangeOf(input, platform, loaders);
    const readAfter = async () => change.unchanged() ?? readCard(platform, cardId, FRESH);
    const performed = await performThenRead(writes, change, readAfter);
    if (performed.stopped) {
      const { stopped } = performed;
      const quantityBefore = stopped.before?.quantity ?? null;
      const userErrors = stopped.userErrors?.map((error) => explainStock(error, input, quantityBefore));
      return new ModifyStockPayload(cardId, { quantityBefore, ...stopped, ...(userErrors && { userErrors }) });
    }

    const { committed, after } = performed;
    const { before, result, replayed } = committed;
    const quantityAfter = result.quantityAfter ?? quantityOf(after);
    if (result.quantityAfter === null && quantityAfter !== null) void committed.keep({ quantityAfter });
    return new ModifyStockPayload(cardId, { card: after, quantityBefore: before.quantity, quantityAfter, replayed });
  }

  @Mutation(() => DeleteCardPayload, {
    nullable: true,
    description: 'Deletes a card. Irreversible. Claimed codes remain valid. Calls `card/delete`.',
  })
  async deleteCard(
    @Arg('input', () => DeleteCardInput, argument('The card to delete.')) input: DeleteCardInput,
    @Ctx() { platform, loaders, writes }: Context,
  ): Promise<DeleteCardPayload> {
    const { cardId } = input;
    const errors = inputErrors(input);
    if (errors.length > 0) return new DeleteCardPayload(cardId, { userErrors: errors });
    const { committed, stopped } = await perform(writes, deletionOf(input, platform, loaders));
    if (stopped) return new DeleteCardPayload(cardId, stopped);
    return new DeleteCardPayload(cardId, { deletedCardId: cardId, replayed: committed.replayed });
  }
}
