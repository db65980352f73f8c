import { createHash, hash } from 'node:crypto';

/**
 * The format of all store keys: `cardgraph:‹version›:{‹entity›}:‹part›`. The braces are a Redis Cluster hash tag, which puts all
 * keys of one entity into one slot, so that a script can use them together. docs/state.md lists the keys.
 */

/** Version of the key format. Increase it when the structure of a key or the meaning of an unversioned value changes. */
const PREFIX = 'cardgraph:1:';

/** Version of the JSON records of tokens and cached replies. A record with another version is never interpreted. */
export const RECORD_VERSION = 1;

/**
 * Version of the idempotency records. They depend on the GraphQL schema: the hash of an input covers the names of its fields, and a stored
 * result may contain such names. Increase it whenever input fields, their enum values or stored results are renamed.
 */
export const IDEMPOTENCY_RECORD_VERSION = 2;

/** Maximum size of an entity name that is used verbatim, bytes. Longer ones are hashed. LMDB keys have at most 1978 bytes. */
const MAX_ENTITY_BYTES = 1000;

/** Prefix of the rate counters, to which rate-limiter-flexible appends `:` and the key. */
export const RATE_PREFIX = PREFIX.slice(0, -1);

/** The pub/sub channel on which replicas announce invalidated cache keys. */
export const INVALIDATED_CHANNEL = `${PREFIX}invalidated`;

/** Identifies an account in keys. */
export interface AccountName {
  readonly baseUrl: string;
  readonly appid: string;
}

/** The keys of a token that replicas share. */
export interface SharedTokenKeys {
  /** Bound to the encrypted record, so that it cannot be copied to another account, mode or kind of token. */
  readonly place: string;
  readonly record: string;
  readonly lease: string;
}

/** The keys of an account's access token. */
export interface TokenKeys extends SharedTokenKeys {
  readonly forced: string;
}

export function tokenKeys(mode: string, { baseUrl, appid }: AccountName): TokenKeys {
  const place = `token:${mode}:${baseUrl}:${appid}`;
  return { place, record: keyOf(place, 'record'), lease: keyOf(place, 'lease'), forced: keyOf(place, 'forced') };
}

/** Returns the keys of the ticket with which an account's card signatures are made. */
export function ticketKeys({ baseUrl, appid }: AccountName): SharedTokenKeys {
  const place = `ticket:wx_card:${baseUrl}:${appid}`;
  return { place, record: keyOf(place, 'record'), lease: keyOf(place, 'lease') };
}

/** Returns the hash of texts that a key must not contain: they may be long or secret. */
export function hashOf(parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url');
}

/** @param hash of account, caller, mutation and idempotencyKey */
export const idempotencyKey = (hash: string): string => keyOf(`idempotency:${hash}`, 'record');

/** @param name of the locked resource within the account */
export const lockKey = ({ baseUrl, appid }: AccountName, name: string): string =>
  keyOf(`lock:${baseUrl}:${appid}:${name}`, 'lease');

/** The key of the write that was the last one sent under a lock. @param name of the locked resource within the account */
export const lastSentKey = ({ baseUrl, appid }: AccountName, name: string): string =>
  keyOf(`lock:${baseUrl}:${appid}:${name}`, 'sent');

/** @param id of the object that the mutation created */
export const createdKey = ({ baseUrl, appid }: AccountName, mutation: string, id: string): string =>
  keyOf(`created:${baseUrl}:${appid}:${mutation}:${id}`, 'owner');

/** The key of the last known test white list of an account. */
export const whitelistKey = ({ baseUrl, appid }: AccountName): string =>
  keyOf(`whitelist:${baseUrl}:${appid}`, 'record');
/** The keys of an account's event log in Redis. */
export interface EventKeys {
  /** Bound to the encrypted events, so that they cannot be copied to another account. Names the account in STATE_DIR. */
  readonly place: string;
  readonly log: string;
  readonly streams: Readonly<Record<'state' | 'activity', string>>;
  /** The digests of appended events. */
  readonly seen: Readonly<Record<'state' | 'activity', string>>;
  readonly unreadable: string;
}

export function eventKeys({ baseUrl, appid }: AccountName): EventKeys {
  const place = bounded(`events:${baseUrl}:${appid}`);
  return {
    place,
    log: keyOf(place, 'log'),
    streams: { state: keyOf(place, 'state'), activity: keyOf(place, 'activity') },
    seen: { state: keyOf(place, 'seen-state'), activity: keyOf(place, 'seen-activity') },
    unreadable: keyOf(place, 'unreadable'),
  };
}

/** The accounts that have an event log. */
export const EVENT_ACCOUNTS_KEY = `${PREFIX}{events}:accounts`;

/** Which replica removes old events. */
export const EVENT_SWEEP_KEY = `${PREFIX}{events}:sweep`;

/** The pub/sub channel on which replicas announce appended events. */
export const EVENTS_CHANNEL = `${PREFIX}events`;

/** The keys of a third-party platform. */
export interface ComponentKeys {
  readonly tickets: string;
  /** The AppIDs of its merchants. */
  readonly merchants: string;
  /** The notifications that remain to be handled. */
  readonly received: string;
  /** The last changes of merchants. */
  readonly changes: string;
  /** Exists unless the store was emptied. */
  readonly complete: string;
  /** Which replica recovers the merchants. */
  readonly recovery: string;
}

export function componentKeys({ baseUrl, appid }: AccountName): ComponentKeys {
  const place = `component:${baseUrl}:${appid}`;
  return {
    tickets: keyOf(place, 'tickets'),
    merchants: keyOf(place, 'merchants'),
    received: keyOf(place, 'received'),
    changes: keyOf(place, 'changes'),
    complete: keyOf(place, 'complete'),
    recovery: keyOf(place, 'recovery'),
  };
}

/** The keys of a merchant that has authorized a third-party platform. */
export interface MerchantKeys {
  readonly record: string;
  /** Exists while the list of merchants is not read again for this one. */
  readonly listed: string;
  /** Which replica reads its details. */
  readonly details: string;
}

/** @param component the third-party platform */
export function merchantKeys({ baseUrl, appid: component }: AccountName, appid: string): MerchantKeys {
  const place = `merchant:${baseUrl}:${component}:${appid}`;
  return { record: keyOf(place, 'record'), listed: keyOf(place, 'listed'), details: keyOf(place, 'details') };
}

/** Returns the key that exists while a late notification of a withdrawal is not checked again. @param createdAt Unix milliseconds */
export function withdrawalKey({ baseUrl, appid: component }: AccountName, appid: string, createdAt: number): string {
  return keyOf(`merchant:${baseUrl}:${component}:${appid}`, `withdrawal-${createdAt}`);
}

/** @param hash of an authorization code */
export function authorizationKeys(
  { baseUrl, appid: component }: AccountName,
  hash: string,
): { readonly outcome: string; readonly lease: string } {
  const place = `authorization:${baseUrl}:${component}:${hash}`;
  return { outcome: keyOf(place, 'outcome'), lease: keyOf(place, 'lease') };
}

/** The pub/sub channel on which replicas announce changes of merchants. */
export const MERCHANTS_CHANNEL = `${PREFIX}merchants`;

/**
 * Returns the keys of the authorization sessions of a third-party platform, by the hash of the state and by that of the pre-authorization
 * code. The value of the latter is the hash of the state.
 */
export function sessionKeys({ baseUrl, appid }: AccountName) {
  const place = `component:${baseUrl}:${appid}`;
  return {
    byState: (hash: string) => keyOf(`${place}:session:${hash}`, 'record'),
    byPreAuthCode: (hash: string) => keyOf(`${place}:pre-auth:${hash}`, 'session'),
  };
}
/** The keys of an account's search index in Redis. */
export interface IndexKeys {
  /** A hash of cards by card id. */
  readonly cards: string;
  readonly listing: string;
  /** Which replica builds the index. */
  readonly lease: string;
}

export function indexKeys({ baseUrl, appid }: AccountName): IndexKeys {
  const place = `index:${baseUrl}:${appid}`;
  return { cards: keyOf(place, 'cards'), listing: keyOf(place, 'listing'), lease: keyOf(place, 'lease') };
}

/** The pub/sub channel on which replicas announce cards that they have read for the search index. */
export const INDEX_CHANNEL = `${PREFIX}index`;

export const doctorKey = (id: string): string => keyOf(`doctor:${id}`, 'record');

/** @returns the keys of a cached value's generation and of the value itself */
export const cacheKeys = (key: string): [generation: string, value: string] => [
  keyOf(`cached:${key}`, 'generation'),
  keyOf(`cached:${key}`, 'value'),
];

/** Returns the key that exists while an event does not evict a cached value again. */
export const evictedKey = (key: string): string => keyOf(`cached:${key}`, 'evicted');

/** Returns the key of a rate counter, without `RATE_PREFIX`. */
export const rateKey = (name: string, hash: string): string => `{rate:${name}:${hash}}:count`;

function keyOf(entity: string, part: string): string {
  return `${PREFIX}{${bounded(entity)}}:${part}`;
}

function bounded(entity: string): string {
  // A UTF-16 code unit takes at most 3 bytes in UTF-8, so that most names need not be encoded to check their size.
  if (entity.length * 3 <= MAX_ENTITY_BYTES || Buffer.byteLength(entity) <= MAX_ENTITY_BYTES) return entity;
  return `${entity.slice(0, entity.indexOf(':'))}:sha256:${createHash('sha256').update(entity).digest('base64url')}`;
}
