import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { Context } from '../../context.js';
import { card } from '../../platform/endpoints/card.js';
import { bool } from '../../platform/wire.js';
import { CardUserError } from '../user-error.js';
import { leaveToResolver } from '../validation.js';
import { inputErrors, readBack, readFirst, write } from '../write.js';
import { readCard } from './card.loader.js';
import {
  CardUpdatePreview,
  DeleteCardInput,
  DeleteCardPayload,
  ModifyStockInput,
  ModifyStockPayload,
  UpdateCardPayload,
} from './card.payload.js';
import { Card } from './card.type.js';
import { readCardType } from './card-enums.type.js';
import { UpdateCardInput } from './update-card.input.js';
import { judgeUpdate, planUpdate, unverifiedFields, updateRequest } from './update-card.js';

const INPUT = { validateFn: leaveToResolver };

@Resolver()
export class CardMutations {
  @Query(() => CardUpdatePreview, {
    nullable: true,
    description:
      'What an update would do, without doing it: which fields would send the card back to review, and what would be ' +
      'refused. One call: card/get. Ignores idempotencyKey.',
  })
  async previewCardUpdate(
    @Arg('input', () => UpdateCardInput, INPUT) input: UpdateCardInput,
    @Ctx() { platform }: Context,
  ): Promise<CardUpdatePreview> {
    const plan = planUpdate(input);
    if (plan.errors.length > 0) return new CardUpdatePreview(plan.errors);
    const before = await readFirst(readCard(platform, input.cardId));
    if (before.userErrors) return new CardUpdatePreview(before.userErrors);
    const { errors, reviewFields } = judgeUpdate(plan, before.value.raw, input.allowReview);
    return new CardUpdatePreview(errors, reviewFields);
  }

  @Mutation(() => UpdateCardPayload, {
    nullable: true,
    description:
      "Changes a card. The card's type is read, card/update is called, the card is read back: up to three calls. Some " +
      'fields send the card back to review: previewCardUpdate tells which.',
  })
  async updateCard(
    @Arg('input', () => UpdateCardInput, INPUT) input: UpdateCardInput,
    @Ctx() { platform, loaders }: Context,
  ): Promise<UpdateCardPayload> {
    const { cardId } = input;
    const plan = planUpdate(input);
    if (plan.errors.length > 0) return new UpdateCardPayload(cardId, { userErrors: plan.errors });
    const before = await readFirst(readCard(platform, cardId));
    if (before.userErrors) return new UpdateCardPayload(cardId, before);
    const held = before.value.raw;
    const { errors } = judgeUpdate(plan, held, input.allowReview);
    const type = readCardType(held.card_type);
    if (errors.length > 0 || type === null || type === 'UNKNOWN') {
      return new UpdateCardPayload(cardId, { userErrors: errors });
    }
    const updated = await write(platform, card.update, updateRequest(cardId, type, plan.payload));
    loaders.card.clear(cardId);
    if (updated.userErrors) return new UpdateCardPayload(cardId, updated);

    const reviewRequired = bool(updated.value.send_check) === true;
    const after = await readBack(readCard(platform, cardId));
    const unverified = after instanceof Error ? [] : unverifiedFields(plan.changes, after.raw);
    return new UpdateCardPayload(cardId, {
      card: after,
      reviewRequired,
      verified: after instanceof Error || reviewRequired ? null : unverified.length === 0,
      unverifiedFields: unverified,
    });
  }

  @Mutation(() => ModifyStockPayload, {
    nullable: true,
    description:
      'Changes how many of a card there are, and with it how many there were in all. card/get, card/modifystock, ' +
      'card/get: three calls. A repeat changes the stock again, so the key is required.',
  })
  async modifyStock(
    @Arg('input', () => ModifyStockInput, INPUT) input: ModifyStockInput,
    @Ctx() { platform, loaders }: Context,
  ): Promise<ModifyStockPayload> {
    const { cardId, increaseBy, reduceBy, expectedQuantity } = input;
    const errors = inputErrors(input);
    if (errors.length === 0 && increaseBy === 0 && reduceBy === 0) {
      errors.push(new CardUserError('INVALID_INPUT', 'expected increaseBy or reduceBy over 0, got 0 for both'));
    }
    if (errors.length > 0) return new ModifyStockPayload(cardId, { userErrors: errors });
    const before = await readFirst(readCard(platform, cardId));
    if (before.userErrors) return new ModifyStockPayload(cardId, before);
    const quantityBefore = quantityOf(before.value);
    if (expectedQuantity != null && expectedQuantity !== quantityBefore) {
      const message = `expected the stock to be ${expectedQuantity}, got ${quantityBefore ?? 'a card without one'}`;
      const changed = new CardUserError('STOCK_CHANGED', message, ['expectedQuantity']);
      return new ModifyStockPayload(cardId, { quantityBefore, userErrors: [changed] });
    }
    const modified = await write(platform, card.modifystock, {
      card_id: cardId,
      increase_stock_value: increaseBy,
      reduce_stock_value: reduceBy,
    });
    loaders.card.clear(cardId);
    if (modified.userErrors) return new ModifyStockPayload(cardId, { quantityBefore, ...modified });

    const after = await readBack(readCard(platform, cardId));
    return new ModifyStockPayload(cardId, { card: after, quantityBefore, quantityAfter: quantityOf(after) });
  }

  @Mutation(() => DeleteCardPayload, {
    nullable: true,
    description: 'Deletes a card. Irreversible. Claimed codes stay valid. One call: card/delete.',
  })
  async deleteCard(
    @Arg('input', () => DeleteCardInput, INPUT) input: DeleteCardInput,
    @Ctx() { platform, loaders }: Context,
  ): Promise<DeleteCardPayload> {
    const { cardId } = input;
    const errors = inputErrors(input);
    if (errors.length > 0) return new DeleteCardPayload(cardId, { userErrors: errors });
    const deleted = await write(platform, card.delete, { card_id: cardId });
    loaders.card.clear(cardId);
    return new DeleteCardPayload(cardId, deleted.userErrors ? deleted : { deletedCardId: cardId });
  }
}

function quantityOf(read: Card | Error): number | null {
  return read instanceof Card ? (read.stock?.quantity ?? null) : null;
}
