import { type MemberUserinfoGetAnswer, member } from '../../platform/endpoints/member.js';
import type { HandlerGroup } from '../handler.js';
import { PlatformRefusal, Prepared } from '../refusal.js';
import type { StoredCode } from '../state/codes.js';
import { type Member, newMember } from '../state/members.js';

/** Handlers that return members. */
export const memberCalls: HandlerGroup<typeof member> = {
  contract: member,
  needsToken: true,
  handlers: {
    userinfoGet: ({ request, state, now }) => {
      const card = state.cards.require(request.card_id);
      if (card.cardType !== 'MEMBER_CARD') throw new PlatformRefusal(40071);
      const found = state.codes.lookUp(request.code, request.card_id);
      if (found === undefined) throw new PlatformRefusal(40056);
      const member = found.member ?? newMember(found.code);
      const answer = memberAnswer(found, member, now);
      const bytes = member.rawNickname;
      return bytes === undefined ? answer : new Prepared(answer, { text: answer.nickname, bytes });
    },
  },
};

function memberAnswer(found: StoredCode, member: Member, now: number): MemberUserinfoGetAnswer {
  const hasBalance = found.card.payload.supply_balance === true;
  return {
    openid: found.openid,
    nickname: member.nickname,
    membership_number: member.membershipNumber,
    bonus: member.bonus,
    ...(hasBalance ? { balance: member.balance ?? 0 } : {}),
    sex: member.sex,
    ...(member.user_info === undefined ? {} : { user_info: member.user_info }),
    user_card_status: found.statusAt(now),
    ...(member.has_active === undefined ? {} : { has_active: member.has_active }),
  };
}
