import { redemption } from '../../platform/endpoints/redemption.js';
import type { HandlerGroup } from '../handler.js';
import { PlatformRefusal } from '../refusal.js';
import { decryptCode } from '../state/encrypted-codes.js';
import { redeemCode } from '../state/redeem-code.js';

/** Handlers that redeem and decrypt codes. */
export const redemptionCalls: HandlerGroup<typeof redemption> = {
  contract: redemption,
  needsToken: true,
  handlers: {
    consume: ({ request, state, now, commit }) => {
      const found = state.codes.require(request.code, request.card_id);
      redeemCode(state, found, now, 'FROM_API');
      commit();
      return { card: { card_id: found.card.id }, openid: found.openid };
    },

    decrypt: ({ request, state }) => {
      const code = decryptCode(state.appid, request.encrypt_code);
      if (code === undefined) throw new PlatformRefusal(40075);
      return { code };
    },
  },
};
