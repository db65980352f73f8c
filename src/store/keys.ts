import { createHash } from 'node:crypto';

/**
 * The names of everything in the store: `cardgraph:‹version›:{‹thing›}:‹part›`. The braces are a Redis Cluster hash tag: all keys
 * of one thing are in one slot, so that a script may use them together. docs/state.md lists the keys.
 */

/** Version of the scheme. A change of how a key is built, or of what an unversioned value means, needs a new one. */
const PREFIX = 'cardgraph:1:';

/** Version of the JSON records of tokens and cached replies. A record with another version is never interpreted. */
export const RECORD_VERSION = 1;

/**
 * Version of the idempotency records. They depend on the GraphQL schema: the hash of an input covers the names of its fields, and a stored
 * result may contain such names. Increase it whenever input fields, their enum values or stored results are renamed.
 */
export const IDEMPOTENCY_RECORD_VERSION = 2;

/** Longest thing in bytes that is used verbatim; longer ones are hashed. LMDB keys have at most 1978 bytes. */
const MAX_THING_BYTES = 1000;

/** Prefix of the rate counters, to which rate-limiter-flexible appends `:` and the key. */
export const RATE_PREFIX = PREFIX.slice(0, -1);

/** The pub/sub channel on which replicas announce invalidated cache keys. */
export const INVALIDATED_CHANNEL = `${PREFIX}invalidated`;

/** The part of an account's keys that names the account. */
export interface AccountName {
  readonly baseUrl: string;
  readonly appid: string;
}

/** The keys of an account's access token. */
export interface TokenKeys {
  /** What the record is sealed for: a sealed token cannot be copied to another account or mode. */
  readonly place: string;
  readonly record: string;
  readonly lease: string;
  readonly forced: string;
}

export function tokenKeys(mode: string, { baseUrl, appid }: AccountName): TokenKeys {
  const place = `token:${mode}:${baseUrl}:${appid}`;
  return { place, record: keyOf(place, 'record'), lease: keyOf(place, 'lease'), forced: keyOf(place, 'forced') };
}

/** @param hash of account, caller, mutation and idempotencyKey */
export const idempotencyKey = (hash: string): string => keyOf(`idempotency:${hash}`, 'record');

/** @param name of what is locked within the account */
export const lockKey = ({ baseUrl, appid }: AccountName, name: string): string =>
  keyOf(`lock:${baseUrl}:${appid}:${name}`, 'lease');

export const doctorKey = (id: string): string => keyOf(`doctor:${id}`, 'record');

/** @returns the key of a cached value's generation and of the value */
export const cacheKeys = (key: string): [generation: string, value: string] => [
  keyOf(`cached:${key}`, 'generation'),
  keyOf(`cached:${key}`, 'value'),
];

/** The key of a rate counter, without `RATE_PREFIX`. */
export const rateKey = (name: string, hash: string): string => `{rate:${name}:${hash}}:count`;

function keyOf(thing: string, part: string): string {
  return `${PREFIX}{${bounded(thing)}}:${part}`;
}

function bounded(thing: string): string {
  // A UTF-16 unit has at most 3 bytes: most things are known to be short without encoding them.
  if (thing.length * 3 <= MAX_THING_BYTES || Buffer.byteLength(thing) <= MAX_THING_BYTES) return thing;
  return `${thing.slice(0, thing.indexOf(':'))}:sha256:${createHash('sha256').update(thing).digest('base64url')}`;
}
