import { Deadline } from '../deadline.js';
import type { Account, PlatformClient } from '../platform/client.js';
import { card } from '../platform/endpoints/card.js';
import { BATCHGET_MAX_COUNT } from '../platform/endpoints/card.wire.js';
import { PlatformError } from '../platform/errors.js';
import { int, list, texts } from '../platform/wire.js';
import type { AccountSharing, SharedCard } from './account-sharing.js';
import type { CallPace } from './call-pace.js';
import type { ReadFields } from './card-fields.js';
import { CardIndex, type ReadStart } from './card-index.js';
import { FailurePause, isGeneral } from './failure-pause.js';
import { FirstWait } from './first-wait.js';
import { isOutdated } from './outdated.js';

/** Calls of one index in flight. */
const CONCURRENCY = 4;

/** Age below which a card is not read again by the sweep, milliseconds. */
const SWEEP_AGE_MS = 600_000;

/** Interval between two reads of the listing, milliseconds. */
const LISTING_INTERVAL_MS = 300_000;

/**
 * Delay between a change of a card and reading it again, milliseconds. A write of this server evicts the card before and after it and then
 * reads it back, which makes a further read unnecessary.
 */
const REREAD_DELAY_MS = 30;

/** The same if another replica builds the index. It reads the card and announces it, unless it has just ended. */
const REREAD_ELSEWHERE_MS = 1000;

/** Interval at which an index without work searches for cards to sweep, milliseconds. */
const IDLE_MS = 1000;

/** Time after which a card that could not be read is read again, milliseconds. */
const RETRY_CARD_MS = 600_000;

/** Why the index calls the platform: for the listing, for a new card, for a changed card, or for the card that was read longest ago. */
export const INDEX_CALLS = ['listing', 'build', 'change', 'sweep'] as const;
export type IndexCall = (typeof INDEX_CALLS)[number];

export interface AccountIndexOptions {
  readonly account: Account;
  readonly platform: Pick<PlatformClient, 'bind'>;
  readonly readFields: ReadFields;
  readonly pace: CallPace;
  readonly maxCards: number;
  /** Timeout of a call, milliseconds. */
  readonly callTimeoutMs: number;
  /** Returns whether the memory of all indexes allows for more cards in this one. May remove other indexes. */
  readonly makeRoom: () => boolean;
  readonly onCall: (purpose: IndexCall) => void;
  /** Undefined: the index is not shared with other replicas. */
  readonly sharing?: AccountSharing | undefined;
}

/** One read of the whole listing. */
interface Pass {
  /** Unix milliseconds. */
  readonly startedAt: number;
  offset: number;
  readonly seen: Set<string>;
}

interface Task {
  readonly purpose: IndexCall;
  readonly run: (deadline: Deadline) => Promise<unknown>;
  /** The card that it reads. */
  readonly cardId?: string;
}

/** The index of one account, and the calls that build it and keep it up to date. */
export class AccountIndex {
  readonly cards: CardIndex;
  readonly #options: AccountIndexOptions;
  readonly #createdAt = Date.now();
  /** Listed cards that were not read yet. */
  readonly #missing = new Set<string>();
  /** Changed cards, with the time from which they are read again, by `performance.now()`. */
  readonly #changed = new Map<string, number>();
  /** Cards that could not be read, with the time of the next attempt, by `performance.now()`. */
  readonly #failed = new Map<string, number>();
  readonly #reading = new Set<string>();
  readonly #deadlines = new Set<Deadline>();
  #pass: Pass | undefined;
  #isListing = false;
  /** Start of the last complete read of the listing, Unix milliseconds. */
  #listedAt: number | undefined;
  /** When the listing is read next, by `performance.now()`. */
  #listingDueAt = 0;
  /** Whether the account has cards that exceed a limit. */
  #isTruncated = false;
  /** Cards that were read before are swept regardless of their age, Unix milliseconds. */
  #sweepBefore = 0;
  readonly #pause = new FailurePause();
  #timer: NodeJS.Timeout | undefined;
  /** When the timer elapses, by `performance.now()`. */
  #proceedsAt = Number.POSITIVE_INFINITY;
  #isClosed = false;
  readonly #firstWait = new FirstWait();

  constructor(options: AccountIndexOptions) {
    this.#options = options;
    this.cards = new CardIndex(options.readFields);
    this.#seed().finally(() => this.#proceed());
  }

  /** Resolves when the index is complete for the first time, at most a second after it was created, or when the deadline ends. */
  ready(deadline: Deadline): Promise<void> {
    return this.#firstWait.within(deadline);
  }

  /** Whether every card of the account is found. */
  get isComplete(): boolean {
    if (this.#listedAt === undefined || this.#isTruncated || this.#missing.size > 0) return false;
    for (const cardId of this.#failed.keys()) if (!this.cards.has(cardId)) return false;
    return true;
  }

  /** When the oldest part was read, Unix milliseconds: the listing or a card. */
  get asOf(): number {
    const listedAt = this.#listedAt ?? this.#createdAt;
    return Math.min(listedAt, this.cards.oldestReadAt ?? listedAt);
  }

  get state() {
    const { isComplete, asOf, cards } = this;
    return { cards: cards.size, bytes: cards.bytes, asOf, isComplete };
  }

  /** Stores a response of card/get. */
  put(cardId: string, answer: Readonly<Record<string, unknown>>, start: ReadStart): void {
    const json = this.#store(cardId, answer, start) ? this.cards.json(cardId) : undefined;
    if (json !== undefined) this.#options.sharing?.share({ id: cardId, readAt: start.readAt, card: json.toString() });
  }

  /** Stores a card that another replica has read, unless it is outdated. The card is then read again. */
  receive(shared: SharedCard): void {
    const { id, readAt, card } = shared;
    const start = { ...this.cards.begin(), readAt };
    if (isOutdated(shared, this.cards, this.#options.readFields)) {
      if (card !== this.cards.json(id)?.toString()) this.changed(id);
    } else if (card === undefined) this.#drop(id, start);
    else this.#store(id, { card: JSON.parse(card) }, start);
  }

  /** Records that another replica has deleted a card. */
  receiveDeletion(cardId: string): void {
    this.cards.markDeleted(cardId);
    if (this.cards.has(cardId)) this.#reread(cardId);
  }

  /** Records that another replica has a complete index. */
  receiveListing(listedAt: number): void {
    this.#listedAt = Math.max(listedAt, this.#listedAt ?? 0);
    this.#checkComplete();
  }

  /** @returns whether the card is now up to date */
  #store(cardId: string, answer: Readonly<Record<string, unknown>>, start: ReadStart): boolean {
    if (this.#isClosed) return false;
    const isNew = !this.cards.has(cardId);
    const wasDeleted = this.cards.isDeleted(cardId);
    if (isNew && this.cards.size >= this.#options.maxCards) {
      this.#isTruncated = true;
      return false;
    }
    const isCurrent = this.cards.put(cardId, answer, start);
    // A read that was sent before the deletion. Deleted cards are never restored.
    if (wasDeleted && this.cards.isStale(cardId)) this.cards.markDeleted(cardId);
    if (isNew && this.cards.has(cardId) && !this.#options.makeRoom()) {
      this.cards.remove(cardId, this.cards.begin());
      this.#isTruncated = true;
      return false;
    }
    if (!this.cards.has(cardId)) return false;
    this.#missing.delete(cardId);
    this.#failed.delete(cardId);
    if (isCurrent) this.#changed.delete(cardId);
    else if (this.cards.isStale(cardId) && !this.#changed.has(cardId)) this.#reread(cardId);
    this.#checkComplete();
    return isCurrent;
  }

  /** Removes a card that the platform reported as not found. */
  remove(cardId: string, start: ReadStart): void {
    this.#drop(cardId, start);
    this.#options.sharing?.share({ id: cardId, readAt: start.readAt, card: undefined });
  }

  #drop(cardId: string, start: ReadStart): void {
    this.cards.remove(cardId, start);
    for (const ids of [this.#missing, this.#changed, this.#failed]) ids.delete(cardId);
    this.#checkComplete();
  }

  /** Marks a card as changed and reads it again. */
  changed(cardId: string): void {
    this.cards.markStale(cardId);
    if (this.cards.has(cardId)) this.#reread(cardId);
  }

  /** Records that this replica has deleted a card, and reads it again. */
  deleted(cardId: string): void {
    this.receiveDeletion(cardId);
    this.#options.sharing?.shareDeletion(cardId);
  }

  /** Reads all cards again, those that were read longest ago first, because an unknown number of them may have changed. */
  allChanged(): void {
    this.#sweepBefore = Date.now();
    this.#proceed();
  }

  /** Reads the listing again. */
  listingChanged(): void {
    this.#listingDueAt = 0;
    this.#proceed();
  }

  close(): void {
    this.#isClosed = true;
    this.#options.sharing?.close();
    clearTimeout(this.#timer);
    for (const deadline of this.#deadlines) deadline.end('cancelled');
    this.#firstWait.end();
  }

  #reread(cardId: string): void {
    const delayMs = this.#isBuilder ? REREAD_DELAY_MS : REREAD_ELSEWHERE_MS;
    this.#changed.delete(cardId);
    this.#changed.set(cardId, performance.now() + delayMs);
    this.#proceed(delayMs);
  }

  get #isBuilder(): boolean {
    return this.#options.sharing?.isBuilder ?? true;
  }

  #checkComplete(): void {
    if (!this.isComplete) return;
    this.#firstWait.end();
    const { sharing } = this.#options;
    if (sharing?.isBuilder && this.#listedAt !== undefined) sharing.shareListing(this.#listedAt);
  }

  /** Loads the cards that other replicas have read, or this one before a restart. */
  async #seed(): Promise<void> {
    const { sharing } = this.#options;
    if (sharing === undefined) return;
    // A change after this turn makes a loaded card stale.
    const { turn } = this.cards.begin();
    const listedAt = await sharing.load(({ id, readAt, card }) => {
      if (card !== undefined && !this.cards.has(id)) this.#store(id, { card: JSON.parse(card) }, { turn, readAt });
    });
    this.cards.sortByAge();
    if (listedAt !== undefined) this.receiveListing(listedAt);
  }

  /** Continues with the next calls in some milliseconds, or earlier if it will anyway. */
  #proceed(ms = 0): void {
    const at = performance.now() + ms;
    if (this.#isClosed || at >= this.#proceedsAt) return;
    clearTimeout(this.#timer);
    this.#proceedsAt = at;
    this.#timer = setTimeout(() => {
      this.#proceedsAt = Number.POSITIVE_INFINITY;
      this.#startCalls();
    }, ms).unref();
  }

  /** Starts calls as the pace allows, then waits for the next one. */
  #startCalls(): void {
    while (!this.#isClosed && this.#reading.size + (this.#isListing ? 1 : 0) < CONCURRENCY) {
      const waitMs = Math.max(this.#pause.waitMs, this.#options.pace.waitMs);
      const task = waitMs > 0 ? undefined : this.#nextTask();
      if (task === undefined) {
        const idleMs = this.#changed.size > 0 ? REREAD_DELAY_MS : IDLE_MS;
        this.#proceed(waitMs > 0 ? waitMs : idleMs);
        break;
      }
      this.#options.pace.take();
      this.#run(task);
    }
  }

  #nextTask(): Task | undefined {
    const now = performance.now();
    for (const [cardId, dueAt] of this.#changed) {
      if (dueAt > now) break;
      if (!this.cards.isStale(cardId)) this.#changed.delete(cardId);
      else if (!this.#isOccupied(cardId)) return this.#readOf(cardId, 'change');
    }
    if (!this.#isBuilder) return undefined;
    if (!this.#isListing && (this.#pass !== undefined || now >= this.#listingDueAt)) {
      return { purpose: 'listing', run: (deadline) => this.#readListing(deadline) };
    }
    if (!this.#isTruncated) {
      for (const cardId of this.#missing) if (!this.#isOccupied(cardId)) return this.#readOf(cardId, 'build');
    }
    for (const cardId of this.cards.ids()) {
      const readAt = this.cards.readAt(cardId) ?? 0;
      if (readAt >= this.#sweepBefore && Date.now() - readAt < SWEEP_AGE_MS) break;
      if (!this.#isOccupied(cardId)) return this.#readOf(cardId, 'sweep');
    }
    return undefined;
  }

  /** Returns whether a card is being read, or could not be read recently. */
  #isOccupied(cardId: string): boolean {
    return this.#reading.has(cardId) || (this.#failed.get(cardId) ?? 0) > performance.now();
  }

  #readOf(cardId: string, purpose: IndexCall): Task {
    const { account, platform } = this.#options;
    // Requests may need a changed card again. All other cards would evict the ones that they do need.
    const options = { fresh: true, isCached: purpose === 'change' };
    const run = (deadline: Deadline) => platform.bind(account, deadline).call(card.get, { card_id: cardId }, options);
    return { purpose, run, cardId };
  }

  async #run({ purpose, run, cardId }: Task): Promise<void> {
    const deadline = new Deadline(this.#options.callTimeoutMs);
    this.#deadlines.add(deadline);
    if (cardId === undefined) this.#isListing = true;
    else this.#reading.add(cardId);
    this.#options.onCall(purpose);
    try {
      await run(deadline);
      this.#pause.succeeded();
      // A card that cannot be stored, for example because it is too large.
      if (cardId !== undefined && !this.cards.has(cardId) && !this.#isTruncated) this.#fail(cardId);
    } catch (error) {
      this.#pauseAfter(error, cardId);
    } finally {
      deadline.close();
      this.#deadlines.delete(deadline);
      if (cardId === undefined) this.#isListing = false;
      else this.#reading.delete(cardId);
      this.#proceed();
    }
  }

  /** Reads one page of the listing, and ends the pass after the last one. */
  async #readListing(deadline: Deadline): Promise<void> {
    const { account, platform, maxCards } = this.#options;
    this.#pass ??= { startedAt: Date.now(), offset: 0, seen: new Set() };
    const pass = this.#pass;
    const request = { offset: pass.offset, count: BATCHGET_MAX_COUNT };
    const answer = await platform.bind(account, deadline).call(card.batchget, request, { fresh: true });
    const cardIds = texts(list(answer.card_id_list)).slice(0, BATCHGET_MAX_COUNT);
    pass.offset += BATCHGET_MAX_COUNT;
    for (const cardId of cardIds) {
      pass.seen.add(cardId);
      if (!this.cards.has(cardId)) this.#missing.add(cardId);
    }
    const isOver = pass.offset >= maxCards && pass.offset < (int(answer.total_num) ?? 0);
    if (cardIds.length === 0 || isOver || pass.offset >= (int(answer.total_num) ?? 0)) this.#endPass(pass, isOver);
  }

  #endPass({ startedAt, seen }: Pass, isTruncated: boolean): void {
    this.#pass = undefined;
    this.#listedAt = startedAt;
    this.#isTruncated = isTruncated || !this.#options.makeRoom();
    this.#listingDueAt = performance.now() + LISTING_INTERVAL_MS;
    for (const cardId of this.#missing) if (!seen.has(cardId)) this.#missing.delete(cardId);
    for (const cardId of this.#failed.keys()) if (!seen.has(cardId)) this.#failed.delete(cardId);
    // Either the card does not exist any more, or the listing shifted while it was read.
    for (const cardId of this.cards.ids()) {
      const isExpected = seen.has(cardId) || this.cards.isDeleted(cardId);
      if (!isTruncated && !isExpected && (this.cards.readAt(cardId) ?? 0) < startedAt) this.changed(cardId);
    }
    this.#checkComplete();
  }

  /** Pauses after a failure that does not concern one card. */
  #pauseAfter(error: unknown, cardId: string | undefined): void {
    if (!(error instanceof PlatformError)) {
      // The account was removed meanwhile.
      this.close();
      return;
    }
    if (error.kind === 'notFound' && cardId !== undefined) {
      this.remove(cardId, this.cards.begin());
    } else if (isGeneral(error) || cardId === undefined) {
      this.#pause.failed(error);
    } else {
      this.#fail(cardId);
    }
  }

  #fail(cardId: string): void {
    this.#missing.delete(cardId);
    this.#failed.set(cardId, performance.now() + RETRY_CARD_MS);
  }
}
