import type { Platform } from '../../platform/client.js';
import { card } from '../../platform/endpoints/card.js';
import type { WireCardType } from '../../platform/endpoints/card.wire.js';
import { nullIfNotFound } from '../../platform/errors.js';
import { bool } from '../../platform/wire.js';
import type { SafeWrite } from '../../safety/safe-writes.js';
import type { Loaders } from '../context.js';
import { evictAfter } from '../mutation/evict-after.js';
import { type NotCommitted, readFirst } from '../mutation/perform-write.js';
import { CardUserError } from '../mutation/user-error.js';
import { FRESH, readCard } from './card.loader.js';
import type { DeleteCardInput, ModifyStockInput } from './card.payload.js';
import type { Card } from './card.type.js';
import { readCardType } from './card-enums.type.js';
import type { UpdateCardInput } from './update/update-card.input.js';
import { type PlannedUpdate, unverifiedFields, updateRequest, validateUpdate } from './update/update-plan.js';

type Stop = Partial<NotCommitted>;

/** The result in the response of an update, and later with what the read-back adds. */
type Updated = { readonly reviewRequired: boolean } | Verification;

export interface Verification {
  readonly reviewRequired: boolean;
  readonly verified: boolean | null;
  readonly unverifiedFields: readonly (readonly string[])[];
}

interface BeforeUpdate {
  readonly type: WireCardType;
  /** Whether the card had every value before. Then only its `updatedAt` can show that the update took effect. */
  readonly showedAll: boolean;
  /** Unix milliseconds. */
  readonly updatedAt: number | null;
}

export function updateOf(
  input: UpdateCardInput,
  plan: PlannedUpdate,
  platform: Platform,
  loaders: Loaders,
): SafeWrite<BeforeUpdate, Updated, Stop> {
  const { cardId, allowReview } = input;
  return {
    mutation: 'updateCard',
    input,
    endpoint: card.update,
    async prepare() {
      const first = await readFirst(readCard(platform, cardId, FRESH));
      if (first.userErrors) return { stop: first };
      const existing = first.value;
      const { errors } = validateUpdate(plan, existing.raw, allowReview);
      const type = readCardType(existing.raw.card_type);
      if (errors.length > 0 || type === null || type === 'UNKNOWN') return { stop: { userErrors: errors } };
      const showedAll = unverifiedFields(plan.changes, existing.raw).length === 0;
      return { before: { type, showedAll, updatedAt: existing.updatedAt?.getTime() ?? null } };
    },
    invalidate: () => evictAfter('updateCard', input, platform, loaders),
    async send({ type }, sending) {
      const response = await platform.call(card.update, updateRequest(cardId, type, plan.payload), sending);
      return { reviewRequired: bool(response.send_check) === true };
    },
    async readBack({ showedAll, updatedAt }) {
      const now = await readCard(platform, cardId, FRESH);
      if (unverifiedFields(plan.changes, now.raw).length > 0) return undefined;
      const changedSince = updatedAt !== null && (now.updatedAt?.getTime() ?? 0) > updatedAt;
      if (showedAll && !changedSince) return undefined;
      const { reviewFields } = validateUpdate(plan, now.raw, true);
      return { reviewRequired: reviewFields.length > 0 && now.status === 'IN_REVIEW' };
    },
  };
}

/** Compares an update with the card as read back after it. */
export function verification(plan: PlannedUpdate, reviewRequired: boolean, after: Card | Error): Verification {
  const unverified = after instanceof Error ? [] : unverifiedFields(plan.changes, after.raw);
  const verified = after instanceof Error || reviewRequired ? null : unverified.length === 0;
  return { reviewRequired, verified, unverifiedFields: unverified };
}

interface Stock {
  readonly quantity: number | null;
  /** Claims do not change it, so only this number shows whether a stock change took effect. */
  readonly total: number | null;
}

interface StockChange
  extends SafeWrite<
    Stock,
    { readonly quantityAfter: number | null },
    Stop & { readonly quantityBefore?: number | null }
  > {
  /** Returns the card as read by `prepare` if its stock is already right, so that nothing is sent. */
  unchanged(): Card | undefined;
}

export function stockChangeOf(input: ModifyStockInput, platform: Platform, loaders: Loaders): StockChange {
  const { cardId, setTo, expectedQuantity } = input;
  /** Positive to increase the stock, negative to reduce it. */
  const changeFrom = ({ quantity }: Stock) =>
    setTo == null ? input.increaseBy - input.reduceBy : setTo - (quantity ?? 0);
  let unchanged: Card | undefined;
  return {
    unchanged: () => unchanged,
    mutation: 'modifyStock',
    input,
    endpoint: card.modifystock,
    lock: `stock:${cardId}`,
    async prepare() {
      const first = await readFirst(readCard(platform, cardId, FRESH));
      if (first.userErrors) return { stop: first };
      const before = stockOf(first.value);
      const stop = (error: CardUserError) => ({ stop: { quantityBefore: before.quantity, userErrors: [error] } });
      if (expectedQuantity != null && expectedQuantity !== before.quantity) {
        const message = `expected the stock to be ${expectedQuantity}, got ${before.quantity ?? 'a card without stock'}`;
        return stop(new CardUserError('STOCK_CHANGED', message, ['expectedQuantity']));
      }
      if (setTo == null) return { before };
      if (before.quantity === null)
        return stop(new CardUserError('STOCK_OUT_OF_RANGE', 'the card has no stock to set', ['setTo']));
      if (setTo !== before.quantity) return { before };
      unchanged = first.value;
      return { before, result: { quantityAfter: setTo } };
    },
    invalidate: () => evictAfter('modifyStock', input, platform, loaders),
    async send(before, sending) {
      const change = changeFrom(before);
      const [increase, reduce] =
        setTo == null ? [input.increaseBy, input.reduceBy] : [Math.max(change, 0), Math.max(-change, 0)];
      const request = { card_id: cardId, increase_stock_value: increase, reduce_stock_value: reduce };
      await platform.call(card.modifystock, request, sending);
      return { quantityAfter: null };
    },
    async readBack(before) {
      const now = stockOf(await readCard(platform, cardId, FRESH));
      const change = changeFrom(before);
      const isApplied = change !== 0 && before.total !== null && now.total === before.total + change;
      return isApplied ? { quantityAfter: now.quantity } : undefined;
    },
  };
}

/**
 * Adds the stock that was read just before the change to the platform's refusal of a stock, with the field that it concerns.
 * @param quantity null if it was not read
 */
export function explainStock(
  error: CardUserError,
  { setTo, increaseBy, reduceBy }: ModifyStockInput,
  quantity: number | null,
): CardUserError {
  if (error.code !== 'STOCK_OUT_OF_RANGE' || error.field !== null) return error;
  const field = setTo != null ? 'setTo' : increaseBy > reduceBy ? 'increaseBy' : 'reduceBy';
  const left = quantity === null ? '' : `: ${quantity.toLocaleString('en-US')} are left`;
  return error.explained(error.message + left, [field]);
}

export function deletionOf(input: DeleteCardInput, platform: Platform, loaders: Loaders): SafeWrite<null, true, Stop> {
  const { cardId } = input;
  return {
    mutation: 'deleteCard',
    input,
    endpoint: card.delete,
    prepare: async () => ({ before: null }),
    invalidate: () => evictAfter('deleteCard', input, platform, loaders),
    async send(_before, sending) {
      await platform.call(card.delete, { card_id: cardId }, sending);
      return true;
    },
    async readBack() {
      const now = await nullIfNotFound(readCard(platform, cardId, FRESH));
      return now?.status === 'DELETED' ? true : undefined;
    },
  };
}

/** Returns the quantity of a card, or null if the card could not be read. */
export function quantityOf(read: Card | Error): number | null {
  return read instanceof Error ? null : stockOf(read).quantity;
}

function stockOf({ stock }: Card): Stock {
  return { quantity: stock?.quantity ?? null, total: stock?.totalQuantity ?? null };
}
