import { type CodeGetAnswer, code } from '../../platform/endpoints/code.js';
import type { HandlerGroup } from '../handler.js';
import { PlatformRefusal } from '../refusal.js';
import { type StoredCode, validityOf } from '../state/codes.js';
import { alreadyRedeemed } from '../state/redeem-code.js';

/** Handlers that return, change and invalidate codes. */
export const codeCalls: HandlerGroup<typeof code> = {
  contract: code,
  needsToken: true,
  handlers: {
    get: ({ request, state, now }) => {
      const found = state.codes.require(request.code, request.card_id);
      if (request.check_consume ?? true) refuseUnless(['NORMAL'], found, now);
      return codeAnswer(found, now);
    },

    update: ({ request, state, now, commit }) => {
      const { code: old, card_id: cardId, new_code: renamed } = request;
      const card = cardId ? state.cards.require(cardId) : state.codes.lookUp(old, undefined)?.card;
      // The number of a member does not change by this call (observed).
      if (card?.cardType === 'MEMBER_CARD') throw new PlatformRefusal(40071);
      if (card !== undefined && !card.hasCustomCodes) throw new PlatformRefusal(43009);
      const found = state.codes.require(old, cardId);
      if (renamed === '') throw new PlatformRefusal(40110);
      refuseUnless(LIVE, found, now);
      if (state.codes.isTaken(found.card, renamed)) throw new PlatformRefusal(40116);
      state.codes.rename(found, renamed);
      commit();
      return {};
    },

    unavailable: ({ request, state, now, commit }) => {
      const found = state.codes.require(request.code, request.card_id);
      refuseUnless(LIVE, found, now);
      found.setStatus('UNAVAILABLE', now);
      commit();
      return {};
    },
  },
};

/** Statuses of codes that can be changed or made unavailable (assumed). Documented is only that an unavailable code is 40127. */
const LIVE = ['NORMAL', 'GIFTING', 'GIFT_TIMEOUT'];

/** Refuses a code whose status is not listed: with 40099 if it is consumed, otherwise with 40127. */
function refuseUnless(statuses: readonly string[], found: StoredCode, now: number): void {
  const status = found.statusAt(now);
  if (statuses.includes(status)) return;
  if (status !== 'CONSUMED') throw new PlatformRefusal(40127);
  throw alreadyRedeemed(found);
}

function codeAnswer(found: StoredCode, now: number): CodeGetAnswer {
  const { card, openid, seed } = found;
  const picture = found.member?.background_pic_url ?? card.payload.background_pic_url;
  return {
    card: { card_id: card.id, ...validityOf(found), ...memberFields(found) },
    openid,
    can_consume: found.canConsumeAt(now),
    user_card_status: found.statusAt(now),
    ...(seed.outerStr === undefined ? {} : { outer_str: seed.outerStr }),
    ...(seed.unionid === undefined ? {} : { unionid: seed.unionid }),
    // A picture of the member replaces that of the card (assumed).
    ...(picture ? { background_pic_url: picture } : {}),
  };
}

/** Returns the undocumented fields that were observed on codes of member cards. */
function memberFields({
  code,
  member,
}: StoredCode): Pick<CodeGetAnswer['card'], 'code' | 'membership_number' | 'bonus'> {
  return member === undefined ? {} : { code, membership_number: member.membershipNumber, bonus: member.bonus };
}
