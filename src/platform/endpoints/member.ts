import { CARD_ID, CODE, endpoint } from '../endpoint.js';

/**
 * The statuses of a member's code in userinfo/get: those of code/get, and GIFT_SUCC for a code that was given away and accepted.
 * CONSUMED is undocumented here (assumed to be possible). Source: member-cards 8.1.
 */
export const MEMBER_CARD_STATUSES = [
  'NORMAL',
  'CONSUMED',
  'EXPIRE',
  'GIFTING',
  'GIFT_SUCC',
  'GIFT_TIMEOUT',
  'DELETE',
  'UNAVAILABLE',
] as const;
export type WireMemberCardStatus = (typeof MEMBER_CARD_STATUSES)[number];

/** MALE is documented by example. The others are observed. */
export const MEMBER_SEXES = ['MALE', 'FEMALE', 'UNKNOWN'] as const;

/** One field of the form that a member filled in. */
export interface MemberFormField {
  name: string;
  value?: string;
  /** The values of check boxes. Observed. */
  value_list?: string[];
}

export interface MemberUserinfoGetRequest {
  card_id: string;
  code: string;
}
export interface MemberUserinfoGetAnswer {
  openid: string;
  /** May contain raw control characters and invalid UTF-8 (observed). */
  nickname: string;
  membership_number: string;
  /** Points, as an integer. */
  bonus: number;
  /** Stored value. May have decimals; the unit is undocumented. Present only if the card has supply_balance. */
  balance?: number;
  /** One of MEMBER_SEXES. */
  sex: string;
  /** May be missing. */
  user_info?: {
    common_field_list?: MemberFormField[];
    custom_field_list?: MemberFormField[];
  };
  /** One of MEMBER_CARD_STATUSES. */
  user_card_status: string;
  /** Observed. */
  has_active?: boolean;
}

/** Endpoints for members: users who hold a member card. */
export const member = {
  userinfoGet: endpoint<MemberUserinfoGetRequest, MemberUserinfoGetAnswer>({
    path: '/card/membercard/userinfo/get',
    method: 'POST',
    effect: 'read',
    request: { card_id: CARD_ID, code: CODE },
    errcodes: [40056, 40071, 40073, 40110, 40174, 41012, 41013, 73200],
    source: 'member-cards 8.1',
  }),
};
