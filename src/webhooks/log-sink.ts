import { LRUCache } from 'lru-cache';
import type { EventLog, SealingKeys } from '../events/event-log.js';
import type { AccountName } from '../store/keys.js';
import type { CardEvictions } from './card-evictions.js';
import type { EventSink, ReceivedEvent, UnreadableMessage } from './event-sink.js';
import type { PushAccount } from './push-keys.js';

/** An account whose messages are kept in the log. */
export type LoggedAccount = AccountName & PushAccount;

/** The accounts that receive messages, and the keys that their events are encrypted with: those of the messages themselves. */
export class LoggedAccounts {
  #byAppid: ReadonlyMap<string, { readonly account: AccountName; readonly keys: SealingKeys }> = new Map();

  constructor(accounts: readonly LoggedAccount[]) {
    this.replace(accounts);
  }

  replace(accounts: readonly LoggedAccount[]): void {
    this.#byAppid = new Map(
      accounts.flatMap(({ appid, baseUrl, events }) => {
        if (events === undefined) return [];
        const keys = { current: events.aesKey, previous: events.previous.aesKey };
        return [[appid, { account: { appid, baseUrl }, keys }] as const];
      }),
    );
  }

  get all(): readonly AccountName[] {
    return [...this.#byAppid.values()].map(({ account }) => account);
  }

  find(appid: string): AccountName | undefined {
    return this.#byAppid.get(appid)?.account;
  }

  keysOf({ appid }: AccountName): SealingKeys | undefined {
    return this.#byAppid.get(appid)?.keys;
  }
}

/** Number of the last messages that are remembered. Repetitions of them evict nothing. */
const MAX_REMEMBERED = 4096;

/**
 * Evicts what received messages make stale, and stores them in the event log: a client that receives an event must not read data from before
 * it.
 */
export class LogSink implements EventSink {
  readonly #log: EventLog;
  readonly #accounts: LoggedAccounts;
  readonly #evictions: CardEvictions;
  /** Digests of messages that have evicted what they make stale. */
  readonly #evicted = new LRUCache<string, true>({ max: MAX_REMEMBERED });

  constructor(log: EventLog, accounts: LoggedAccounts, evictions: CardEvictions) {
    this.#log = log;
    this.#accounts = accounts;
    this.#evictions = evictions;
  }

  async store(received: ReceivedEvent): Promise<'stored' | 'duplicate'> {
    const { appid, stream, digest, kind, receivedAt, body } = received;
    const account = this.#accountOf(appid);
    await this.#evictOnce(digest, () => evictStale(this.#evictions, account, received));
    const result = await this.#log.append(account, stream, digest, { kind, receivedAt, body });
    return result === 'appended' ? 'stored' : 'duplicate';
  }

  async storeUnreadable({ appid, digest, message, receivedAt }: UnreadableMessage): Promise<void> {
    const account = this.#accountOf(appid);
    await this.#evictOnce(digest, () => this.#evictions.all(account));
    await this.#log.keepUnreadable(account, digest, message, receivedAt);
  }

  /** Returns whether this process has recently evicted what the event makes stale. */
  hasEvicted(digest: string): boolean {
    return this.#evicted.has(digest);
  }

  /** A recorded request that is sent again and again must not empty the cache. */
  async #evictOnce(digest: string, evict: () => Promise<void>): Promise<void> {
    if (this.#evicted.has(digest)) return;
    await evict();
    this.#evicted.set(digest, true);
  }

  /** @throws {Error} if a reload removed the account while the message was being received */
  #accountOf(appid: string): AccountName {
    const account = this.#accounts.find(appid);
    if (account === undefined) throw new Error('the account no longer receives messages');
    return account;
  }
}

/** Evicts the cached responses that an event makes stale. */
export async function evictStale(
  evictions: CardEvictions,
  account: AccountName,
  { cardId, stale }: Pick<ReceivedEvent, 'cardId' | 'stale'>,
): Promise<void> {
  if (cardId === undefined) return;
  if (stale.includes('card')) await evictions.card(account, cardId);
  else if (stale.includes('stock')) await evictions.stock(account, cardId);
}
