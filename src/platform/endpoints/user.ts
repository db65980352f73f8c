import { endpoint, OPTIONAL_CARD_ID } from '../endpoint.js';

/** Maximum UTF-8 bytes of an openid. Source: managing-coupons. */
export const OPENID_MAX_UTF8_BYTES = 64;

export interface UserGetcardlistRequest {
  openid: string;
  /** Restricts the list to one card. Defaults to all cards of the account. */
  card_id?: string;
}
export interface UserGetcardlistAnswer {
  /** Codes in any status except those given away or deleted (assumed). */
  card_list: { code: string; card_id: string }[];
  /** Whether the user holds a friends' voucher. */
  has_share_card: boolean;
}

/** Endpoints for the cards that a user holds. */
export const user = {
  getcardlist: endpoint<UserGetcardlistRequest, UserGetcardlistAnswer>({
    path: '/card/user/getcardlist',
    method: 'POST',
    effect: 'read',
    request: {
      openid: { type: 'string', missing: 40003, maxUtf8Bytes: OPENID_MAX_UTF8_BYTES, refused: 40003 },
      card_id: OPTIONAL_CARD_ID,
    },
    errcodes: [40003, 40073],
    source: 'managing-coupons: Get the user who has received a card',
  }),
};
