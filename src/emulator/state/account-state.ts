import { Activations } from './activations.js';
import { CardTicket } from './card-ticket.js';
import { type CardSeed, CardStore } from './cards.js';
import { Cells } from './cells.js';
import { type CodeSeed, CodeStore } from './codes.js';
import { LandingPageStore } from './landing-pages.js';
import { type RuleSeed, RuleStore } from './pay-gift-rules.js';
import { QrCodeStore } from './qr-codes.js';
import { type StatsSeed, StatsStore } from './stats.js';
import { Whitelist } from './whitelist.js';

/** The initial data of an account. */
export interface AccountSeed {
  readonly cards: readonly CardSeed[];
  readonly codes?: readonly CodeSeed[];
  /** Deposited custom codes that no user has claimed yet. */
  readonly deposited?: readonly Pick<CodeSeed, 'cardId' | 'code'>[];
  readonly rules?: readonly RuleSeed[];
  readonly stats?: readonly StatsSeed[];
  /** Ids of the sub-merchants for whom the account may create cards. */
  readonly subMerchants?: readonly number[];
}

/** Settings of one emulator, shared by all its accounts. */
export interface AccountSettings {
  readonly seed: AccountSeed;
  /** Duration of the review of a new or updated card, in seconds. If absent, a review never ends by itself. */
  readonly reviewSeconds?: number | undefined;
  /** Whether a list of pay-gift rules includes their ids, which the documented list does not. Defaults to true. */
  readonly listRuleIds?: boolean | undefined;
}

/**
 * All data of one account. A reset creates a new state, so a call that a latency fault still delays changes only the discarded state.
 */
export class AccountState {
  readonly appid: string;
  readonly cards = new CardStore();
  readonly codes = new CodeStore(this.cards);
  readonly rules = new RuleStore();
  readonly whitelist = new Whitelist();
  readonly activations = new Activations();
  readonly cells = new Cells();
  readonly qrCodes = new QrCodeStore();
  /** The nonces of the cardExts with which users claimed cards. */
  readonly usedNonces = new Set<string>();
  readonly pages = new LandingPageStore();
  readonly cardTicket: CardTicket;
  readonly stats: StatsStore;
  readonly subMerchants: ReadonlySet<number>;
  readonly reviewSeconds: number | undefined;
  readonly listRuleIds: boolean;

  /**
   * @param now Unix seconds. The statuses of the seed's codes start at this time.
   * @param cardTicket the ticket of the state before a reset.
   */
  constructor(
    appid: string,
    { seed, reviewSeconds, listRuleIds }: AccountSettings,
    now: number,
    cardTicket = new CardTicket(),
  ) {
    this.appid = appid;
    this.cardTicket = cardTicket;
    for (const card of seed.cards) this.cards.add(card);
    for (const code of seed.codes ?? []) this.codes.add(code, now);
    for (const { cardId, code } of seed.deposited ?? []) this.codes.deposit(this.cards.require(cardId), code);
    for (const rule of seed.rules ?? []) this.rules.add(rule);
    this.stats = new StatsStore(seed.stats ?? []);
    this.subMerchants = new Set(seed.subMerchants);
    this.reviewSeconds = reviewSeconds;
    this.listRuleIds = listRuleIds ?? true;
  }

  /** Applies changes that depend only on time. Must run before each call and before the state is returned. */
  settle(now: number): void {
    this.cards.settleReviews(now);
  }
}
