import {
  MAX_MERCHANT_IDS,
  type PayGiftFailure,
  type PayGiftMemberRule,
  type PayGiftRuleInfo,
  type PayGiftRuleRequest,
  paygiftcard,
  RULE_INFO_FIELDS,
} from '../../platform/endpoints/paygiftcard.js';
import type { HandlerGroup } from '../handler.js';
import { checkFields } from '../http/request-checks.js';
import { PlatformRefusal } from '../refusal.js';
import { merchantFailure } from '../state/merchants.js';

/** Handlers of pay-gift rules, which grant a member card for a payment. */
export const paygiftcardCalls: HandlerGroup<typeof paygiftcard> = {
  contract: paygiftcard,
  needsToken: true,
  handlers: {
    add: ({ request, state, now, commit }) => {
      const { base_info, member_rule } = checkedRule(request.rule_info);
      const card = state.cards.require(member_rule.card_id);
      const accepted: string[] = [];
      const failed: PayGiftFailure[] = [];
      // A duplicate merchant counts once (assumed).
      for (const merchantId of new Set(base_info.mchid_list)) {
        const failure = merchantFailure(merchantId, card, state, now);
        if (failure === undefined) accepted.push(merchantId);
        else failed.push(failure);
      }
      const outcome = { fail_mchid_list: failed, succ_mchid_list: accepted };
      // If no merchant is accepted, no rule is created and the response has no rule_id (assumed).
      if (accepted.length === 0) return outcome;
      const rule_id = state.rules.create(newRule(base_info, member_rule, accepted, now));
      commit();
      return { rule_id, ...outcome };
    },

    delete: ({ request, state, commit }) => {
      state.rules.delete(request.rule_id);
      commit();
      return {};
    },

    getbyid: ({ request, state }) => ({ rule_info: state.rules.require(request.rule_id).info }),

    batchget: ({ request, state, now }) => {
      const { effective = false, offset, count } = request;
      const rules = state.rules.all().filter(({ info }) => !effective || isInForce(info, now));
      return {
        total_count: rules.length,
        rule_list: rules
          .slice(offset, offset + count)
          .map(({ ruleId, info }) => (state.listRuleIds ? { rule_id: ruleId, ...info } : info)),
      };
    },
  },
};

/** Checks a rule: first its single fields, then their combinations. */
function checkedRule(rule: PayGiftRuleRequest): PayGiftRuleRequest & { member_rule: PayGiftMemberRule } {
  checkFields(RULE_INFO_FIELDS.rule_info, { ...rule });
  const { type, base_info, member_rule } = rule;
  if (Array.isArray(base_info.mchid_list) && base_info.mchid_list.length > MAX_MERCHANT_IDS)
    throw new PlatformRefusal(72005);
  checkFields(RULE_INFO_FIELDS.base_info, { ...base_info });
  if (member_rule === undefined) throw new PlatformRefusal(72031);
  checkFields(RULE_INFO_FIELDS.member_rule, { ...member_rule });
  if (base_info.begin_time >= base_info.end_time) throw new PlatformRefusal(40079);
  if (member_rule.least_cost > member_rule.max_cost) throw new PlatformRefusal(72031);
  return { type, base_info, member_rule };
}

/** Returns the rule in stored form: only documented fields, and only the accepted merchants. */
function newRule(
  { begin_time, end_time }: PayGiftRuleRequest['base_info'],
  { card_id, least_cost, max_cost, jump_url, app_brand_id, app_brand_pass }: PayGiftMemberRule,
  merchantIds: string[],
  now: number,
): PayGiftRuleInfo {
  return {
    type: 'RULE_TYPE_PAY_MEMBER_CARD',
    base_info: {
      mchid_list: merchantIds,
      begin_time,
      end_time,
      status: 'RULE_STATUS_OK',
      create_time: now,
      update_time: now,
    },
    member_rule: {
      card_id,
      least_cost,
      max_cost,
      ...(jump_url === undefined ? {} : { jump_url }),
      ...(app_brand_id === undefined ? {} : { app_brand_id }),
      ...(app_brand_pass === undefined ? {} : { app_brand_pass }),
    },
  };
}

/** Whether a rule has begun and not ended. This meaning of "effective" is assumed. */
function isInForce({ base_info }: PayGiftRuleInfo, now: number): boolean {
  return base_info.begin_time <= now && now <= base_info.end_time;
}
