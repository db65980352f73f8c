import { chinaDayAt } from '../../platform/china-time.js';
import { PlatformRefusal } from '../refusal.js';
import type { AccountState } from './account-state.js';
import { type ConsumeSource, redemptionEvent } from './card-events.js';
import { type StoredCode, validityOf } from './codes.js';

/** The text of code/consume differs from that of the other calls. */
const NOT_REDEEMABLE =
  'invalid user-card status! Hint: the card was given to user, but may be deleted or expired or set unavailable !';

/** Redeems a code, for code/consume as well as for another till. */
export function redeemCode(state: AccountState, found: StoredCode, now: number, source: ConsumeSource): void {
  useCode(state, found, now);
  state.publish(redemptionEvent(found, source));
}

/**
 * Makes a code redeemed. Refuses a code that cannot be redeemed, in this order (assumed): a member
 * card, a redeemed code, another status than NORMAL, a validity that has not begun, a user who has reached `use_limit`. The stock does not change.
 */
export function useCode(state: AccountState, found: StoredCode, now: number): void {
  const { card, openid } = found;
  // Although code/get reports that it can be redeemed (observed).
  if (card.cardType === 'MEMBER_CARD') throw new PlatformRefusal(40071);
  const status = found.statusAt(now);
  if (status === 'CONSUMED') throw alreadyRedeemed(found);
  if (status !== 'NORMAL') throw new PlatformRefusal(40127, NOT_REDEEMABLE);
  if (now < validityOf(found).begin_time) throw new PlatformRefusal(40147);
  const redeemed = (state.codes.of(openid) ?? []).filter(
    (code) => code.card === card && code.statusAt(now) === 'CONSUMED',
  );
  // 0 means no limit (assumed).
  const limit = card.payload.base_info.use_limit || Number.POSITIVE_INFINITY;
  if (redeemed.length >= limit) throw new PlatformRefusal(72020);
  found.setStatus('CONSUMED', now);
  state.stats.addRedemption(card, openid, chinaDayAt(now * 1000));
}

/** Returns the refusal of a redeemed code. The two field names are observed. Their contents are assumed. */
export function alreadyRedeemed(found: StoredCode): PlatformRefusal {
  const { begin_time, end_time } = validityOf(found);
  return new PlatformRefusal(40099, undefined, {
    _card: { card_id: found.card.id, begin_time, end_time },
    _code: found.code,
  });
}
