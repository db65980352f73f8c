import { DAY_SECONDS } from '../../platform/china-time.js';
import { OLDER_DATE_TYPES } from '../../platform/endpoints/card.wire.js';
import { NEVER_ENDS } from '../../platform/endpoints/code.js';
import { NEW_CODE } from '../../platform/endpoints/deposit.js';
import type { WireMemberCardStatus } from '../../platform/endpoints/member.js';
import { PlatformRefusal } from '../refusal.js';
import { seededRandom } from '../seeded-random.js';
import type { CardStore, StoredCard } from './cards.js';
import { startOfDayAt } from './clock.js';
import { Deposits } from './deposits.js';
import { type Member, newMember } from './members.js';

/** The initial data of a code. Never mutated, because accounts share seeds. */
export interface CodeSeed {
  readonly code: string;
  readonly cardId: string;
  readonly openid: string;
  /** Defaults to NORMAL. */
  readonly status?: WireMemberCardStatus;
  /** When the user received it, in Unix seconds. */
  readonly receivedAt: number;
  readonly outerStr?: string;
  readonly unionid?: string;
  /** The member, for codes of member cards only. Defaults to a member who has filled in nothing. */
  readonly member?: Member;
}

/** Time after which an unaccepted gift times out, by the emulator's clock. 24 hours, as in the platform's public texts (assumed here). */
export const GIFT_WAITS_SECONDS = DAY_SECONDS;

/** One code. It is never removed, regardless of its status. */
export class StoredCode {
  readonly card: StoredCard;
  readonly openid: string;
  readonly receivedAt: number;
  readonly seed: CodeSeed;
  /** Bounds that an activation sets instead of the validity of the card. */
  ownValidity: { readonly begin_time?: number; readonly end_time?: number } = {};
  /** The values that the calls of the three kinds of ticket set, as they were sent. */
  ticket: object | undefined;
  #code: string;
  #status: WireMemberCardStatus;
  #member: Member | undefined;
  /** When the status was set, in Unix seconds. The timeout of a gift starts then. */
  #since: number;

  constructor(card: StoredCard, seed: CodeSeed, now: number) {
    this.card = card;
    this.openid = seed.openid;
    this.receivedAt = seed.receivedAt;
    this.seed = seed;
    this.#code = seed.code;
    this.#status = seed.status ?? 'NORMAL';
    this.#member = seed.member;
    this.#since = now;
  }

  get code(): string {
    return this.#code;
  }

  /** The member, on a code of a member card. */
  get member(): Member | undefined {
    return this.card.cardType === 'MEMBER_CARD' ? (this.#member ?? newMember(this.code)) : undefined;
  }

  /** Whether the code was gifted and accepted. The receiver holds another code. */
  get isGivenAway(): boolean {
    return this.#status === 'GIFT_SUCC';
  }

  /** Returns the status at a time: the one that was set, or the one that follows from the time that has passed. */
  statusAt(now: number): WireMemberCardStatus {
    if (this.#status !== 'NORMAL' && this.#status !== 'GIFTING' && this.#status !== 'GIFT_TIMEOUT') return this.#status;
    // An unaccepted gift returns to the giver, and expires with its validity like any other code (assumed).
    if (now > validityOf(this).end_time) return 'EXPIRE';
    return this.#status === 'GIFTING' && now >= this.#since + GIFT_WAITS_SECONDS ? 'GIFT_TIMEOUT' : this.#status;
  }

  /** True for a NORMAL code within its validity. A gift that timed out is not NORMAL and so not redeemable (assumed). */
  canConsumeAt(now: number): boolean {
    return this.statusAt(now) === 'NORMAL' && now >= validityOf(this).begin_time;
  }

  /** Called only by CodeStore, which updates its index. */
  rename(code: string): void {
    this.#code = code;
  }

  setMember(member: Member): void {
    this.#member = member;
  }

  setStatus(status: WireMemberCardStatus, now: number): void {
    this.#status = status;
    this.#since = now;
  }
}

/**
 * Returns the validity of a code in Unix seconds, both ends inclusive. A fixed term starts on the day of receipt in UTC+8: 90 days from
 * 1 October end on 29 December (documented). A permanent validity begins at 0 and ends past 2^31 (observed).
 */
export function validityOf(stored: StoredCode): { begin_time: number; end_time: number } {
  return { ...cardValidityOf(stored), ...stored.ownValidity };
}

function cardValidityOf({ card, receivedAt }: StoredCode): { begin_time: number; end_time: number } {
  const info = card.payload.base_info.date_info;
  switch (OLDER_DATE_TYPES[info.type] ?? info.type) {
    case 'DATE_TYPE_FIX_TIME_RANGE':
      // The timestamps may be strings (observed).
      return { begin_time: Number(info.begin_timestamp), end_time: Number(info.end_timestamp) };
    case 'DATE_TYPE_FIX_TERM': {
      const begin = startOfDayAt(receivedAt) + (info.fixed_begin_term ?? 0) * DAY_SECONDS;
      const end = begin + (info.fixed_term ?? 0) * DAY_SECONDS - 1;
      // A common last moment of all codes (documented).
      return { begin_time: begin, end_time: Math.min(end, Number(info.end_timestamp ?? end)) };
    }
    default:
      return { begin_time: 0, end_time: NEVER_ENDS };
  }
}

/** The codes of one account, in order of creation. A custom code is unique within its card, any other within the account. */
export class CodeStore {
  readonly #cards: CardStore;
  readonly #inOrder: StoredCode[] = [];
  readonly #byKey = new Map<string, StoredCode>();
  readonly #byOpenid = new Map<string, StoredCode[]>();
  /** Every code of any card, deposited ones included. A code that was renamed still counts (assumed). */
  readonly #everUsed = new Set<string>();
  readonly #deposits = new Map<StoredCard, Deposits>();
  /** Chooses deposited codes. The sequence is the same after every reset. */
  readonly #random = seededRandom();
  #lastNumber = 700_000_000_000;

  constructor(cards: CardStore) {
    this.#cards = cards;
  }

  add(seed: CodeSeed, now: number): StoredCode {
    const card = this.#cards.require(seed.cardId);
    const key = keyOf(card, seed.code);
    if (this.#byKey.has(key)) throw new Error(`Code ${seed.code} exists already`);
    const stored = new StoredCode(card, seed, now);
    this.#inOrder.push(stored);
    this.#byKey.set(key, stored);
    this.#everUsed.add(seed.code);
    this.#deposits.get(card)?.claim(seed.code);
    const existing = this.#byOpenid.get(seed.openid);
    if (existing === undefined) this.#byOpenid.set(seed.openid, [stored]);
    else existing.push(stored);
    return stored;
  }

  /**
   * Adds a custom code that can be claimed but has no holder yet. No call but checkcode finds it. A code that the card has already is a
   * duplicate. A malformed code and one that another card has fail (assumed).
   */
  deposit(card: StoredCard, code: string): 'added' | 'duplicate' | 'failed' {
    if (this.isTaken(card, code) || this.wasDeposited(card, code)) return 'duplicate';
    if (!NEW_CODE.test(code) || this.#everUsed.has(code)) return 'failed';
    const deposits = this.#deposits.get(card) ?? new Deposits();
    this.#deposits.set(card, deposits);
    deposits.add(code);
    this.#everUsed.add(code);
    return 'added';
  }

  /** Returns the number of codes that were ever deposited, including claimed ones (assumed). */
  depositCountOf(card: StoredCard): number {
    return this.#deposits.get(card)?.count ?? 0;
  }

  /** Whether a code was ever deposited, even if it was claimed since (assumed). */
  wasDeposited(card: StoredCard, code: string): boolean {
    return this.#deposits.get(card)?.has(code) ?? false;
  }

  /** Returns one of the deposited codes at random, or undefined if none is left. */
  drawDeposited(card: StoredCard): string | undefined {
    return this.#deposits.get(card)?.draw(this.#random());
  }

  /** Returns the deposited codes that no user has claimed yet. */
  deposits(): { card: StoredCard; code: string }[] {
    return Array.from(this.#deposits, ([card, each]) => each.unclaimed().map((code) => ({ card, code }))).flat();
  }

  /** Returns a code for a new claim. It has twelve digits. The sequence is the same after every reset. */
  nextCode(card: StoredCard): string {
    do this.#lastNumber += 1;
    while (this.isTaken(card, String(this.#lastNumber)));
    return String(this.#lastNumber);
  }

  /** Whether a code conflicts with an existing code of any status or with a deposited code. */
  isTaken(card: StoredCard, code: string): boolean {
    const key = keyOf(card, code);
    return this.#byKey.has(key) || (this.#deposits.get(card)?.isUnclaimed(code) ?? false);
  }

  /** Returns the code, regardless of its status. */
  find(card: StoredCard, code: string): StoredCode | undefined {
    const found = this.#byKey.get(keyOf(card, code));
    return found?.card === card ? found : undefined;
  }

  /**
   * Returns the code that a call names. Without a `card_id`, or with an empty one, a custom code is not found (documented). With the
   * `card_id` of another card, no code is found (assumed). Refuses with 40073 for an unknown card, and with 40056 in every other case,
   * including a code that was gifted and accepted.
   */
  require(code: string, cardId: string | undefined): StoredCode {
    const found = this.lookUp(code, cardId);
    if (found === undefined || found.isGivenAway) throw new PlatformRefusal(40056);
    return found;
  }

  /** Like `require`, but also returns a code that was gifted and accepted, and undefined instead of 40056. */
  lookUp(code: string, cardId: string | undefined): StoredCode | undefined {
    if (code === '') throw new PlatformRefusal(40110);
    return cardId ? this.find(this.#cards.require(cardId), code) : this.#byKey.get(plainKey(code));
  }

  /** Gives a code another value. */
  rename(stored: StoredCode, code: string): void {
    this.#byKey.delete(keyOf(stored.card, stored.code));
    stored.rename(code);
    this.#byKey.set(keyOf(stored.card, code), stored);
    this.#everUsed.add(code);
  }

  /** Returns every code that a user ever had. undefined for a user who never had one. */
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

/** Returns the key of a code. No card_id begins with a line feed, so the two kinds of key never collide. */
function keyOf(card: StoredCard, code: string): string {
  return card.hasCustomCodes ? `${card.id}\n${code}` : plainKey(code);
}

function plainKey(code: string): string {
  return `\n${code}`;
}
