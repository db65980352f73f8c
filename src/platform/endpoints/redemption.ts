import { CODE, endpoint, OPTIONAL_CARD_ID } from '../endpoint.js';

/** Maximum UTF-8 bytes of an encrypted code. Source: redeeming-cards: Decrypt a code. */
export const ENCRYPT_CODE_MAX_UTF8_BYTES = 128;

export interface CodeConsumeRequest {
  code: string;
  /** Required for custom codes: without it they are 40056. */
  card_id?: string;
}
/** The response does not repeat the code. */
export interface CodeConsumeAnswer {
  card: { card_id: string };
  openid: string;
}

export interface CodeDecryptRequest {
  /** From wx.chooseCard, wx.addCard or a link on the card. Base64 with `+` and `/`, percent-decoded exactly once if it comes from a link. */
  encrypt_code: string;
}
export interface CodeDecryptAnswer {
  /** Unprintable characters were observed in one report. */
  code: string;
}

/** Endpoints for redeeming codes at a till. */
export const redemption = {
  /** Irreversible. A repeat after a success is 40099, which does not name the till that redeemed the code. Never applies to member cards (observed). */
  consume: endpoint<CodeConsumeRequest, CodeConsumeAnswer>({
    path: '/card/code/consume',
    method: 'POST',
    effect: 'once',
    request: { code: CODE, card_id: OPTIONAL_CARD_ID },
    errcodes: [40056, 40071, 40073, 40099, 40110, 40127, 40147, 41013, 72020],
    source: 'redeeming-cards: Redeem a code',
  }),
  /** The code of an encrypted code never changes (assumed). */
  decrypt: endpoint<CodeDecryptRequest, CodeDecryptAnswer>({
    path: '/card/code/decrypt',
    method: 'POST',
    effect: 'read',
    request: {
      encrypt_code: {
        type: 'string',
        missing: 41011,
        maxUtf8Bytes: ENCRYPT_CODE_MAX_UTF8_BYTES,
        refused: 40075,
      },
    },
    errcodes: [40075, 41011],
    source: 'redeeming-cards: Decrypt a code',
  }),
};
