import { DAY_SECONDS } from '../../platform/china-time.js';
import { NEVER_ENDS } from '../../platform/endpoints/code.js';
import type { WireMemberCardStatus } from '../../platform/endpoints/member.js';
import { PlatformRefusal } from '../refusal.js';
import type { CardStore, StoredCard } from './cards.js';
import { startOfDayAt } from './clock.js';
import type { Member } from './members.js';

/** The initial data of a code. Never changed in place, because accounts share it. */
export interface CodeSeed {
  readonly code: string;
  readonly cardId: string;
  readonly openid: string;
  /** Absent: NORMAL. */
  readonly status?: WireMemberCardStatus;
  /** When the user got it, Unix seconds. */
  readonly receivedAt: number;
  readonly outerStr?: string;
  readonly unionid?: string;
  /** The member's data. Present only for member cards. Absent: a member who has filled in nothing. */
  readonly member?: Member;
}

/** How long a gift can be accepted, by the emulator's clock. The platform's public documentation states 24 hours (assumed here). */
export const GIFT_WAITS_SECONDS = DAY_SECONDS;

/** A code. It is never removed from the store, regardless of its status. */
export class StoredCode {
  readonly card: StoredCard;
  readonly openid: string;
  readonly receivedAt: number;
  readonly seed: CodeSeed;
  #code: string;
  #status: WireMemberCardStatus;
  /** When the status was set, in Unix seconds. The timeout of a gift starts here. */
  #statusSetAt: number;

  constructor(card: StoredCard, seed: CodeSeed, now: number) {
    this.card = card;
    this.openid = seed.openid;
    this.receivedAt = seed.receivedAt;
    this.seed = seed;
    this.#code = seed.code;
    this.#status = seed.status ?? 'NORMAL';
    this.#statusSetAt = now;
  }

  get code(): string {
    return this.#code;
  }

  /** Whether the code was given to another user and accepted. The recipient has a different code. */
  get isGivenAway(): boolean {
    return this.#status === 'GIFT_SUCC';
  }

  /** Returns the status at a time, including changes that happen only through the passage of time. */
  statusAt(now: number): WireMemberCardStatus {
    if (this.#status !== 'NORMAL' && this.#status !== 'GIFTING' && this.#status !== 'GIFT_TIMEOUT') return this.#status;
    // A gift that was not accepted returns to its giver and expires with its validity like any other code (assumed).
    if (now > validityOf(this).end_time) return 'EXPIRE';
    return this.#status === 'GIFTING' && now >= this.#statusSetAt + GIFT_WAITS_SECONDS ? 'GIFT_TIMEOUT' : this.#status;
  }

  /** Whether the code can be redeemed: it is NORMAL and within its validity. A timed-out gift is not NORMAL, so it cannot (assumed). */
  canConsumeAt(now: number): boolean {
    return this.statusAt(now) === 'NORMAL' && now >= validityOf(this).begin_time;
  }

  /** Called only by CodeStore, which updates its indexes. */
  rename(code: string): void {
    this.#code = code;
  }

  setStatus(status: WireMemberCardStatus, now: number): void {
    this.#status = status;
    this.#statusSetAt = now;
  }
}

/**
 * Returns the period in which a code can be used, in Unix seconds, both ends included. A fixed term counts from the day of receipt in
 * UTC+8: 90 days from 1 October end on 29 December (documented). A permanent validity begins at 0 and ends past 2^31 (observed).
 */
export function validityOf({ card, receivedAt }: Pick<StoredCode, 'card' | 'receivedAt'>): {
  begin_time: number;
  end_time: number;
} {
  const info = card.payload.base_info.date_info;
  switch (info.type) {
    case 'DATE_TYPE_FIX_TIME_RANGE':
      // The timestamps may be strings (observed).
      return { begin_time: Number(info.begin_timestamp), end_time: Number(info.end_timestamp) };
    case 'DATE_TYPE_FIX_TERM': {
      const begin = startOfDayAt(receivedAt) + (info.fixed_begin_term ?? 0) * DAY_SECONDS;
      return { begin_time: begin, end_time: begin + (info.fixed_term ?? 0) * DAY_SECONDS - 1 };
    }
    default:
      return { begin_time: 0, end_time: NEVER_ENDS };
  }
}

/** The codes of one account, in order of creation. A custom code is unique to its card, any other to the account. */
export class CodeStore {
  readonly #cards: CardStore;
  readonly #inOrder: StoredCode[] = [];
  readonly #byKey = new Map<string, StoredCode>();
  readonly #byOpenid = new Map<string, StoredCode[]>();
  /** Keys of deposited custom codes that no user has claimed yet. */
  readonly #deposited = new Set<string>();
  #lastNumber = 700_000_000_000;

  constructor(cards: CardStore) {
    this.#cards = cards;
  }

  add(seed: CodeSeed, now: number): StoredCode {
    const card = this.#cards.require(seed.cardId);
    const key = keyOf(card, seed.code);
    if (this.#byKey.has(key)) throw new Error(`code ${seed.code} already exists; use another one`);
    const stored = new StoredCode(card, seed, now);
    this.#inOrder.push(stored);
    this.#byKey.set(key, stored);
    this.#deposited.delete(key);
    const existing = this.#byOpenid.get(seed.openid);
    if (existing === undefined) this.#byOpenid.set(seed.openid, [stored]);
    else existing.push(stored);
    return stored;
  }

  /** Adds a custom code that can be claimed but has no owner yet. No call finds it. */
  deposit(cardId: string, code: string): void {
    this.#deposited.add(keyOf(this.#cards.require(cardId), code));
  }

  /** Returns a code for a new claim: twelve digits, in the same sequence after every reset. */
  nextCode(card: StoredCard): string {
    do this.#lastNumber += 1;
    while (this.isTaken(card, String(this.#lastNumber)));
    return String(this.#lastNumber);
  }

  /** Whether a code of this card conflicts with another one, including deposited codes and codes that are no longer usable. */
  isTaken(card: StoredCard, code: string): boolean {
    const key = keyOf(card, code);
    return this.#byKey.has(key) || this.#deposited.has(key);
  }

  /** Returns the code regardless of its status. */
  find(card: StoredCard, code: string): StoredCode | undefined {
    const found = this.#byKey.get(keyOf(card, code));
    return found?.card === card ? found : undefined;
  }

  /**
   * Returns the code that a call refers to. A custom code is not found without a card_id or with an empty one (documented). No code is
   * found with the card_id of another card (assumed). Throws 40073 for an unknown card and 40056 in every other case, including a code that
   * was given away and accepted.
   */
  require(code: string, cardId: string | undefined): StoredCode {
    const found = this.lookUp(code, cardId);
    if (found === undefined || found.isGivenAway) throw new PlatformRefusal(40056);
    return found;
  }

  /** Like `require`, but returns undefined for an unknown code and includes codes that were given away. */
  lookUp(code: string, cardId: string | undefined): StoredCode | undefined {
    if (code === '') throw new PlatformRefusal(40110);
    return cardId ? this.find(this.#cards.require(cardId), code) : this.#byKey.get(plainKey(code));
  }

  /** Replaces the value of a code. */
  rename(stored: StoredCode, code: string): void {
    this.#byKey.delete(keyOf(stored.card, stored.code));
    stored.rename(code);
    this.#byKey.set(keyOf(stored.card, code), stored);
  }

  /** Returns every code that the user has ever had, or undefined for a user who never had one. */
  of(openid: string): readonly StoredCode[] | undefined {
    return this.#byOpenid.get(openid);
  }

  openids(): Iterable<string> {
    return this.#byOpenid.keys();
  }

  all(): readonly StoredCode[] {
    return this.#inOrder;
  }
}

/** Returns the index key. No card_id begins with a line feed, so the two types of keys never collide. */
function keyOf(card: StoredCard, code: string): string {
  return card.hasCustomCodes ? `${card.id}\n${code}` : plainKey(code);
}

function plainKey(code: string): string {
  return `\n${code}`;
}
