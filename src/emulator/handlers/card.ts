import { card } from '../../platform/endpoints/card.js';
import { MAX_STOCK, OLDER_CARD_STATUSES } from '../../platform/endpoints/card.wire.js';
import type { HandlerGroup } from '../handler.js';
import { PlatformRefusal } from '../refusal.js';
import { createCard } from './card.create.js';
import { updateCard } from './card.update.js';

/** Creating, reading, changing and deleting cards. */
export const cardCalls: HandlerGroup<typeof card> = {
  contract: card,
  needsToken: true,
  handlers: {
    create: createCard,

    get: ({ request, state }) => state.cards.require(request.card_id).getResponse(),

    batchget: ({ request, state }) => ({
      // An empty status_list means every status, like an absent one (assumed).
      card_id_list: state.cards.page(
        request.offset,
        request.count,
        (request.status_list ?? []).map((status) => OLDER_CARD_STATUSES[status] ?? status),
      ),
      // All cards of the merchant, regardless of their status (documented).
      total_num: state.cards.size,
    }),

    update: updateCard,

    modifystock: ({ request, state, now, commit }) => {
      const stored = state.cards.requireNotDeleted(request.card_id);
      const { increase_stock_value: more = 0, reduce_stock_value: less = 0 } = request;
      // Both are absent or 0 (assumed). Negative values are refused by the contract's rules.
      if (more === 0 && less === 0) throw new PlatformRefusal(40097);
      const { base_info } = stored.payload;
      const sku = changedStock(base_info.sku, more - less);
      // The documents require it; the errmsg states the opposite. A reduction is always accepted (assumed).
      const isOver = (sku.total_quantity ?? sku.quantity) > state.codes.depositCountOf(stored);
      if (stored.hasDepositedCodes && more > less && isOver) throw new PlatformRefusal(40136);
      stored.replace({
        ...stored.payload,
        base_info: { ...base_info, sku, update_time: now },
      });
      commit();
      return {};
    },

    delete: ({ request, state, now, commit }) => {
      const stored = state.cards.requireNotDeleted(request.card_id);
      const { base_info } = stored.payload;
      stored.replace({
        ...stored.payload,
        base_info: { ...base_info, status: 'CARD_STATUS_DELETE', update_time: now },
      });
      commit();
      return {};
    },
  },
};

/** Changes the remaining and the total quantity by the same number. Each must stay between 0 and MAX_STOCK (45031). */
function changedStock<Sku extends { quantity: number; total_quantity?: number }>(sku: Sku, change: number): Sku {
  const changed = { ...sku, quantity: sku.quantity + change };
  if (sku.total_quantity !== undefined) changed.total_quantity = sku.total_quantity + change;
  for (const amount of [changed.quantity, changed.total_quantity ?? 0]) {
    if (amount < 0 || amount > MAX_STOCK) throw new PlatformRefusal(45031);
  }
  return changed;
}
