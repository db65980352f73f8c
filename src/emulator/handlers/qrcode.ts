import { randomBytes } from 'node:crypto';
import { NEW_CODE } from '../../platform/endpoints/deposit.js';
import {
  OUTER_STR_MAX_UTF8_BYTES,
  QR_CODE_DEFAULT_SECONDS,
  QR_CODE_MAX_CARDS,
  type QrCard,
  type QrcodeCreateRequest,
  qrcode,
} from '../../platform/endpoints/qrcode.js';
import { isRecord } from '../../platform/is-record.js';
import type { HandlerGroup } from '../handler.js';
import { checkFields } from '../http/request-checks.js';
import { PlatformRefusal } from '../refusal.js';
import type { AccountState } from '../state/account-state.js';
import { OPENID } from './user.js';

/** Random bytes of the content of a QR code. */
const CONTENT_BYTES = 15;

/** The fields of one card. The limits of texts are 40097, as for other calls (assumed). */
const CARD_RULES = {
  card_id: { type: 'string', missing: 40053 },
  code: { type: 'string' },
  openid: { type: 'string' },
  is_unique_code: { type: 'bool' },
  outer_str: { type: 'string', maxUtf8Bytes: OUTER_STR_MAX_UTF8_BYTES },
} as const;

/** Handlers for the QR codes by which users claim cards. */
export const qrcodeCalls: HandlerGroup<typeof qrcode> = {
  contract: qrcode,
  needsToken: true,
  handlers: {
    create: ({ request, state, now, commit }) => {
      const cards = cardsIn(request).map((card) => checkFields(CARD_RULES, card));
      for (const card of cards) checkCard(state, card);
      const seconds = request.expire_seconds ?? QR_CODE_DEFAULT_SECONDS;
      const { ticket } = state.qrCodes.create(request.action_name, cards, now + seconds);
      commit();
      return {
        ticket,
        expire_seconds: seconds,
        url: `http://weixin.qq.com/q/${randomBytes(CONTENT_BYTES).toString('base64url')}`,
        show_qrcode_url: `https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=${encodeURIComponent(ticket)}`,
      };
    },
  },
};

/** Returns the cards of a request. Refuses an `action_info` that does not fit the action. */
function cardsIn({ action_name: action, action_info: info }: QrcodeCreateRequest): QrCard[] {
  const { card, multiple_card: multiple }: { card?: unknown; multiple_card?: unknown } = info;
  const cards = action === 'QR_CARD' ? [card] : isRecord(multiple) ? multiple.card_list : undefined;
  if (!Array.isArray(cards) || cards.length === 0 || !cards.every(isRecord)) throw new PlatformRefusal(40053);
  if (cards.length > QR_CODE_MAX_CARDS) throw new PlatformRefusal(45039);
  const ids = cards.map(({ card_id: id }) => id);
  // A QR code has each card only once (assumed).
  if (new Set(ids).size < ids.length) throw new PlatformRefusal(40053);
  return cards as unknown as QrCard[];
}

/** Checks one card. A code that the card must not have is refused when a user claims it (assumed). */
function checkCard(state: AccountState, { card_id: cardId, code, openid, is_unique_code: isUnique }: QrCard): void {
  const card = state.cards.requireNotDeleted(cardId);
  if (openid !== undefined && !OPENID.test(openid)) throw new PlatformRefusal(40003);
  if (code !== undefined && !NEW_CODE.test(code)) throw new PlatformRefusal(40097);
  const { bind_openid: isBound = false, sku } = card.payload.base_info;
  const lacksCode = card.hasSuppliedCodes && code === undefined;
  if (lacksCode || (isBound && openid === undefined)) throw new PlatformRefusal(40053);
  if (!isBound && openid !== undefined) throw new PlatformRefusal(40112);
  if (isUnique !== true) return;
  if (!card.isApproved) throw new PlatformRefusal(40078);
  if (sku.quantity <= 0) throw new PlatformRefusal(45031);
}
