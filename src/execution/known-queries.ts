import { LRUCache } from 'lru-cache';
import type { Operation } from './planned-queries.js';

/** Characters of the texts that are remembered; what was parsed of them takes about a hundred times as many bytes. */
const MAX_CHARACTERS = 500_000;

/** Characters of a text that is worth it: a long one would push many others out. */
const MAX_TEXT = 20_000;

/** A query that was found valid before. */
export interface KnownQuery extends Operation {
  /** SHA-256 of its document's text, hexadecimal; undefined where Apollo Server knows none. */
  readonly queryHash: string | undefined;
}

/** What of a request's body is executed. */
export interface AskedQuery {
  readonly query: KnownQuery;
  /** As they were sent. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Queries by their text. What is found here needs not be hashed, parsed or validated again; what was not asked for longest is forgotten
 * first, and nothing is lost by that but time.
 */
export class KnownQueries {
  /** By text, then by the name of the operation that was asked for. */
  readonly #byText = new LRUCache<string, Map<string | undefined, KnownQuery>>({
    maxSize: MAX_CHARACTERS,
    maxEntrySize: MAX_TEXT,
    sizeCalculation: (_, text) => text.length,
  });

  remember(text: string, operationName: string | undefined, query: KnownQuery): void {
    const known = this.#byText.get(text);
    if (known === undefined) this.#byText.set(text, new Map([[operationName, query]]));
    else known.set(operationName, query);
  }

  /** What the body of a request asks for; undefined: something else than a query that is known. */
  find(body: unknown): AskedQuery | undefined {
    if (!isObject(body)) return undefined;
    const { query: text, operationName, variables, extensions } = body;
    // Whoever names a text by its hash wants to know whether it is the right one.
    if (isObject(extensions) ? extensions.persistedQuery : extensions != null) return undefined;
    if (typeof text !== 'string' || (variables != null && !isObject(variables))) return undefined;
    const query = this.#byText.get(text)?.get((operationName ?? undefined) as string | undefined);
    return query && { query, variables: variables ?? NO_VARIABLES };
  }
}

const NO_VARIABLES = Object.freeze({});

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
