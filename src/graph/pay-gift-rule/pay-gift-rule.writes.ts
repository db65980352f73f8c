import type { Platform } from '../../platform/client.js';
import {
  PAY_GIFT_RULE_TYPE,
  type PaygiftcardAddAnswer,
  type PaygiftcardBatchgetAnswer,
  paygiftcard,
} from '../../platform/endpoints/paygiftcard.js';
import { unusable } from '../../platform/envelope.js';
import { nullIfNotFound } from '../../platform/errors.js';
import { isRecord } from '../../platform/is-record.js';
import { int, type Loose, list, record, texts } from '../../platform/wire.js';
import { CLOCK_SKEW_MS } from '../../safety/in-doubt.js';
import type { SafeWrite } from '../../safety/safe-writes.js';
import type { Loaders } from '../context.js';
import { evictAfter } from '../mutation/evict-after.js';
import type { NotCommitted } from '../mutation/perform-write.js';
import { CardUserError } from '../mutation/user-error.js';
import { readPayGiftRule, ruleIdFrom, wireRuleId } from './pay-gift-rule.loader.js';
import {
  type AddPayGiftRuleInput,
  type AddPayGiftRulePayload,
  type DeletePayGiftRuleInput,
  PayGiftMerchantFailure,
} from './pay-gift-rule.payload.js';
import { PayGiftRuleTerms } from './pay-gift-rule.type.js';

type Stop = Partial<NotCommitted>;
type Added = Pick<AddPayGiftRulePayload, 'ruleId' | 'succeededMerchantIds' | 'failedMerchants' | 'userErrors'>;

/** Rules per page of the list that is searched. */
const PAGE = 100;

export function additionOf(
  input: AddPayGiftRuleInput,
  platform: Platform,
  loaders: Loaders,
): SafeWrite<{ readonly askedAt: number }, Added, Stop> {
  return {
    mutation: 'addPayGiftRule',
    input,
    endpoint: paygiftcard.add,
    prepare: async () => ({ before: { askedAt: Date.now() } }),
    invalidate: () => evictAfter('addPayGiftRule', input, platform, loaders),
    async send(_before, sending) {
      return outcomeOf(await platform.call(paygiftcard.add, input.toWire(), sending));
    },
    readBack: ({ askedAt }) => findAdded(input, askedAt, platform),
  };
}

export function deletionOf(
  input: DeletePayGiftRuleInput,
  platform: Platform,
  loaders: Loaders,
): SafeWrite<null, true, Stop> {
  const { ruleId } = input;
  return {
    mutation: 'deletePayGiftRule',
    input,
    endpoint: paygiftcard.delete,
    prepare: async () => ({ before: null }),
    invalidate: () => evictAfter('deletePayGiftRule', input, platform, loaders),
    async send(_before, sending) {
      await platform.call(paygiftcard.delete, { rule_id: wireRuleId(ruleId) }, sending);
      return true;
    },
    async readBack() {
      return (await nullIfNotFound(readPayGiftRule(platform, ruleId, { fresh: true }))) === null ? true : undefined;
    },
  };
}

/** Searches the first and the last page of the list for a rule with these terms that was created since the request. */
async function findAdded(input: AddPayGiftRuleInput, askedAt: number, platform: Platform): Promise<Added | undefined> {
  const page = async (offset: number) => {
    const request = { type: PAY_GIFT_RULE_TYPE, effective: false, offset, count: PAGE };
    const answer = await platform.call(paygiftcard.batchget, request, { fresh: true });
    return { rules: list(answer.rule_list), total: int(answer.total_count) ?? 0 };
  };
  const { rules, total } = await page(0);
  const all = total > PAGE ? [...rules, ...(await page(total - PAGE)).rules] : rules;
  for (const entry of all) {
    const wire = record<PaygiftcardBatchgetAnswer['rule_list'][number]>(entry);
    const terms = new PayGiftRuleTerms(wire);
    if (!isAddedBy(input, terms, askedAt)) continue;
    // Merchants without the rule were excluded. A list response does not contain the reasons.
    return {
      ruleId: ruleIdFrom(wire.rule_id),
      succeededMerchantIds: terms.merchantIds,
      failedMerchants: input.merchantIds
        .filter((merchant) => !terms.merchantIds.includes(merchant))
        .map((mchid) => new PayGiftMerchantFailure({ mchid })),
      userErrors: [],
    };
  }
  return undefined;
}

function isAddedBy(input: AddPayGiftRuleInput, terms: PayGiftRuleTerms, askedAt: number): boolean {
  const { base_info, member_rule } = input.toWire().rule_info;
  const seconds = (instant: Date | null) => (instant === null ? null : instant.getTime() / 1000);
  return (
    (terms.createdAt?.getTime() ?? 0) >= askedAt - CLOCK_SKEW_MS &&
    terms.cardId === input.cardId &&
    terms.minimumSpend?.fen === member_rule?.least_cost &&
    terms.maximumSpend?.fen === member_rule?.max_cost &&
    seconds(terms.beginsAt) === base_info.begin_time &&
    seconds(terms.endsAt) === base_info.end_time &&
    terms.merchantIds.length > 0 &&
    terms.merchantIds.every((merchant) => input.merchantIds.includes(merchant))
  );
}

/**
 * Reads the outcome from a response. The lists have two spellings; the one that has entries is read.
 * @throws {PlatformError} for a response with neither a rule nor a reason: it is unknown whether a rule was created
 */
function outcomeOf(answer: Loose<PaygiftcardAddAnswer>): Added {
  const { succ_mchid_list, succ_list, fail_mchid_list, fail_list } = answer;
  const either = (one: unknown, other: unknown) => (list(one).length > 0 ? list(one) : list(other));
  const succeededMerchantIds = texts(either(succ_mchid_list, succ_list));
  const failedMerchants = either(fail_mchid_list, fail_list)
    .filter(isRecord)
    .map((failure) => new PayGiftMerchantFailure(failure));
  const lists = { ruleId: null, succeededMerchantIds, failedMerchants };
  if (succeededMerchantIds.length === 0 && failedMerchants.length > 0) {
    const message = 'the platform excluded every merchant; see failedMerchants for the reasons';
    return { ...lists, userErrors: [new CardUserError('RULE_NOT_CREATED', message)] };
  }
  const ruleId = ruleIdFrom(answer.rule_id);
  if (ruleId === null && succeededMerchantIds.length === 0) throw unusable(paygiftcard.add.path, 'rule_id');
  return { ...lists, ruleId, userErrors: [] };
}
