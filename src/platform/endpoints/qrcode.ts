import { endpoint } from '../endpoint.js';

/** Range of the lifetime that a request may set, seconds. Source: delivering-cards: Create a QR code. */
export const QR_CODE_MIN_SECONDS = 60;
export const QR_CODE_MAX_SECONDS = 1800;

/** Lifetime of a QR code for which the request sets none, seconds (documented). Live responses of 2016 show 90 days. */
export const QR_CODE_DEFAULT_SECONDS = 31_536_000;

/** Maximum number of cards of one QR code (assumed). */
export const QR_CODE_MAX_CARDS = 5;

/** Maximum UTF-8 bytes of `outer_str` (assumed: the documents' table is cut off). */
export const OUTER_STR_MAX_UTF8_BYTES = 128;

/** One card of a QR code. */
export interface QrCard {
  card_id: string;
  /** Required for custom codes. If sent for another card, the claim fails, not this call (assumed). The QR code works once. */
  code?: string;
  /** The only user who can claim the card. Required for cards with `bind_openid`, else not allowed (assumed). The QR code works once. */
  openid?: string;
  /** The QR code works once, for one random code. The card must be approved and in stock (documented). */
  is_unique_code?: boolean;
  /** The channel, which code/get and events return. */
  outer_str?: string;
}

export interface QrcodeCreateRequest {
  /** `QR_CARD` for one card, `QR_MULTIPLE_CARD` for several. */
  action_name: string;
  expire_seconds?: number;
  action_info: { card: QrCard } | { multiple_card: { card_list: QrCard[] } };
}
export interface QrcodeCreateAnswer {
  ticket: string;
  /** Only the response is reliable: without it in the request, the documents specify 365 days and live responses show 90. */
  expire_seconds: number;
  /** The content of the QR code. Responses may contain stray spaces (observed). */
  url: string;
  /** A PNG of the QR code, public. */
  show_qrcode_url: string;
}

/** Endpoint for the QR codes by which users claim cards. */
export const qrcode = {
  /** A repeat returns another ticket. QR codes can be neither listed nor deleted. */
  create: endpoint<QrcodeCreateRequest, QrcodeCreateAnswer>({
    path: '/card/qrcode/create',
    method: 'POST',
    effect: 'write',
    request: {
      action_name: { type: 'string', values: ['QR_CARD', 'QR_MULTIPLE_CARD'], missing: 40052, refused: 40052 },
      expire_seconds: { type: 'int', min: QR_CODE_MIN_SECONDS, max: QR_CODE_MAX_SECONDS },
      action_info: { type: 'object', missing: 40053 },
    },
    errcodes: [40003, 40052, 40053, 40073, 40078, 40080, 40097, 40112, 45029, 45031, 45039],
    source: 'delivering-cards: Create a QR code',
  }),
};
