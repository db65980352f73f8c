import { type CardSeed, CardStore } from './cards.js';
import { type CodeSeed, CodeStore } from './codes.js';
import { type RuleSeed, RuleStore } from './pay-gift-rules.js';
import { type StatsSeed, StatsStore } from './stats.js';

/** The initial data of an account. */
export interface AccountSeed {
  readonly cards: readonly CardSeed[];
  readonly codes?: readonly CodeSeed[];
  /** Custom codes that no user has claimed yet. */
  readonly deposited?: readonly Pick<CodeSeed, 'cardId' | 'code'>[];
  readonly rules?: readonly RuleSeed[];
  readonly stats?: readonly StatsSeed[];
}

/** Settings of one emulator. They apply to all its accounts. */
export interface AccountSettings {
  readonly seed: AccountSeed;
  /** Duration of the review after an update, seconds. Absent: a review never ends by itself. */
  readonly reviewSeconds?: number | undefined;
  /** Whether a list of pay-gift rules includes their ids, which the documented list does not. Default true. */
  readonly listRuleIds?: boolean | undefined;
}

/** The state of one merchant. A reset creates a new state, so a call that a latency fault still delays changes only the discarded one. */
export class AccountState {
  readonly appid: string;
  readonly cards = new CardStore();
  readonly codes = new CodeStore(this.cards);
  readonly rules = new RuleStore();
  readonly stats: StatsStore;
  readonly reviewSeconds: number | undefined;
  readonly listRuleIds: boolean;

  /** @param now Unix seconds. Durations of the initial statuses of codes start here. */
  constructor(appid: string, { seed, reviewSeconds, listRuleIds }: AccountSettings, now: number) {
    this.appid = appid;
    for (const card of seed.cards) this.cards.add(card);
    for (const code of seed.codes ?? []) this.codes.add(code, now);
    for (const { cardId, code } of seed.deposited ?? []) this.codes.deposit(cardId, code);
    for (const rule of seed.rules ?? []) this.rules.add(rule);
    this.stats = new StatsStore(seed.stats ?? []);
    this.reviewSeconds = reviewSeconds;
    this.listRuleIds = listRuleIds ?? true;
  }

  /** Applies changes that are due to the passage of time. Must run before each call and before the state is returned. */
  settle(now: number): void {
    this.cards.settleReviews(now);
  }
}
