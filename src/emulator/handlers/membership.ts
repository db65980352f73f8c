import {
  type MembercardActivateRequest,
  type MembercardUpdateuserRequest,
  membership,
} from '../../platform/endpoints/membership.js';
import type { HandlerGroup } from '../handler.js';
import { formatError } from '../http/request-checks.js';
import { PlatformRefusal } from '../refusal.js';
import type { AccountState } from '../state/account-state.js';
import { memberEvent } from '../state/card-events.js';
import { checkPicture, customValuesOn, firstBonusOn, requireMember } from '../state/change-member.js';
import type { StoredCode } from '../state/codes.js';
import type { Member } from '../state/members.js';

/** Handlers that activate members and change them. Neither changes the status of the code. */
export const membershipCalls: HandlerGroup<typeof membership> = {
  contract: membership,
  needsToken: true,
  handlers: {
    activate: ({ request, state, now, commit }) => {
      const { found, member } = requireMember(state, request, now);
      checkPicture(request.background_pic_url);
      const begin = request.activate_begin_time;
      const end = request.activate_end_time;
      if (begin !== undefined && end !== undefined && begin > end) throw new PlatformRefusal(40097);
      state.activations.pace.take(found, now);
      // The values of the form that led to this activation.
      const filledIn = state.activations.end(found, now);
      found.setMember({
        ...activated(found, member, request),
        ...(filledIn === undefined ? {} : { user_info: filledIn }),
      });
      found.ownValidity = {
        ...found.ownValidity,
        ...(begin === undefined ? {} : { begin_time: begin }),
        ...(end === undefined ? {} : { end_time: end }),
      };
      commit();
      publishChange(state, found, member);
      return {};
    },

    updateuser: ({ request, state, now, commit }) => {
      const { found, member } = requireMember(state, request, now);
      checkPicture(request.background_pic_url);
      checkNotify(request);
      const bonus = totalOf(member.bonus, request.bonus, request.add_bonus, 45022);
      const balance = totalOf(member.balance ?? 0, request.balance, request.add_balance, 45023);
      found.setMember({
        ...member,
        bonus,
        // A card without stored value accepts a balance and does not show it (assumed).
        balance,
        ...customValuesOn(found.card.payload, request),
        ...(request.background_pic_url === undefined ? {} : { background_pic_url: request.background_pic_url }),
      });
      commit();
      publishChange(state, found, member);
      const hasBalance = found.card.payload.supply_balance === true;
      return { result_bonus: bonus, result_balance: hasBalance ? balance : 0, openid: found.openid };
    },
  },
};

/** Reports a change of the points or of the balance. */
function publishChange(state: AccountState, found: StoredCode, before: Member): void {
  const bonus = (found.member?.bonus ?? 0) - before.bonus;
  const balance = (found.member?.balance ?? 0) - (before.balance ?? 0);
  if (bonus !== 0 || balance !== 0) state.publish(memberEvent(found, bonus, balance));
}

/**
 * Returns a member after an activation. The first one sets all values, with 0 or the card's `init_increase_bonus` by default (assumed).
 * A later one overwrites only the values that are sent (observed for the number).
 */
function activated({ card: { payload } }: StoredCode, member: Member, request: MembercardActivateRequest): Member {
  const { background_pic_url } = request;
  const isFirst = member.has_active === false;
  const bonus = request.init_bonus ?? (isFirst ? firstBonusOn(payload) : member.bonus);
  const balance = request.init_balance ?? (isFirst ? 0 : member.balance);
  return {
    ...member,
    bonus,
    ...(balance === undefined ? {} : { balance }),
    ...(background_pic_url === undefined ? {} : { background_pic_url }),
    ...customValuesOn(payload, {
      custom_field_value1: request.init_custom_field_value1,
      custom_field_value2: request.init_custom_field_value2,
      custom_field_value3: request.init_custom_field_value3,
    }),
    membershipNumber: request.membership_number,
    has_active: true,
  };
}

/** Returns the new total. A total that was sent overrides a difference, which is then only shown in the message (documented). */
function totalOf(before: number, total: number | undefined, difference: number | undefined, refused: number): number {
  const result = total ?? before + (difference ?? 0);
  // The upper limit is that of exact integers (assumed).
  if (result < 0 || result > Number.MAX_SAFE_INTEGER) throw new PlatformRefusal(refused);
  return result;
}

/** Refuses settings of messages that are not booleans with 47001 (assumed). They have no effect here. */
function checkNotify(request: MembercardUpdateuserRequest): void {
  const settings = Object.values(request.notify_optional ?? {});
  if (!settings.every((value) => typeof value === 'boolean')) throw formatError(JSON.stringify(request));
}
