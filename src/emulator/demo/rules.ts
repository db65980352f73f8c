import type { PayGiftMemberRule } from '../../platform/endpoints/paygiftcard.js';
import type { RuleSeed } from '../state/pay-gift-rules.js';
import { type DemoDays, demoCardId } from './seed.js';

/** Returns four rules: two in force, one that starts later and one that has ended. */
export function demoRules(days: DemoDays): RuleSeed[] {
  const rule = (
    number: number,
    mchid_list: string[],
    [firstDay, lastDay]: readonly [number, number],
    card: number,
    terms: Omit<PayGiftMemberRule, 'card_id'>,
  ): RuleSeed => {
    const { begin_timestamp = 0, end_timestamp = 0 } = days.range(firstDay, lastDay);
    const createdAt = days.at(Math.min(firstDay, 0) - 1);
    return {
      ruleId: 1_000_000 + number,
      info: {
        type: 'RULE_TYPE_PAY_MEMBER_CARD',
        base_info: {
          mchid_list,
          begin_time: begin_timestamp,
          end_time: end_timestamp,
          status: 'RULE_STATUS_OK',
          create_time: createdAt,
          update_time: createdAt,
        },
        member_rule: { card_id: demoCardId('MEMBER_CARD', card), ...terms },
      },
    };
  };
  return [
    rule(1, ['1900000101', '1900000102'], [-60, 300], 1, {
      least_cost: 200,
      max_cost: 2_000_000,
      jump_url: 'https://demo.example/tea/join',
    }),
    rule(2, ['1900000201'], [-30, 335], 2, {
      least_cost: 10_000,
      max_cost: 500_000,
      app_brand_id: 'gh_demo0000@app',
      app_brand_pass: 'pages/join?from=pay',
    }),
    rule(3, ['1900000301'], [30, 120], 1, { least_cost: 1, max_cost: 100_000 }),
    rule(4, ['1900000401', '1900000402'], [-150, -90], 1, { least_cost: 500, max_cost: 50_000 }),
  ];
}
