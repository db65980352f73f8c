import type { PayGiftRuleInfo, RuleId } from '../../platform/endpoints/paygiftcard.js';
import { PlatformRefusal } from '../refusal.js';

/** The initial data of a pay-gift rule. Never mutated, because accounts share seeds. */
export interface RuleSeed {
  readonly ruleId: number;
  readonly info: PayGiftRuleInfo;
}

/** The rules of one account, in order of creation. Deleted rules are removed. */
export class RuleStore {
  readonly #byId = new Map<string, RuleSeed>();
  #lastId = 1_000_000;

  add(seed: RuleSeed): void {
    this.#byId.set(String(seed.ruleId), seed);
    this.#lastId = Math.max(this.#lastId, seed.ruleId);
  }

  /** Creates a rule and returns its id. The sequence of ids is the same after every reset. */
  create(info: PayGiftRuleInfo): number {
    const ruleId = this.#lastId + 1;
    this.add({ ruleId, info });
    return ruleId;
  }

  /** Returns the rule, or refuses an unknown id with 72034. The id may be a number or a string. */
  require(ruleId: RuleId): RuleSeed {
    const rule = this.#byId.get(String(ruleId));
    if (rule === undefined) throw new PlatformRefusal(72034);
    return rule;
  }

  delete(ruleId: RuleId): void {
    this.#byId.delete(String(this.require(ruleId).ruleId));
  }

  /** Returns the rule that uses a merchant: a rule that has not ended, whether it has begun or not (assumed). */
  using(merchantId: string, now: number): RuleSeed | undefined {
    return this.all().find(({ info }) => {
      return info.base_info.end_time >= now && info.base_info.mchid_list.includes(merchantId);
    });
  }

  all(): RuleSeed[] {
    return [...this.#byId.values()];
  }
}
