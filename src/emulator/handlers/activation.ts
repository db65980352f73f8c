import { createHash } from 'node:crypto';
import { activation } from '../../platform/endpoints/activation.js';
import type { HandlerGroup } from '../handler.js';
import { PlatformRefusal } from '../refusal.js';
import type { AccountState } from '../state/account-state.js';
import type { StoredCard } from '../state/cards.js';
import { checkForm } from './activation.checks.js';

/** Handlers for the form with which users activate their member cards themselves. */
export const activationCalls: HandlerGroup<typeof activation> = {
  contract: activation,
  needsToken: true,
  handlers: {
    userformSet: ({ request, state, commit }) => {
      const { card_id: cardId, ...form } = request;
      const card = requireActivatable(state, cardId);
      checkForm(request);
      state.activations.setForm(card, form);
      commit();
      return {};
    },

    geturl: ({ request: { card_id: cardId, outer_str = '' }, state }) => {
      requireActivatable(state, cardId);
      // The doubled &, the encoded = at the end of biz and the fragment are observed.
      const query = [
        'action=preshow&',
        `encrypt_card_id=${encodeURIComponent(encryptedCardId(state.appid, cardId))}`,
        `outer_str=${encodeURIComponent(outer_str)}`,
        `biz=${encodeURIComponent(bizOf(state.appid))}`,
      ].join('&');
      return { url: `https://mp.weixin.qq.com/bizmall/activatemembercard?${query}#wechat_redirect` };
    },

    tempinfoGet: ({ request, state, now }) => {
      const found = state.activations.find(request.activate_ticket);
      if (found === undefined) throw new PlatformRefusal(72011);
      if (found.expiresAt <= now) throw new PlatformRefusal(72012);
      return { info: found.info };
    },
  },
};

/** Returns a member card with `wx_activate`. Another type is 40071, and a card without it 72026 (assumed for geturl). */
function requireActivatable(state: AccountState, cardId: string): StoredCard {
  const card = state.cards.requireNotDeleted(cardId);
  if (card.cardType !== 'MEMBER_CARD') throw new PlatformRefusal(40071);
  if (card.payload.wx_activate !== true) throw new PlatformRefusal(72026);
  return card;
}

/** Bytes of an encrypted card id. Its base64 ends with `=`. */
const CARD_ID_BYTES = 20;

function encryptedCardId(appid: string, cardId: string): string {
  return createHash('sha256').update(`${appid}\n${cardId}`).digest().subarray(0, CARD_ID_BYTES).toString('base64');
}

/** Returns the number of an account in base64, which has ten digits and so ends with `==`. */
function bizOf(appid: string): string {
  const number = 3_000_000_000 + (createHash('sha256').update(appid).digest().readUInt32BE() % 1_000_000_000);
  return Buffer.from(String(number)).toString('base64');
}
