import type { IndexConfig } from '../config/config.js';
import type { Deadline } from '../deadline.js';
import type { Account, ClientFollower, PlatformClient } from '../platform/client.js';
import { card } from '../platform/endpoints/card.js';
import { PlatformError } from '../platform/errors.js';
import { accountKey, partsOf, type RequestKey, type UpstreamReply } from '../platform/interceptor.js';
import type { Store } from '../store/store.js';
import { AccountIndex, type IndexCall } from './account-index.js';
import { SharedIndexes } from './account-sharing.js';
import { CallPace } from './call-pace.js';
import type { ReadFields } from './card-fields.js';
import type { SearchPage, SearchResult } from './card-index.js';
import type { SearchFilter } from './card-table.js';

export interface CardIndexesOptions {
  readonly platform: PlatformClient;
  readonly readFields: ReadFields;
  readonly limits: IndexConfig;
  /** Timeout of a call, milliseconds. */
  readonly callTimeoutMs: number;
  /** With Redis, replicas share their indexes. */
  readonly store: Store;
  /** Counts the calls of the indexes. */
  readonly onCall?: ((purpose: IndexCall) => void) | undefined;
}

/** The state of the index of an account, for metrics. */
export interface IndexState {
  readonly appid: string;
  readonly cards: number;
  readonly bytes: number;
  /** Unix milliseconds. */
  readonly asOf: number;
  readonly isComplete: boolean;
}

/** The result of a search, and what it covers. */
export interface CoveredResult extends SearchResult {
  /** When the oldest part of the index was read, Unix milliseconds: the listing or a card. */
  readonly asOf: number;
  /** Whether the index has every card of the account. */
  readonly isComplete: boolean;
  readonly indexedCards: number;
}

/** Searches the cards of one account. */
export interface CardSearch {
  search(filter: SearchFilter, page: SearchPage, deadline: Deadline): Promise<CoveredResult>;
}

/**
 * The indexes of all accounts. The first search of an account creates its index. Beyond the size limit, the index that was searched least
 * recently is removed.
 */
export class CardIndexes {
  readonly #options: CardIndexesOptions;
  /** By `accountKey`, the one that was searched least recently first. */
  readonly #indexes = new Map<string, AccountIndex>();
  /** Remain when an index is removed, so that creating it again does not exceed the limit. */
  readonly #paces = new Map<string, CallPace>();
  readonly #appids = new Map<string, string>();
  readonly #shared: SharedIndexes | undefined;

  constructor(options: CardIndexesOptions) {
    this.#options = options;
    const follower: ClientFollower = {
      exchange: (call) => this.#exchange(call),
      evicted: (key) => this.#evicted(key),
    };
    options.platform.follow(follower);
    this.#shared = SharedIndexes.of(options.store, (account) => this.#indexes.get(account));
  }

  of(account: Account): CardSearch {
    return {
      search: async (filter, page, deadline) => {
        const index = this.#indexOf(account);
        await index.ready(deadline);
        const result = index.cards.search(filter, page);
        const { asOf, isComplete, cards } = index;
        return { ...result, asOf, isComplete, indexedCards: cards.size };
      },
    };
  }

  /** Returns the state of each index, for metrics. */
  states(): IndexState[] {
    return [...this.#indexes].map(([key, { state }]) => ({ appid: this.#appids.get(key) ?? '', ...state }));
  }

  /** Removes the indexes of accounts that are no longer configured, and of merchants that have withdrawn their authorization. */
  replaceAccounts(accounts: readonly Account[]): void {
    const served = accounts.filter(({ authorization }) => authorization?.status !== 'UNAUTHORIZED');
    const keys = new Set(served.map(accountKey));
    for (const key of this.#appids.keys()) {
      if (keys.has(key)) continue;
      this.#remove(key);
      this.#paces.delete(key);
      this.#appids.delete(key);
    }
  }

  close(): void {
    for (const key of this.#indexes.keys()) this.#remove(key);
  }

  #indexOf(account: Account): AccountIndex {
    const key = accountKey(account);
    const { platform, readFields, limits, callTimeoutMs, onCall } = this.#options;
    const pace = this.#paces.get(key) ?? new CallPace(limits.callsPerMinute);
    this.#paces.set(key, pace);
    this.#appids.set(key, account.appid);
    const index =
      this.#indexes.get(key) ??
      new AccountIndex({
        ...{ account, platform, readFields, pace, callTimeoutMs },
        maxCards: limits.maxCards,
        makeRoom: () => this.#makeRoom(key),
        onCall: (purpose) => onCall?.(purpose),
        sharing: this.#shared?.forAccount(account),
      });
    this.#indexes.delete(key);
    this.#indexes.set(key, index);
    return index;
  }

  /** Removes other indexes until the limit is met. Returns false if the index exceeds it by itself. */
  #makeRoom(key: string): boolean {
    let bytes = 0;
    for (const { cards } of this.#indexes.values()) bytes += cards.bytes;
    for (const [other, { cards }] of this.#indexes) {
      if (bytes <= this.#options.limits.maxBytes) break;
      if (other === key) continue;
      bytes -= cards.bytes;
      this.#remove(other);
    }
    return bytes <= this.#options.limits.maxBytes;
  }

  #remove(key: string): void {
    this.#indexes.get(key)?.close();
    this.#indexes.delete(key);
  }

  #exchange({ account, endpoint, body }: RequestKey): ((result: UpstreamReply | PlatformError) => void) | undefined {
    const index = this.#indexes.size === 0 ? undefined : this.#indexes.get(account);
    if (index === undefined || (endpoint.path !== card.get.path && endpoint.path !== card.delete.path))
      return undefined;
    const cardId = cardIdOf(body);
    if (cardId === undefined) return undefined;
    const start = index.cards.begin();
    if (endpoint.path === card.delete.path) {
      return (result) => {
        if (!(result instanceof PlatformError)) index.deleted(cardId);
      };
    }
    return (result) => {
      if (!(result instanceof PlatformError)) index.put(cardId, result.answer, start);
      else if (result.kind === 'notFound') index.remove(cardId, start);
    };
  }

  #evicted(key: string | undefined): void {
    if (this.#indexes.size === 0) return;
    if (key === undefined) {
      for (const index of this.#indexes.values()) index.allChanged();
      return;
    }
    const { account, path, body } = partsOf(key);
    const index = this.#indexes.get(account);
    const cardId = cardIdOf(body);
    if (path === card.batchget.path) index?.listingChanged();
    else if (path === card.get.path && cardId === undefined) index?.allChanged();
    else if (path === card.get.path && cardId !== undefined) index?.changed(cardId);
  }
}

/** Returns the card of a request of card/get or card/delete, or undefined for a text without one. */
function cardIdOf(body: string): string | undefined {
  if (body === '') return undefined;
  const { card_id } = JSON.parse(body) as { readonly card_id?: unknown };
  return typeof card_id === 'string' ? card_id : undefined;
}
