import { user } from '../../platform/endpoints/user.js';
import type { HandlerGroup } from '../handler.js';
import { PlatformRefusal } from '../refusal.js';

/** The format of an openid. Anything else is refused with 40003 (observed). The platform's openids have 28 of these characters. */
export const OPENID = /^[\w-]{1,64}$/;

/** Handlers that return the codes of a user. */
export const userCalls: HandlerGroup<typeof user> = {
  contract: user,
  needsToken: true,
  handlers: {
    getcardlist: ({ request, state, now }) => {
      const card = request.card_id ? state.cards.require(request.card_id) : undefined;
      const codes = state.codes.of(request.openid);
      // The openid of a user who never had a card is not an error (assumed).
      if (codes === undefined && !OPENID.test(request.openid)) throw new PlatformRefusal(40003);
      const owned = (codes ?? []).filter((code) => {
        const status = code.statusAt(now);
        return status !== 'GIFT_SUCC' && status !== 'DELETE' && (card === undefined || code.card === card);
      });
      return {
        card_list: owned.map((code) => ({ code: code.code, card_id: code.card.id })),
        // Considers only the returned codes (assumed).
        has_share_card: owned.some((code) => code.card.payload.advanced_info?.share_friends === true),
      };
    },
  },
};
