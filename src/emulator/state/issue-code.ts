import type { WireMemberCardStatus } from '../../platform/endpoints/member.js';
import { complaint } from '../control/control-request.js';
import type { AccountState } from './account-state.js';
import type { StoredCard } from './cards.js';
import { type StoredCode, validityOf } from './codes.js';

/** Of an openid and of a code: no call takes longer ones. */
const MAX_UTF8_BYTES = 64;

/** What `POST /_emulator/codes` asks for. */
export interface IssueRequest {
  readonly cardId: string;
  readonly openid: string;
  readonly code: string | undefined;
  readonly status: WireMemberCardStatus | undefined;
}

/**
 * Issues a code as if the user had claimed it now, or sets the status of one that is there; without a status, to NORMAL.
 * Set to GIFT_SUCC for another user than its holder, the code is gone, and that user holds a new one of the same card.
 */
export function issueCode(state: AccountState, request: IssueRequest, now: number): StoredCode {
  const { cardId, openid, code, status = 'NORMAL' } = request;
  const card = state.cards.find(cardId);
  if (card === undefined) throw complaint('card_id', 'a card of the account', cardId);
  for (const [name, text] of Object.entries({ openid, code })) {
    if (text !== undefined && Buffer.byteLength(text) > MAX_UTF8_BYTES) {
      throw complaint(name, `a text of at most ${MAX_UTF8_BYTES} bytes`, text);
    }
  }
  const existing = code === undefined ? undefined : state.codes.find(card, code);
  if (existing !== undefined) return setStatus(state, existing, openid, status, now);
  const fresh = code ?? state.codes.nextCode(card);
  if (state.codes.lookUp(fresh, undefined) !== undefined && !card.hasCustomCodes) {
    throw complaint('code', 'one that no other card of the account has', fresh);
  }
  claimStock(card);
  return state.codes.add({ code: fresh, cardId, openid, status, receivedAt: now }, now);
}

/** A code as `GET /_emulator/state` and `POST /_emulator/codes` show it. */
export function shownCode(stored: StoredCode, now: number): object {
  return {
    code: stored.code,
    card_id: stored.card.id,
    openid: stored.openid,
    user_card_status: stored.statusAt(now),
    can_consume: stored.canConsumeAt(now),
    ...validityOf(stored),
    ...(stored.seed.outerStr === undefined ? {} : { outer_str: stored.seed.outerStr }),
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
    existing.setStatus(status, now);
    return existing;
  }
  if (status !== 'GIFT_SUCC') throw complaint('openid', 'the holder of the code, or another with GIFT_SUCC', openid);
  existing.setStatus(status, now);
  const { card } = existing;
  const code = state.codes.nextCode(card);
  // Received when it was first claimed: a gift does not make it hold longer (assumed).
  return state.codes.add({ code, cardId: card.id, openid, receivedAt: existing.receivedAt }, now);
}

/** A claim takes one from what is left, not from what there ever was (assumed); the emulator's own issue past the last one too. */
function claimStock(card: StoredCard): void {
  const { base_info } = card.payload;
  const quantity = Math.max(0, base_info.sku.quantity - 1);
  card.replace({ ...card.payload, base_info: { ...base_info, sku: { ...base_info.sku, quantity } } });
}
