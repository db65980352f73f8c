import { type card, MAX_STOCK } from '../../platform/endpoints/card.js';
import { type Handlers, Refusal } from '../handler.js';
import type { StoredCard } from '../store.js';

/** Reading, changing and deleting cards. */
export const cardHandlers: Handlers<typeof card> = {
  get: ({ request, state }) => state.cards.require(request.card_id).answer(),

  batchget: ({ request, state }) => ({
    // An empty status_list means every status, like none (assumed).
    card_id_list: state.cards.page(request.offset, request.count, request.status_list ?? []),
    // All cards of the merchant, whatever their status (documented).
    total_num: state.cards.size,
  }),

  update: () => {
    // Not emulated yet.
    throw new Refusal(-1);
  },

  modifystock: ({ request, state, now, commit }) => {
    const { increase_stock_value: more = 0, reduce_stock_value: less = 0 } = request;
    const stored = state.cards.require(request.card_id);
    refuseDeleted(stored);
    if (more === 0 && less === 0) throw new Refusal(40097);
    stored.replace(withStock(stored, more - less, now));
    commit();
    return {};
  },

  delete: ({ request, state, now, commit }) => {
    const stored = state.cards.require(request.card_id);
    refuseDeleted(stored);
    const { base_info } = stored.payload;
    stored.replace({
      ...stored.payload,
      base_info: { ...base_info, status: 'CARD_STATUS_DELETE', update_time: now },
    });
    commit();
    return {};
  },
};

function refuseDeleted(stored: StoredCard): void {
  if (stored.status === 'CARD_STATUS_DELETE') throw new Refusal(40078);
}

/** The card with its stock changed: what is left and what there ever was, alike. Only the sum of both values counts. */
function withStock(stored: StoredCard, change: number, now: number): StoredCard['payload'] {
  const { base_info } = stored.payload;
  const quantity = base_info.sku.quantity + change;
  const total = base_info.sku.total_quantity === undefined ? undefined : base_info.sku.total_quantity + change;
  for (const amount of [quantity, total ?? quantity]) {
    if (amount < 0 || amount > MAX_STOCK) throw new Refusal(45031);
  }
  const sku = { ...base_info.sku, quantity, ...(total === undefined ? {} : { total_quantity: total }) };
  return { ...stored.payload, base_info: { ...base_info, sku, update_time: now } };
}
