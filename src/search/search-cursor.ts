import { createHash } from 'node:crypto';
import { isRecord } from '../platform/is-record.js';
import type { Place } from './card-order.js';

/** The cursor was not returned for the same filters and the same sort. */
export class SearchCursorUnknown extends Error {
  override readonly name = 'SearchCursorUnknown';

  constructor() {
    super('the cursor is not one of the same search');
  }
}

/** Maximum length of a cursor, characters. Longer texts are rejected without being decoded. */
const MAX_CURSOR = 1024;

/** Formats the cursors of one search. They name a place in its order, so that they stay valid while cards change. */
export class SearchCursors {
  readonly #query: unknown;
  #hash: string | undefined;

  /** @param query the filters and the sort, without the page */
  constructor(query: unknown) {
    this.#query = query;
  }

  format({ value, id }: Place): string {
    return Buffer.from(JSON.stringify([this.#queryHash, value, id])).toString('base64url');
  }

  /** @throws {SearchCursorUnknown} */
  parse(cursor: string): Place {
    const [hash, value, id] = cursor.length <= MAX_CURSOR ? fieldsOf(cursor) : [];
    const isValue = value === null || typeof value === 'number' || typeof value === 'string';
    if (hash !== this.#queryHash || !isValue || typeof id !== 'string') throw new SearchCursorUnknown();
    return { value, id };
  }

  /** Computed on first use, because many searches select no cursor. */
  get #queryHash(): string {
    this.#hash ??= createHash('sha256').update(JSON.stringify(this.#query)).digest('base64url').slice(0, 12);
    return this.#hash;
  }
}

function fieldsOf(cursor: string): unknown[] {
  try {
    const fields: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(fields) && !fields.some(isRecord) ? fields : [];
  } catch {
    return [];
  }
}
