import { CODE, endpoint, OPTIONAL_CARD_ID } from '../endpoint.js';
import type { EmptyAnswer } from './card.update.js';
import type { UnixSeconds } from './card.wire.js';

/**
 * The statuses of a code in code/get. CONSUMED means redeemed; the English text has "Deleted", a mistranslation.
 * Source: managing-coupons: Query Code.
 */
export const USER_CARD_STATUSES = [
  'NORMAL',
  'CONSUMED',
  'EXPIRE',
  'GIFTING',
  'GIFT_TIMEOUT',
  'DELETE',
  'UNAVAILABLE',
] as const;
export type WireUserCardStatus = (typeof USER_CARD_STATUSES)[number];

/** The end_time of a code that never expires. It is above 2^31. Observed. */
export const NEVER_ENDS: UnixSeconds = 4_294_967_295;

/** The end times that mean that a code or a card never expires: the largest unsigned and the largest signed 32-bit integer (observed). */
export const NEVER_ENDING_TIMES: readonly UnixSeconds[] = [NEVER_ENDS, 2_147_483_647];

/** Maximum UTF-8 bytes of the reason for making a code unavailable. Source: managing-coupons. */
export const REASON_MAX_UTF8_BYTES = 64;

export interface CodeGetRequest {
  code: string;
  /** Required for custom codes: without it they are 40056. */
  card_id?: string;
  /** If true, an abnormal code is rejected (40099, 40127). If false, its status is returned. Defaults to true (assumed). */
  check_consume?: boolean;
}
export interface CodeGetAnswer {
  card: {
    card_id: string;
    begin_time: UnixSeconds;
    end_time: UnixSeconds;
    /** Observed. */
    code?: string;
    /** Member cards; observed. */
    membership_number?: string;
    bonus?: number;
    /** Some responses have these here instead of at the top level. Observed. */
    can_consume?: boolean;
    user_card_status?: string;
  };
  openid: string;
  /** Whether the code can be redeemed now. Missing in some responses, like user_card_status. Observed. */
  can_consume?: boolean;
  /** One of USER_CARD_STATUSES. */
  user_card_status?: string;
  /** The channel through which the merchant issued the card. */
  outer_str?: string;
  /** Observed. */
  unionid?: string;
  background_pic_url?: string;
}

export interface CodeUpdateRequest {
  code: string;
  /** Required in effect, because only custom codes can be changed. */
  card_id?: string;
  new_code: string;
}

export interface CodeUnavailableRequest {
  code: string;
  /** Required for custom codes. */
  card_id?: string;
  reason?: string;
}

/** Endpoints for codes. A code is one card in a user's wallet. */
export const code = {
  get: endpoint<CodeGetRequest, CodeGetAnswer>({
    path: '/card/code/get',
    method: 'POST',
    effect: 'read',
    request: { code: CODE, card_id: OPTIONAL_CARD_ID, check_consume: { type: 'bool' } },
    errcodes: [40056, 40073, 40099, 40110, 40127, 41013],
    source: 'managing-coupons: Query Code',
  }),
  /** A repeat after a success is 40056, because the old code no longer exists (assumed). */
  update: endpoint<CodeUpdateRequest, EmptyAnswer>({
    path: '/card/code/update',
    method: 'POST',
    effect: 'write',
    request: { code: CODE, card_id: OPTIONAL_CARD_ID, new_code: CODE },
    errcodes: [40056, 40071, 40073, 40099, 40110, 40116, 40127, 41013, 43009],
    source: 'managing-coupons: Change the Code',
  }),
  /** Irreversible; a repeat after a success is 40127. */
  unavailable: endpoint<CodeUnavailableRequest, EmptyAnswer>({
    path: '/card/code/unavailable',
    method: 'POST',
    effect: 'write',
    request: {
      code: CODE,
      card_id: OPTIONAL_CARD_ID,
      reason: { type: 'string', maxUtf8Bytes: REASON_MAX_UTF8_BYTES },
    },
    errcodes: [40056, 40073, 40099, 40110, 40127, 41013],
    source: 'managing-coupons: Set up a coupon failure',
  }),
};
