import { LRUCache } from 'lru-cache';
import type { CachedRead } from '../../platform/cache/read-log.js';
import { accountKey } from '../../platform/interceptor.js';
import type { CachedQuery } from '../operation-cache.js';
import type { OperationContext as Context } from '../operation-context.js';
import { isRepeatable } from './repeatable.js';

/** Maximum length of a key, characters. Its length depends on the variables. */
const MAX_KEY = 2048;

/** Maximum length of a response, characters. */
const MAX_TEXT = 64 * 1024;

/** Estimated memory of an entry, and of each read, besides their texts, bytes. */
const ENTRY_BYTES = 256;
const READ_BYTES = 128;

/** Share of the memory for cached responses. The rest is for those of the platform, which they are made of. */
const SHARE = 1 / 8;

/** Returns the part of the memory for cached responses, bytes. */
export function writtenBytesOf(cacheMaxBytes: number): number {
  return Math.floor(cacheMaxBytes * SHARE);
}

/** A query whose responses may be sent again. */
interface RepeatableQuery {
  readonly number: number;
  readonly variables: readonly string[];
}

interface Written {
  /** Undefined: an equal query had a response that could be sent again, but the response was not stored. */
  readonly text: string | undefined;
  readonly reads: readonly CachedRead[];
}

/**
 * Caches responses as they were written. A known query with equal variables, for the same account and a caller with the same scopes,
 * receives the same text again while all cached reads that it is made of are current. It is then neither executed nor serialized.
 *
 * A response is stored when it could have been sent again once: most combinations of variables occur only once.
 */
export class WrittenResponses {
  readonly #responses: LRUCache<string, Written>;
  #operations = 0;
  #found = 0;
  /** The scopes of the previous request, and their text. Equal for requests with the same API key, or without credentials. */
  #scopes: { readonly set: ReadonlySet<string>; readonly text: string } = { set: new Set(), text: '' };

  /** @param maxBytes for all entries together */
  constructor(maxBytes: number) {
    this.#responses = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ text = '', reads }, key) =>
        reads.reduce(
          (sum, read) => sum + read.key.length * 2 + READ_BYTES,
          (text.length + key.length) * 2 + ENTRY_BYTES,
        ),
    });
  }

  /** Responses so far that were found. */
  get found(): number {
    return this.#found;
  }

  /** Returns the key of the response, or undefined if it cannot be sent again. */
  keyOf({ query, variables }: CachedQuery, { platform, account, caller }: Context): string | undefined {
    if (platform.reads === undefined) return undefined;
    const repeatable = query.derived.get(WrittenResponses, () => this.#repeatable(query));
    if (repeatable === undefined) return undefined;
    let key = `${repeatable.number} ${accountKey(account)} ${this.#textOf(caller.scopes)}`;
    // Only the declared variables, because clients may send others of any size and depth.
    for (const name of repeatable.variables) {
      const text = textOfVariable(Object.hasOwn(variables, name) ? variables[name] : undefined);
      if (text === undefined || key.length + text.length > MAX_KEY) return undefined;
      key += ` ${text}`;
    }
    return key;
  }

  /** Returns a response to be sent again, and counts its reads for the request. */
  find(key: string, { platform }: Context): string | undefined {
    const { text, reads } = this.#responses.get(key) ?? NONE;
    if (text === undefined || !platform.readsAgain(reads)) return undefined;
    this.#found += 1;
    return text;
  }

  /** Stores a response without errors, if all its reads were current cached ones. */
  keep(key: string, { platform: { reads } }: Context, text: string): void {
    if (reads === undefined || !reads.isCached || text.length > MAX_TEXT) return;
    const isKnown = this.#responses.has(key);
    this.#responses.set(key, isKnown ? { text, reads: reads.cached } : NONE);
  }

  /** Evicts all responses. */
  clear(): void {
    this.#responses.clear();
  }

  #repeatable(query: CachedQuery['query']): RepeatableQuery | undefined {
    if (!isRepeatable(query)) return undefined;
    this.#operations += 1;
    const { variableDefinitions = [] } = query.operation;
    return { number: this.#operations, variables: variableDefinitions.map(({ variable }) => variable.name.value) };
  }

  #textOf(scopes: ReadonlySet<string>): string {
    if (scopes !== this.#scopes.set) this.#scopes = { set: scopes, text: [...scopes].sort().join() };
    return this.#scopes.text;
  }
}

const NONE: Written = { text: undefined, reads: [] };

/** Returns the text of a scalar or of a list of scalars, which differs for different values. Undefined: another value, or a long one. */
function textOfVariable(value: unknown): string | undefined {
  if (!Array.isArray(value)) return textOfScalar(value);
  let text = '[';
  for (const item of value) {
    const ofItem = textOfScalar(item);
    if (ofItem === undefined || text.length > MAX_KEY) return undefined;
    text += `${ofItem},`;
  }
  return `${text}]`;
}

function textOfScalar(value: unknown): string | undefined {
  if (typeof value === 'string') return value.length > MAX_KEY ? undefined : JSON.stringify(value);
  return typeof value === 'object' && value !== null ? undefined : String(value);
}
