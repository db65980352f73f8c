import type { card } from '../../platform/endpoints/card.js';
import type { Handlers } from '../handler.js';

/** Reading cards. */
export const cardHandlers: Handlers<typeof card> = {
  get: ({ request, state }) => state.cards.require(request.card_id).answer(),

  batchget: ({ request, state }) => ({
    // An empty status_list means every status, like none (assumed).
    card_id_list: state.cards.page(request.offset, request.count, request.status_list ?? []),
    // All cards of the merchant, whatever their status (documented).
    total_num: state.cards.size,
  }),
};
