import type { MemberUserinfoGetAnswer } from '../../platform/endpoints/member.js';

/** What a member said, and has: what userinfo/get tells beside the code's own facts. */
export interface Member
  extends Pick<MemberUserinfoGetAnswer, 'nickname' | 'bonus' | 'sex' | 'user_info' | 'has_active'> {
  readonly membershipNumber: string;
  /** Told only where the card has supply_balance. */
  readonly balance?: number;
  /** Bytes that stand in the answer in place of the nickname: what no JSON writer would send (observed). */
  readonly rawNickname?: Uint8Array;
}

/** A member of whom nothing is known: claimed, never activated. */
export function newMember(code: string): Member {
  return { nickname: '微信用户', membershipNumber: code, bonus: 0, sex: 'UNKNOWN', has_active: false };
}
