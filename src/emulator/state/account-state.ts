import type { CardEvent } from '../push/message.js';
import { Activations } from './activations.js';
import { giftReturnedEvent, lowStockEvent, reviewEvent } from './card-events.js';
import { CardTicket } from './card-ticket.js';
import { type CardSeed, CardStore, type StoredCard } from './cards.js';
import { Cells } from './cells.js';
import { type CodeSeed, CodeStore, type StoredCode } from './codes.js';
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
  /** Receives the events of all accounts. */
  readonly publish?: ((state: AccountState, event: CardEvent) => void) | undefined;
}

/** A card that once had more codes than `from` sends a notice if at most `to` are left (documented). */
const LOW_STOCK = { from: 200, to: 100 };
/** Minimum time between two notices about the stock of a card (documented). */
const LOW_STOCK_SECONDS = 12 * 3600;

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
  /** Gifts that are waiting to be accepted. */
  readonly #gifts = new Set<StoredCode>();
  /** When the notice about the stock of a card was sent, in Unix seconds. */
  readonly #lowStockAt = new WeakMap<StoredCard, number>();
  readonly #publish: AccountSettings['publish'];

  /**
   * @param now Unix seconds. The statuses of the seed's codes start at this time.
   * @param cardTicket the ticket of the state before a reset.
   */
  constructor(
    appid: string,
    { seed, reviewSeconds, listRuleIds, publish }: AccountSettings,
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
    this.#publish = publish;
  }

  /** Reports a change to the account's URL. */
  publish(event: CardEvent): void {
    this.#publish?.(this, event);
  }

  /** Applies changes that depend only on time. Must run before each call and before the state is returned. */
  settle(now: number): void {
    for (const card of this.cards.settleReviews(now)) this.publish(reviewEvent(card));
    for (const code of this.#gifts) {
      const status = code.statusAt(now);
      if (status === 'GIFTING') continue;
      this.#gifts.delete(code);
      if (status === 'GIFT_TIMEOUT') this.publish(giftReturnedEvent(code));
    }
  }

  /** Ends the review of a card with its result. The reason is that of a refusal. */
  endReview(card: StoredCard, passed: boolean, reason?: string): void {
    this.cards.endReview(card, passed, reason);
    this.publish(reviewEvent(card));
  }

  /** Reports when an unaccepted gift returns to its giver. */
  watchGift(code: StoredCode): void {
    this.#gifts.add(code);
  }

  /** Reports a low stock, when a user claims a card or tries to. */
  checkStock(card: StoredCard, now: number): void {
    const { quantity, total_quantity: total = 0 } = card.payload.base_info.sku;
    if (total <= LOW_STOCK.from || quantity > LOW_STOCK.to) return;
    const sentAt = this.#lowStockAt.get(card);
    // A clock that was set back leaves a time in the future.
    if (sentAt !== undefined && Math.abs(now - sentAt) < LOW_STOCK_SECONDS) return;
    this.#lowStockAt.set(card, now);
    this.publish(lowStockEvent(card));
  }
}
