import type { PayGiftRuleInfo, RuleId } from '../../platform/endpoints/paygiftcard.js';
import { PlatformRefusal } from '../refusal.js';

/** A pay-gift rule as it is made. Never changed in place: accounts share them. */
export interface RuleSeed {
  readonly ruleId: number;
  readonly info: PayGiftRuleInfo;
}

/** The rules of one account, in order of creation. A deleted one is gone. */
export class RuleStore {
  readonly #byId = new Map<string, RuleSeed>();
  #lastId = 1_000_000;

  add(seed: RuleSeed): void {
    this.#byId.set(String(seed.ruleId), seed);
    this.#lastId = Math.max(this.#lastId, seed.ruleId);
  }

  /** Creates a rule and returns its id. The ids are the same sequence after each reset. */
  create(info: PayGiftRuleInfo): number {
    const ruleId = this.#lastId + 1;
    this.add({ ruleId, info });
    return ruleId;
  }

  /** The rule, or the refusal for an unknown one. The id may be number or text. */
  require(ruleId: RuleId): RuleSeed {
    const rule = this.#byId.get(String(ruleId));
    if (rule === undefined) throw new PlatformRefusal(72034);
    return rule;
  }

  delete(ruleId: RuleId): void {
    this.#byId.delete(String(this.require(ruleId).ruleId));
  }

  /** The rule that uses a merchant: one that has not ended, begun or not (assumed). */
  using(merchantId: string, now: number): RuleSeed | undefined {
    return this.all().find(({ info }) => {
      return info.base_info.end_time >= now && info.base_info.mchid_list.includes(merchantId);
    });
  }

  all(): RuleSeed[] {
    return [...this.#byId.values()];
  }
}
