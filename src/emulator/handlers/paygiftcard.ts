import {
  MAX_MERCHANT_IDS,
  PAY_GIFT_RULE_TYPE,
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
      const { type, base_info, terms } = checkedRule(request.rule_info);
      const card = state.cards.require(terms.card_id);
      const accepted: string[] = [];
      const failed: PayGiftFailure[] = [];
      // A duplicate merchant counts once (assumed).
      for (const merchantId of new Set(base_info.mchid_list)) {
        const failure = merchantFailure(merchantId, { type, card }, state, now);
        if (failure === undefined) accepted.push(merchantId);
        else failed.push(failure);
      }
      const outcome = { fail_mchid_list: failed, succ_mchid_list: accepted };
      // If no merchant is accepted, no rule is created and the response has no rule_id (assumed).
      if (accepted.length === 0) return outcome;
      const rule_id = state.rules.create(newRule({ type, base_info, terms }, accepted, now));
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
      const { type, effective = false, offset, count } = request;
      const rules = state.rules.all().filter(({ info }) => info.type === type && (!effective || isInForce(info, now)));
      return {
        total_count: rules.length,
        rule_list: rules
          .slice(offset, offset + count)
          .map(({ ruleId, info }) => (state.listRuleIds ? { rule_id: ruleId, ...info } : info)),
      };
    },
  },
};

/** A valid rule. Its terms are in the request under the name of its type. */
interface CheckedRule {
  readonly type: string;
  readonly base_info: PayGiftRuleRequest['base_info'];
  readonly terms: PayGiftMemberRule;
}

/** Checks a rule: first its single fields, then their combinations. */
function checkedRule(rule: PayGiftRuleRequest): CheckedRule {
  const { type, base_info, member_rule, single_pay } = checkFields(RULE_INFO_FIELDS.rule_info, rule);
  if (Array.isArray(base_info.mchid_list) && base_info.mchid_list.length > MAX_MERCHANT_IDS)
    throw new PlatformRefusal(72005);
  checkFields(RULE_INFO_FIELDS.base_info, base_info);
  // member_rule is accepted for every type, because it is the only one that is documented (assumed).
  const sent = type === PAY_GIFT_RULE_TYPE ? member_rule : (single_pay ?? member_rule);
  if (sent === undefined) throw new PlatformRefusal(72031);
  const terms = checkFields(RULE_INFO_FIELDS.member_rule, sent);
  if (base_info.begin_time >= base_info.end_time) throw new PlatformRefusal(40079);
  if (terms.least_cost > terms.max_cost) throw new PlatformRefusal(72031);
  return { type, base_info, terms };
}

/** Returns the rule in stored form: only documented fields, and only the accepted merchants. */
function newRule({ type, base_info, terms }: CheckedRule, merchantIds: string[], now: number): PayGiftRuleInfo {
  const { begin_time, end_time } = base_info;
  const { card_id, least_cost, max_cost, jump_url, app_brand_id, app_brand_pass } = terms;
  const stored = {
    card_id,
    least_cost,
    max_cost,
    ...(jump_url === undefined ? {} : { jump_url }),
    ...(app_brand_id === undefined ? {} : { app_brand_id }),
    ...(app_brand_pass === undefined ? {} : { app_brand_pass }),
  };
  return {
    type,
    base_info: {
      mchid_list: merchantIds,
      begin_time,
      end_time,
      status: 'RULE_STATUS_OK',
      create_time: now,
      update_time: now,
    },
    ...(type === PAY_GIFT_RULE_TYPE ? { member_rule: stored } : { single_pay: stored }),
  };
}

/** Whether a rule has begun and not ended. This meaning of "effective" is assumed. */
function isInForce({ base_info }: PayGiftRuleInfo, now: number): boolean {
  return base_info.begin_time <= now && now <= base_info.end_time;
}
