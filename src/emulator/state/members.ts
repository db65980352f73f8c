import type { MemberUserinfoGetAnswer } from '../../platform/endpoints/member.js';

/** The fields of userinfo/get that describe the member, not the code. */
export interface Member
  extends Pick<MemberUserinfoGetAnswer, 'nickname' | 'bonus' | 'sex' | 'user_info' | 'has_active'> {
  readonly membershipNumber: string;
  /** Returned only if the card has supply_balance. */
  readonly balance?: number;
  /** Bytes that replace the nickname in the response. No JSON serializer would produce them (observed). */
  readonly rawNickname?: Uint8Array;
  /** Returned by code/get instead of the card's (assumed). */
  readonly background_pic_url?: string;
  /** No call returns them. */
  readonly custom_field_value1?: string;
  readonly custom_field_value2?: string;
  readonly custom_field_value3?: string;
}

/** Returns the data of a member who claimed a card and never activated it. */
export function newMember(code: string): Member {
  return { nickname: '微信用户', membershipNumber: code, bonus: 0, sex: 'UNKNOWN', has_active: false };
}
