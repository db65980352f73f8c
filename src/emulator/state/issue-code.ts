import type { WireMemberCardStatus } from '../../platform/endpoints/member.js';
import { invalidField } from '../control/control-request.js';
import type { AccountState } from './account-state.js';
import { claimEvent, codeEvent, giftEvent, redemptionEvent } from './card-events.js';
import type { StoredCard } from './cards.js';
import { type StoredCode, validityOf } from './codes.js';
import { encryptCode } from './encrypted-codes.js';

/** Limit of an openid and of a code. No call accepts longer ones. */
const MAX_UTF8_BYTES = 64;

/** The input of `POST /_emulator/codes`. */
export interface IssueRequest {
  readonly cardId: string;
  readonly openid: string;
  readonly code: string | undefined;
  readonly status: WireMemberCardStatus | undefined;
}

/**
 * Issues a code as if the user had claimed it now, or sets the status of an existing code. The status defaults to NORMAL.
 * GIFT_SUCC with an openid other than the holder's gives that user a new code of the same card. The old code is no longer found.
 */
export function issueCode(state: AccountState, request: IssueRequest, now: number): StoredCode {
  const { cardId, openid, code, status = 'NORMAL' } = request;
  const card = state.cards.find(cardId);
  if (card === undefined) throw invalidField('card_id', 'a card of the account', cardId, 'an unknown id');
  for (const [name, text] of Object.entries({ openid, code })) {
    if (text !== undefined && Buffer.byteLength(text) > MAX_UTF8_BYTES) {
      throw invalidField(name, `a string of at most ${MAX_UTF8_BYTES} bytes`, text, 'a longer string');
    }
  }
  const existing = code === undefined ? undefined : state.codes.find(card, code);
  if (existing !== undefined) return setStatus(state, existing, openid, status, now);
  const fresh = code ?? state.codes.nextCode(card);
  if (state.codes.lookUp(fresh, undefined) !== undefined && !card.hasCustomCodes) {
    throw invalidField('code', 'a code that no other card of the account has', fresh, 'an existing code');
  }
  claimStock(card);
  const issued = state.codes.add({ code: fresh, cardId, openid, status, receivedAt: now }, now);
  state.publish(claimEvent(issued, {}));
  return issued;
}

/** Returns a code of an account as `GET /_emulator/state` and `POST /_emulator/codes` show it. */
export function shownCode(stored: StoredCode, now: number, appid: string): object {
  return {
    code: stored.code,
    encrypt_code: encryptCode(appid, stored.code),
    card_id: stored.card.id,
    openid: stored.openid,
    user_card_status: stored.statusAt(now),
    can_consume: stored.canConsumeAt(now),
    ...validityOf(stored),
    ...(stored.seed.outerStr === undefined ? {} : { outer_str: stored.seed.outerStr }),
    ...(stored.ticket === undefined ? {} : { ticket: stored.ticket }),
  };
}

function setStatus(
  state: AccountState,
  existing: StoredCode,
  openid: string,
  status: WireMemberCardStatus,
  now: number,
): StoredCode {
  if (existing.openid === openid) {
    const before = existing.statusAt(now);
    existing.setStatus(status, now);
    if (status !== before) publishStatus(state, existing, status);
    return existing;
  }
  if (status !== 'GIFT_SUCC') {
    throw invalidField('openid', 'the holder of the code, or another user with GIFT_SUCC', openid, 'another user');
  }
  existing.setStatus(status, now);
  const { card } = existing;
  const code = state.codes.nextCode(card);
  // The time of receipt is that of the first claim: a gift does not extend the validity (assumed).
  const accepted = state.codes.add({ code, cardId: card.id, openid, receivedAt: existing.receivedAt }, now);
  state.publish(claimEvent(accepted, { giftOf: { openid: existing.openid, code: existing.code } }));
  return accepted;
}

/** Reports a new status, if the platform would. */
function publishStatus(state: AccountState, code: StoredCode, status: WireMemberCardStatus): void {
  if (status === 'CONSUMED') state.publish(redemptionEvent(code, 'FROM_MP'));
  else if (status === 'DELETE') state.publish(codeEvent('user_del_card', code));
  else if (status === 'GIFTING') {
    state.watchGift(code);
    state.publish(giftEvent(code, undefined));
  }
}

/** Decrements the remaining stock, not the total (assumed). The control call can issue codes even if no stock is left. */
export function claimStock(card: StoredCard): void {
  const { base_info } = card.payload;
  const quantity = Math.max(0, base_info.sku.quantity - 1);
  card.replace({ ...card.payload, base_info: { ...base_info, sku: { ...base_info.sku, quantity } } });
}
