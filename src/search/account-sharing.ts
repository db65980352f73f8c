import { randomUUID } from 'node:crypto';
import { isRecord } from '../platform/is-record.js';
import { type AccountName, INDEX_CHANNEL, indexKeys } from '../store/keys.js';
import { type Lease, takeLease } from '../store/lease.js';
import type { RecordStore, SharedScripts, Store } from '../store/store.js';

/** How long shared cards are stored after the last change of any of them, milliseconds. */
const TTL_MS = 86_400_000;

/** Lifetime of the lease of the replica that builds an index, and the interval at which it is renewed, milliseconds. */
const LEASE_MS = 15_000;
const RENEW_MS = 5000;

/** Fields that one step of loading returns, approximately. */
const SCAN_COUNT = 100;

/** Maximum steps of loading. */
const MAX_STEPS = 100_000;

/** Takes the hash of cards. Takes the arguments: the lifetime, the channel, the message, the card id, and the card or ''. */
const SHARE = `
if ARGV[5] == '' then redis.call('HDEL', KEYS[1], ARGV[4])
else redis.call('HSET', KEYS[1], ARGV[4], ARGV[5]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1`;

/** Takes the key of the listing. Takes the arguments: the lifetime, the channel, the message, and the time. */
const SHARE_LISTING = `
redis.call('SET', KEYS[1], ARGV[4], 'PX', ARGV[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1`;

const LOAD = `return redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])`;

const LOAD_LISTING = `return redis.call('GET', KEYS[1])`;

/** A card as replicas share it. */
export interface SharedCard {
  readonly id: string;
  /** When it was read by the clock of the replica that read it, Unix milliseconds. */
  readonly readAt: number;
  /** The card object of card/get, as JSON. Undefined: the card does not exist. */
  readonly card: string | undefined;
}

/** Receives what other replicas announce about the index of an account. */
export interface SharingListener {
  receive(card: SharedCard): void;
  /** Another replica has deleted a card. */
  receiveDeletion(cardId: string): void;
  /** Another replica has a complete index whose listing was read at this time, Unix milliseconds. */
  receiveListing(listedAt: number): void;
}

/** Shares the index of one account with other replicas. Failures of the store are ignored: the index is then built without it. */
export interface AccountSharing {
  /** Whether this replica builds the index. At most one replica does. */
  readonly isBuilder: boolean;
  share(card: SharedCard): void;
  /** Announces that this replica has deleted a card. */
  shareDeletion(cardId: string): void;
  /** Announces that the index is complete. */
  shareListing(listedAt: number): void;
  /** Loads the shared cards. Returns when the listing of a complete index was read, Unix milliseconds. */
  load(onCard: (card: SharedCard) => void): Promise<number | undefined>;
  close(): void;
}

/** Shares the indexes of all accounts through Redis. */
export class SharedIndexes {
  readonly #scripts: SharedScripts;
  readonly #records: RecordStore;
  /** Identifies the announcements of this process, which it ignores. */
  readonly #origin = randomUUID();

  /** @param find returns the index of an account by its `accountKey` */
  static of(
    { scripts, channels, records }: Store,
    find: (account: string) => SharingListener | undefined,
  ): SharedIndexes | undefined {
    if (scripts === undefined || channels === undefined) return undefined;
    const shared = new SharedIndexes(scripts, records);
    channels.subscribe(INDEX_CHANNEL, (message) => {
      if (message !== undefined) shared.#receive(message, find);
    });
    return shared;
  }

  private constructor(scripts: SharedScripts, records: RecordStore) {
    this.#scripts = scripts;
    this.#records = records;
  }

  forAccount(account: AccountName): AccountSharing {
    const keys = indexKeys(account);
    const builder = new BuilderLease(this.#records, keys.lease);
    const { appid, baseUrl } = account;
    const announce = (script: string, key: string, body: string, args: readonly string[]) => {
      const message = `${this.#origin}\n${baseUrl} ${appid}\n${body}`;
      this.#run(script, key, [String(TTL_MS), INDEX_CHANNEL, message, ...args]);
    };
    let sharedListing = 0;
    return {
      get isBuilder() {
        return builder.isValid;
      },
      share: (card) => {
        const value = JSON.stringify(card);
        announce(SHARE, keys.cards, value, [card.id, card.card === undefined ? '' : value]);
      },
      shareDeletion: (deletedId) => {
        // Stored again when the deleted card is read.
        announce(SHARE, keys.cards, JSON.stringify({ deletedId }), [deletedId, '']);
      },
      shareListing: (listedAt) => {
        if (listedAt <= sharedListing) return;
        sharedListing = listedAt;
        announce(SHARE_LISTING, keys.listing, JSON.stringify({ listedAt }), [String(listedAt)]);
      },
      load: async (onCard) => {
        await builder.start();
        return this.#load(keys.cards, keys.listing, onCard).catch(() => undefined);
      },
      close: () => builder.close(),
    };
  }

  #run(script: string, key: string, args: string[]): void {
    this.#scripts.eval(script, { keys: [key], arguments: args }).catch(() => undefined);
  }

  async #load(cards: string, listing: string, onCard: (card: SharedCard) => void): Promise<number | undefined> {
    // Before the cards: those of a complete index are stored earlier.
    const listedAt = Number(await this.#scripts.eval(LOAD_LISTING, { keys: [listing], arguments: [] }));
    let cursor = '0';
    for (let step = 0; step < MAX_STEPS; step += 1) {
      const args = [cursor, String(SCAN_COUNT)];
      const page = await this.#scripts.eval(LOAD, { keys: [cards], arguments: args });
      const [next, fields] = page as [string, string[]];
      fields.forEach((value, index) => {
        const card = index % 2 === 1 ? cardOf(parse(value)) : undefined;
        if (card !== undefined) onCard(card);
      });
      cursor = String(next);
      if (cursor === '0') break;
    }
    return listedAt > 0 ? listedAt : undefined;
  }

  #receive(message: string, find: (account: string) => SharingListener | undefined): void {
    const [origin, account = ''] = message.split('\n', 2);
    const index = origin === this.#origin ? undefined : find(account);
    if (index === undefined) return;
    const body = parse(message.slice((origin?.length ?? 0) + account.length + 2));
    const card = cardOf(body);
    if (card !== undefined) index.receive(card);
    else if (!isRecord(body)) return;
    else if (typeof body.deletedId === 'string') index.receiveDeletion(body.deletedId);
    else if (typeof body.listedAt === 'number') index.receiveListing(body.listedAt);
  }
}

/** The lease of the replica that builds an index. Takes it as soon as it is free, until it is closed. */
class BuilderLease {
  readonly #records: RecordStore;
  readonly #key: string;
  #lease: Lease | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(records: RecordStore, key: string) {
    this.#records = records;
    this.#key = key;
  }

  get isValid(): boolean {
    return this.#lease?.isValid ?? false;
  }

  /** Tries once to take the lease, and continues trying in the background. */
  async start(): Promise<void> {
    try {
      if (this.#lease === undefined) this.#lease = await takeLease(this.#records, this.#key, LEASE_MS);
      else if (!(await this.#lease.renew())) this.#lease = undefined;
    } catch {
      // The store is unavailable. The lease expires unless it is renewed in time.
    }
    if (this.#isClosed) this.close();
    else this.#timer = setTimeout(() => this.start(), RENEW_MS).unref();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#lease?.release().catch(() => undefined);
    this.#lease = undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns a shared card, or undefined for a value of another form. */
function cardOf(value: unknown): SharedCard | undefined {
  if (!isRecord(value)) return undefined;
  const { id, readAt, card } = value;
  if (typeof id !== 'string' || typeof readAt !== 'number') return undefined;
  if (card === undefined) return { id, readAt, card };
  return typeof card === 'string' && isRecord(parse(card)) ? { id, readAt, card } : undefined;
}
