import { NEW_CODE_MAX_UTF8_BYTES } from '../../platform/endpoints/deposit.js';
import { OUTER_STR_MAX_UTF8_BYTES } from '../../platform/endpoints/qrcode.js';
import { isRecord } from '../../platform/is-record.js';
import { cardSignature } from '../card-signature.js';
import { checkFields } from '../http/request-checks.js';
import { PlatformRefusal } from '../refusal.js';
import type { AccountState } from './account-state.js';
import type { StoredCard } from './cards.js';
import { claimCard } from './claim-card.js';
import type { StoredCode } from './codes.js';
import { isClaimedOnce, type QrCode, type QrEntry } from './qr-codes.js';

/**
 * Claims a card by the ticket of a QR code. With several cards, the user gets the first one that he can claim and has not claimed by this
 * QR code before (assumed). If he can claim none, the first refusal counts.
 */
export function claimByTicket(state: AccountState, ticket: string, openid: string, now: number): StoredCode {
  const found = state.qrCodes.find(ticket);
  if (found === undefined) throw new PlatformRefusal(40097, 'invalid args: unknown ticket');
  if (found.endsAt <= now) throw new PlatformRefusal(40097, 'invalid args: expired ticket');
  let refusal: unknown;
  for (const entry of found.entries.filter((each) => !isUsed(found, each, openid))) {
    const { card_id: cardId, code, openid: boundTo, outer_str: outerStr } = entry.card;
    try {
      const claimed = claimCard(
        state,
        { cardId, openid, code, outerStr, giftOf: undefined, boundTo, scene: 'SOURCE_SCENE_QRCODE' },
        now,
      );
      entry.claimedBy.add(openid);
      return claimed;
    } catch (cause) {
      refusal ??= cause;
    }
  }
  throw refusal ?? alreadyTaken();
}

/** A QR code with only one card can be scanned by the same user again, up to `get_limit`. */
function isUsed({ entries }: QrCode, { card, claimedBy }: QrEntry, openid: string): boolean {
  return isClaimedOnce(card) ? claimedBy.size > 0 : entries.length > 1 && claimedBy.has(openid);
}

/** The fields of a cardExt. The timestamp may be text or a number (observed). */
const EXT_RULES = {
  code: { type: 'string', maxUtf8Bytes: NEW_CODE_MAX_UTF8_BYTES },
  openid: { type: 'string' },
  timestamp: { type: 'id', missing: 40080 },
  nonce_str: { type: 'string', missing: 40080, maxUtf8Bytes: 32 },
  outer_str: { type: 'string', maxUtf8Bytes: OUTER_STR_MAX_UTF8_BYTES },
  signature: { type: 'string', missing: 40080 },
} as const;

interface CardExt {
  readonly code?: string;
  readonly openid?: string;
  readonly timestamp: string | number;
  readonly nonce_str: string;
  readonly outer_str?: string;
  readonly signature: string;
}

/**
 * Claims a card by a cardExt, as a page passes it to WeChat.
 * @param cardId the card that the page passes with it; absent: the card whose signature fits
 */
export function claimByCardExt(
  state: AccountState,
  cardExt: string,
  cardId: string | undefined,
  openid: string,
  now: number,
): StoredCode {
  const ext = parse(cardExt);
  const ticket = state.cardTicket.currentAt(now);
  const fits = ({ id }: StoredCard) => {
    const { code, openid: boundTo, timestamp, nonce_str: nonce, signature } = ext;
    return cardSignature([ticket, String(timestamp), nonce, id, code, boundTo]) === signature;
  };
  const cards = cardId === undefined ? state.cards.all() : [state.cards.require(cardId)];
  const card = ticket === undefined ? undefined : cards.find(fits);
  if (card === undefined) throw new PlatformRefusal(40080, 'invalid card ext: wrong signature');
  if (state.usedNonces.has(ext.nonce_str)) throw alreadyTaken();
  const named = { code: ext.code || undefined, boundTo: ext.openid || undefined, outerStr: ext.outer_str || undefined };
  const claimed = claimCard(
    state,
    { cardId: card.id, openid, giftOf: undefined, scene: 'SOURCE_SCENE_APPMSG_JSAPI', ...named },
    now,
  );
  state.usedNonces.add(ext.nonce_str);
  return claimed;
}

function parse(cardExt: string): CardExt {
  try {
    const value: unknown = JSON.parse(cardExt);
    if (!isRecord(value)) throw new Error('not an object');
    const ext = checkFields(EXT_RULES, value) as unknown as CardExt;
    if (!/^\d{1,15}$/.test(String(ext.timestamp)) || ext.nonce_str === '') throw new Error('empty');
    return ext;
  } catch {
    throw new PlatformRefusal(40080, 'invalid card ext: malformed');
  }
}

/** Phones show only a text. The errcode is assumed. */
function alreadyTaken(): PlatformRefusal {
  return new PlatformRefusal(45033, 'the card was already taken');
}
