import { cells } from '../../platform/endpoints/cells.js';
import type { HandlerGroup } from '../handler.js';

/** Handlers for the cells with which users pay or redeem themselves. */
export const cellsCalls: HandlerGroup<typeof cells> = {
  contract: cells,
  needsToken: true,
  handlers: {
    paycellSet: ({ request: { card_id: cardId, is_open = true }, state, commit }) => {
      state.cells.setPay(state.cards.requireNotDeleted(cardId), is_open);
      commit();
      return {};
    },

    selfconsumecellSet: ({ request, state, commit }) => {
      const { card_id: cardId, is_open = true, need_verify_cod = false, need_remark_amount = false } = request;
      const card = state.cards.requireNotDeleted(cardId);
      state.cells.setSelfConsume(card, is_open ? { need_verify_cod, need_remark_amount } : undefined);
      commit();
      return {};
    },
  },
};
