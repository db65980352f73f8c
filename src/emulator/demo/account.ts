import type { AccountSeed } from '../state/account-state.js';
import { demoCards } from './cards.js';
import { DEMO_DEPOSITED, demoCodes } from './codes.js';
import { demoMembers } from './members.js';
import { demoRules } from './rules.js';
import { demoDays } from './seed.js';
import { demoStats } from './stats.js';

/** The only sub-merchant for whom the demo accounts may create cards. */
const DEMO_SUB_MERCHANT = 1_900_009_001;

/** Returns the initial data of every account. `startDay` is the same as for `demoCards`. */
export function demoAccount(startDay: number): AccountSeed {
  const days = demoDays(startDay);
  const cards = demoCards(startDay);
  return {
    cards,
    codes: [...demoCodes(days), ...demoMembers(days)],
    deposited: DEMO_DEPOSITED,
    rules: demoRules(days),
    stats: demoStats(cards, startDay),
    subMerchants: [DEMO_SUB_MERCHANT],
  };
}
