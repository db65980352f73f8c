import { invalidField } from '../control/control-request.js';
import type { CardEvent } from '../push/message.js';
import { PlatformRefusal } from '../refusal.js';
import type { AccountState } from './account-state.js';
import { type ConsumeSource, codeEvent, giftEvent, giftReturnedEvent, paymentEvent, viewEvent } from './card-events.js';
import { claimCard } from './claim-card.js';
import type { StoredCode } from './codes.js';
import { redeemCode, useCode } from './redeem-code.js';

/** The actions of holders, friends and other tills on a code. */
export const CODE_ACTIONS = ['gift', 'accept', 'return', 'delete', 'redeem', 'expire', 'pay', 'view', 'enter'] as const;
export type CodeAction = (typeof CODE_ACTIONS)[number];

/** The input of `POST /_emulator/codes/:code/:action`. */
export interface ActionRequest {
  readonly code: string;
  readonly cardId: string | undefined;
  /** The holder, to check. For accept, it may be the friend. */
  readonly openid: string | undefined;
  readonly friendOpenid: string | undefined;
  /** The till of a redemption. */
  readonly source: ConsumeSource;
}

/** The statuses in which an action is possible, and the status that it leads to. Any other status is refused with 40127. */
const STATUS_CHANGES = {
  gift: { from: ['NORMAL'], to: 'GIFTING' },
  return: { from: ['GIFTING', 'GIFT_TIMEOUT'], to: 'NORMAL' },
  delete: { from: ['NORMAL', 'EXPIRE'], to: 'DELETE' },
  expire: { from: ['NORMAL', 'GIFTING', 'GIFT_TIMEOUT'], to: 'EXPIRE' },
  pay: { from: ['NORMAL'], to: undefined },
  view: { from: ['NORMAL', 'CONSUMED', 'EXPIRE', 'GIFTING', 'GIFT_TIMEOUT', 'UNAVAILABLE'], to: undefined },
  enter: { from: ['NORMAL', 'CONSUMED', 'EXPIRE', 'GIFTING', 'GIFT_TIMEOUT', 'UNAVAILABLE'], to: undefined },
} as const satisfies Record<
  Exclude<CodeAction, 'accept' | 'redeem'>,
  { from: readonly string[]; to: string | undefined }
>;

/** Performs an action on a code and returns the code: for an accepted gift the new one of the friend. */
export function actOnCode(state: AccountState, action: CodeAction, request: ActionRequest, now: number): StoredCode {
  const { openid, friendOpenid } = request;
  const found = state.codes.require(request.code, request.cardId);
  if (action === 'accept') return acceptGift(state, found, friendOpenid ?? openid, now);
  if (openid !== undefined && openid !== found.openid) {
    throw invalidField('openid', 'the holder of the code', openid, 'another user');
  }
  if (action === 'redeem') redeemCode(state, found, now, request.source);
  else {
    const { from, to } = STATUS_CHANGES[action];
    const before = found.statusAt(now);
    if (!from.some((status) => status === before)) throw new PlatformRefusal(40127);
    if (action === 'gift' && !found.card.payload.base_info.can_give_friend) throw new PlatformRefusal(40127);
    if (to !== undefined) found.setStatus(to, now);
    // A payment uses a coupon (documented), and not a member card.
    if (action === 'pay' && found.member === undefined) useCode(state, found, now);
    if (action === 'gift') state.watchGift(found);
    const event = eventOf(action, found, before, friendOpenid);
    if (event !== undefined) state.publish(event);
  }
  return found;
}

/** Returns the event of an action that was performed, or undefined if the platform does not report it. */
function eventOf(
  action: keyof typeof STATUS_CHANGES,
  found: StoredCode,
  before: string,
  friend: string | undefined,
): CardEvent | undefined {
  switch (action) {
    case 'gift':
      return giftEvent(found, friend);
    case 'return':
      // After a timeout, the return was reported at that time.
      return before === 'GIFTING' ? giftReturnedEvent(found) : undefined;
    case 'delete':
      return codeEvent('user_del_card', found);
    case 'pay':
      return paymentEvent(found);
    case 'view': {
      // Only member cards, and only with this setting (documented).
      const isReported = found.member !== undefined && found.card.payload.base_info.need_push_on_view === true;
      return isReported ? viewEvent(found) : undefined;
    }
    case 'enter':
      return codeEvent('user_enter_session_from_card', found);
    case 'expire':
      // Not reported (assumed).
      return undefined;
  }
}

function acceptGift(state: AccountState, found: StoredCode, friend: string | undefined, now: number): StoredCode {
  if (friend === undefined) throw invalidField('friend_openid', 'the user who accepts the gift', friend);
  if (found.statusAt(now) !== 'GIFTING') throw new PlatformRefusal(40127);
  const { card, code, openid } = found;
  const giftOf = { openid, code };
  return claimCard(state, { cardId: card.id, openid: friend, code: undefined, outerStr: undefined, giftOf }, now);
}
