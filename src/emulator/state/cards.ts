import {
  type CardGetAnswer,
  type CardObject,
  type CardPayload,
  DEPOSIT_MODE,
  payloadKey,
  type WireCardType,
} from '../../platform/endpoints/card.wire.js';
import { PlatformRefusal, Prepared } from '../refusal.js';

/** The initial data of a card: its type, and its payload with `base_info.id`. Never mutated, because accounts share seeds. */
export interface CardSeed {
  readonly cardType: WireCardType;
  readonly payload: CardPayload;
}

const APPROVED_STATUSES: readonly string[] = ['CARD_STATUS_VERIFY_OK', 'CARD_STATUS_DISPATCH'];

/** One card of an account. Its payload is replaced, never mutated, so that the bytes of card/get can be cached. */
export class StoredCard {
  readonly id: string;
  readonly cardType: WireCardType;
  #payload: CardPayload;
  #getResponse: Prepared<CardGetAnswer> | undefined;
  #refuseReason: string | undefined;

  constructor(seed: CardSeed) {
    this.id = seed.payload.base_info.id;
    this.cardType = seed.cardType;
    this.#payload = seed.payload;
  }

  get payload(): CardPayload {
    return this.#payload;
  }

  get status(): string {
    return this.#payload.base_info.status;
  }

  /** Whether it has passed its review. */
  get isApproved(): boolean {
    return APPROVED_STATUSES.includes(this.status);
  }

  /** Whether the merchant supplies the codes. */
  get hasCustomCodes(): boolean {
    return this.#payload.base_info.use_custom_code ?? false;
  }

  /** Whether the merchant deposits the codes in advance, and the platform chooses one for each claim. */
  get hasDepositedCodes(): boolean {
    return this.hasCustomCodes && this.#payload.base_info.get_custom_code_mode === DEPOSIT_MODE;
  }

  /** Whether the merchant supplies a code with each QR code or cardExt. */
  get hasSuppliedCodes(): boolean {
    return this.hasCustomCodes && !this.hasDepositedCodes;
  }

  replace(payload: CardPayload): void {
    this.#payload = payload;
    this.#getResponse = undefined;
  }

  /** The reason for which the last review refused the card, if one was given. No call returns it. */
  get refuseReason(): string | undefined {
    return this.#refuseReason;
  }

  setStatus(status: string, refuseReason?: string): void {
    this.#refuseReason = refuseReason;
    this.replace({ ...this.#payload, base_info: { ...this.#payload.base_info, status } });
  }

  /** Returns the card object of card/get. */
  toObject(): CardObject {
    const object: CardObject = { card_type: this.cardType };
    object[payloadKey(this.cardType) as Lowercase<WireCardType>] = this.#payload;
    return object;
  }

  /** Returns the response of card/get, cached until the next change. */
  getResponse(): Prepared<CardGetAnswer> {
    this.#getResponse ??= new Prepared<CardGetAnswer>({ card: this.toObject() });
    return this.#getResponse;
  }
}

/** The orders in which card/batchget can list cards. The documents do not specify one. */
export const LISTING_ORDERS = ['oldest', 'newest'] as const;
export type ListingOrder = (typeof LISTING_ORDERS)[number];

/** The cards of one account, indexed by id, in order of creation. Deleted cards remain. */
export class CardStore {
  /** The order of `page`. */
  listingOrder: ListingOrder = 'oldest';
  readonly #inOrder: StoredCard[] = [];
  readonly #byId = new Map<string, StoredCard>();
  readonly #countByType = new Map<WireCardType, number>();
  /** Cards whose review ends by itself, with the end in Unix seconds. */
  readonly #reviewEnds = new Map<StoredCard, number>();

  get size(): number {
    return this.#inOrder.length;
  }

  countOf(cardType: WireCardType): number {
    return this.#countByType.get(cardType) ?? 0;
  }

  add(seed: CardSeed): StoredCard {
    const card = new StoredCard(seed);
    if (this.#byId.has(card.id)) throw new Error(`Card id ${card.id} exists already`);
    this.#inOrder.push(card);
    this.#byId.set(card.id, card);
    this.#countByType.set(card.cardType, this.countOf(card.cardType) + 1);
    return card;
  }

  find(id: string): StoredCard | undefined {
    return this.#byId.get(id);
  }

  /** Returns the card, or refuses the call with 40073 if the card_id is unknown. */
  require(id: string): StoredCard {
    const card = this.find(id);
    if (card === undefined) throw new PlatformRefusal(40073);
    return card;
  }

  /** Returns the card for a call that changes it. Refuses a deleted card with 40078 (assumed). */
  requireNotDeleted(id: string): StoredCard {
    const card = this.require(id);
    if (card.status === 'CARD_STATUS_DELETE') throw new PlatformRefusal(40078);
    return card;
  }

  /** Returns up to `count` ids from `offset` in the list of cards with one of the statuses, in their current spelling. No statuses means all cards. */
  page(offset: number, count: number, statuses: readonly string[]): string[] {
    const listed = this.listingOrder === 'newest' ? this.#inOrder.toReversed() : this.#inOrder;
    if (statuses.length === 0) return listed.slice(offset, offset + count).map((card) => card.id);
    const ids: string[] = [];
    let toSkip = offset;
    for (const card of listed) {
      if (ids.length === count) break;
      if (!statuses.includes(card.status)) continue;
      if (toSkip > 0) toSkip -= 1;
      else ids.push(card.id);
    }
    return ids;
  }

  all(): readonly StoredCard[] {
    return this.#inOrder;
  }

  /** Sends a card to review. `endsAt` is in Unix seconds. */
  startReview(card: StoredCard, endsAt: number): void {
    card.setStatus('CARD_STATUS_NOT_VERIFY');
    this.#reviewEnds.set(card, endsAt);
  }

  /** Ends the review of a card with its result. The reason is that of a refusal. */
  endReview(card: StoredCard, passed: boolean, reason?: string): void {
    this.#reviewEnds.delete(card);
    if (passed) card.setStatus('CARD_STATUS_VERIFY_OK');
    else card.setStatus('CARD_STATUS_VERIFY_FAIL', reason);
  }

  /** Approves the cards whose review has ended, and returns them. Does nothing if no review has an end. */
  settleReviews(now: number): StoredCard[] {
    const approved: StoredCard[] = [];
    for (const [card, endsAt] of this.#reviewEnds) {
      if (endsAt > now) continue;
      this.#reviewEnds.delete(card);
      if (card.status !== 'CARD_STATUS_NOT_VERIFY') continue;
      card.setStatus('CARD_STATUS_VERIFY_OK');
      approved.push(card);
    }
    return approved;
  }
}
