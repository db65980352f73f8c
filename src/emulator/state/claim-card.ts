import { NEW_CODE } from '../../platform/endpoints/deposit.js';
import { PlatformRefusal } from '../refusal.js';
import type { AccountState } from './account-state.js';
import { type ClaimOrigin, claimEvent, giftEvent } from './card-events.js';
import type { StoredCard } from './cards.js';
import type { StoredCode } from './codes.js';
import { claimStock } from './issue-code.js';
import { newMember } from './members.js';

/** The input of a claim. */
export interface Claim {
  readonly cardId: string;
  readonly openid: string;
  readonly code: string | undefined;
  readonly outerStr: string | undefined;
  /** The only user to whom the QR code or the cardExt hands out the card. */
  readonly boundTo?: string | undefined;
  readonly scene?: ClaimOrigin['scene'];
  /** The code that another user gives to this one. */
  readonly giftOf: { readonly openid: string; readonly code: string } | undefined;
}

/** Codes of these statuses do not count for get_limit: the user neither holds them nor has used them. */
const RETURNED_STATUSES = ['DELETE', 'GIFT_SUCC'];

/** Statuses in which a code can be given to another user. A NORMAL code is sent and accepted in one step. */
const GIVEABLE_STATUSES = ['NORMAL', 'GIFTING'];

/** Claims a card for a user, or refuses the claim as the user's phone would. Most errcodes are assumed: phones show only texts. */
export function claimCard(state: AccountState, claim: Claim, now: number): StoredCode {
  const { openid, outerStr } = claim;
  const card = state.cards.require(claim.cardId);
  if (claim.giftOf !== undefined) return acceptGift(state, card, claim, now);

  const isListed = state.whitelist.has(openid);
  const isClaimable = isListed ? card.status !== 'CARD_STATUS_DELETE' : card.isApproved;
  if (!isClaimable) throw new PlatformRefusal(40078);
  const { base_info: base } = card.payload;
  if (now > Number(base.date_info.end_timestamp ?? Number.POSITIVE_INFINITY)) throw new PlatformRefusal(40078);
  checkUser(base.bind_openid ?? false, claim);

  const own = (state.codes.of(openid) ?? []).filter((code) => code.card === card);
  const deleted = own.find((code) => code.statusAt(now) === 'DELETE');
  if (card.cardType === 'MEMBER_CARD' && deleted !== undefined) {
    // A member card that is claimed again keeps its code and its data (documented).
    deleted.setStatus('NORMAL', now);
    state.publish(claimEvent(deleted, { isRestored: true, scene: claim.scene }));
    return deleted;
  }
  if (base.sku.quantity <= 0) state.checkStock(card, now);
  if (base.sku.quantity <= 0) throw new PlatformRefusal(45031);
  const counted = own.filter((code) => !RETURNED_STATUSES.includes(code.statusAt(now)));
  if (counted.length >= base.get_limit) throw new PlatformRefusal(45033);

  const code = codeFor(state, card, claim.code);
  claimStock(card);
  const claimed = state.codes.add(
    {
      ...{ code, cardId: card.id, openid, receivedAt: now },
      ...(outerStr === undefined ? {} : { outerStr }),
      ...memberOf(card, code),
    },
    now,
  );
  state.publish(claimEvent(claimed, { scene: claim.scene }));
  state.checkStock(card, now);
  return claimed;
}

/** A card with `bind_openid`, and no other, needs a QR code or a cardExt that names the user. */
function checkUser(isBound: boolean, { openid, boundTo }: Claim): void {
  if (boundTo === undefined ? isBound : boundTo !== openid) throw new PlatformRefusal(40003);
  if (!isBound && boundTo !== undefined) throw new PlatformRefusal(40112);
}

/** Returns the code of a claim: the merchant's for custom codes, otherwise a deposited one or one of the platform. */
function codeFor(state: AccountState, card: StoredCard, sent: string | undefined): string {
  // Phones show "parameter error" (observed).
  if (card.hasSuppliedCodes !== (sent !== undefined)) throw new PlatformRefusal(40097);
  if (sent !== undefined) {
    if (!NEW_CODE.test(sent) || state.codes.isTaken(card, sent)) throw new PlatformRefusal(40116);
    return sent;
  }
  if (!card.hasDepositedCodes) return state.codes.nextCode(card);
  const drawn = state.codes.drawDeposited(card);
  if (drawn === undefined) throw new PlatformRefusal(45031);
  return drawn;
}

/** Returns the new member of a member card. It is active at once with auto_activate, with the points of an activation (assumed). */
function memberOf(card: StoredCard, code: string) {
  if (card.cardType !== 'MEMBER_CARD') return {};
  const { auto_activate: isActive = false, bonus_rule: rule } = card.payload;
  const bonus = isActive ? (rule?.init_increase_bonus ?? 0) : 0;
  return { member: { ...newMember(code), bonus, has_active: isActive } };
}

/** Gives the code of another user to this one, who gets a new code. Neither the stock nor the limit nor the validity changes (assumed). */
function acceptGift(
  state: AccountState,
  card: StoredCard,
  { openid, giftOf, outerStr }: Claim,
  now: number,
): StoredCode {
  const given = state.codes.lookUp(giftOf?.code ?? '', card.id);
  if (given === undefined || given.isGivenAway || given.openid !== giftOf?.openid) throw new PlatformRefusal(40056);
  const canBeGiven = card.payload.base_info.can_give_friend && GIVEABLE_STATUSES.includes(given.statusAt(now));
  if (!canBeGiven || openid === given.openid) throw new PlatformRefusal(40127);
  if (given.statusAt(now) === 'NORMAL') state.publish(giftEvent(given, openid));
  given.setStatus('GIFT_SUCC', now);
  const code = state.codes.nextCode(card);
  const accepted = state.codes.add(
    { code, cardId: card.id, openid, receivedAt: given.receivedAt, ...(outerStr === undefined ? {} : { outerStr }) },
    now,
  );
  state.publish(claimEvent(accepted, { giftOf }));
  return accepted;
}
