import type { CallOptions, Platform } from '../../platform/client.js';
import { type PayGiftRuleInfo, paygiftcard, type RuleId } from '../../platform/endpoints/paygiftcard.js';
import { unusable } from '../../platform/envelope.js';
import { isRecord } from '../../platform/is-record.js';
import { record, text } from '../../platform/wire.js';
import { type Fetches, KeyedLoader } from '../fetching/keyed-loader.js';
import { PayGiftRule, PayGiftRuleTerms } from './pay-gift-rule.type.js';

/** Loads rules by rule_id. An unknown rule is null. */
export type PayGiftRuleLoader = KeyedLoader<string, PayGiftRule>;

export function createPayGiftRuleLoader(platform: Platform, fetches: Fetches): PayGiftRuleLoader {
  return new KeyedLoader(
    (id) => readPayGiftRule(platform, id),
    (id) => id,
    fetches,
  );
}

/**
 * Reads one rule.
 * @throws {PlatformError} for any response without a rule, including that for an unknown rule
 */
export async function readPayGiftRule(platform: Platform, id: string, options?: CallOptions): Promise<PayGiftRule> {
  const answer = await platform.call(paygiftcard.getbyid, { rule_id: wireRuleId(id) }, options);
  if (!isRecord(answer.rule_info)) throw unusable(paygiftcard.getbyid.path, 'rule_info');
  return new PayGiftRule(id, new PayGiftRuleTerms(record<PayGiftRuleInfo>(answer.rule_info)));
}

/** Reads the rule_id of a response. Returns null if there is none. */
export function ruleIdFrom(wire: unknown): string | null {
  const id = text(wire);
  return id === '' || id === '0' ? null : id;
}

/** Converts a rule_id for a request. The examples in the documents send numbers, so numeric ids are sent as numbers. */
export function wireRuleId(id: string): RuleId {
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : id;
}
