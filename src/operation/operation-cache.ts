import { type DocumentNode, type GraphQLSchema, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { isRecord } from '../platform/is-record.js';
import { Derivations, type Operation } from './operation.js';

/** Estimated size of all documents and everything derived from them, bytes. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Estimated size of a document with its plans that is still cached, bytes. A larger one would evict too many others. */
const MAX_ENTRY_BYTES = 2 * 1024 * 1024;

/** Bytes of a parsed document per token of its text. Measured: 300 to 330. */
const TOKEN_BYTES = 400;

/** Further bytes of an entry, and of each of its operations. */
const ENTRY_BYTES = 2048;
const OPERATION_BYTES = 1024;

/** An operation that has been validated. */
export interface CachedOperation extends Operation {
  /** SHA-256 of the text of its document, hexadecimal. */
  readonly queryHash: string | undefined;
}

/** A cached query or mutation and the variables to execute it with. */
export interface CachedQuery {
  readonly query: CachedOperation;
  /** As they were sent. */
  readonly variables: Readonly<Record<string, unknown>>;
}

interface Entry {
  readonly text: string;
  /** The key under which Apollo Server stored the document. */
  readonly storeKey: string;
  readonly document: DocumentNode;
  readonly operations: Map<OperationDefinitionNode, CachedOperation>;
  /** Queries and mutations that were executed before, by the requested operation name. */
  readonly executed: Map<string | undefined, CachedOperation>;
  bytes: number;
}

/**
 * Caches parsed and validated documents, the costs and plans that were computed from them, and the queries that can be found by their
 * text. Its size is bounded in bytes, and the least recently used entries are evicted first. An evicted document is parsed again.
 *
 * Apollo Server uses it as its document store.
 */
export class OperationCache {
  readonly #schema: GraphQLSchema;
  readonly #entries: LRUCache<string, Entry>;
  /** Texts by the keys of Apollo Server. */
  readonly #texts = new Map<string, string>();

  /** @param maxBytes for all entries together, default 32 MiB */
  constructor(schema: GraphQLSchema, maxBytes = MAX_BYTES) {
    this.#schema = schema;
    this.#entries = new LRUCache({
      maxSize: maxBytes,
      maxEntrySize: Math.min(MAX_ENTRY_BYTES, maxBytes),
      sizeCalculation: ({ bytes }) => bytes,
      dispose: ({ storeKey }) => this.#texts.delete(storeKey),
    });
  }

  /** Estimated size of everything that is cached. */
  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  // ---- Apollo Server's document store

  async get(storeKey: string): Promise<DocumentNode | undefined> {
    const text = this.#texts.get(storeKey);
    return text === undefined ? undefined : this.#entries.get(text)?.document;
  }

  async set(storeKey: string, document: DocumentNode): Promise<void> {
    const text = document.loc?.source.body;
    if (text === undefined) return;
    const bytes = text.length * 2 + tokensOf(document) * TOKEN_BYTES + ENTRY_BYTES;
    const entry: Entry = { text, storeKey, document, operations: new Map(), executed: new Map(), bytes };
    this.#put(entry);
  }

  async delete(storeKey: string): Promise<boolean> {
    const text = this.#texts.get(storeKey);
    return text !== undefined && this.#entries.delete(text);
  }

  // ---- The cache of what is derived from a document

  /** Returns the operation of a valid document, including what was derived from it before if the document is cached. */
  operationOf(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    queryHash: string | undefined,
  ): CachedOperation {
    const entry = this.#entryOf(document);
    const cached = entry?.operations.get(operation);
    if (cached !== undefined) return cached;
    const derived = new Derivations(entry && ((bytes) => this.#grow(entry, bytes)));
    const created: CachedOperation = { schema: this.#schema, document, operation, queryHash, derived };
    entry?.operations.set(operation, created);
    derived.grow(OPERATION_BYTES);
    return created;
  }

  /** Lets `find` return a query or mutation from now on. It is valid, and its variables were accepted at least once. */
  markExecuted(query: CachedOperation, operationName: string | undefined): void {
    if (query.operation.operation === OperationTypeNode.SUBSCRIPTION) return;
    this.#entryOf(query.document)?.executed.set(operationName, query);
  }

  /** Returns the operation in the body of a request, or undefined unless it was executed before. */
  find(body: unknown): CachedQuery | undefined {
    if (!isRecord(body)) return undefined;
    const { query: text, operationName, variables, extensions } = body;
    // Apollo Server checks the hash of a persisted query.
    if (isRecord(extensions) ? extensions.persistedQuery : extensions != null) return undefined;
    if (typeof text !== 'string' || (variables != null && !isRecord(variables))) return undefined;
    const query = this.#entries.get(text)?.executed.get((operationName ?? undefined) as string | undefined);
    return query && { query, variables: variables ?? NO_VARIABLES };
  }

  /** Evicts everything. */
  clear(): void {
    this.#entries.clear();
  }

  #entryOf(document: DocumentNode): Entry | undefined {
    const entry = this.#entries.get(document.loc?.source.body ?? '');
    return entry?.document === document ? entry : undefined;
  }

  #grow(entry: Entry, bytes: number): void {
    entry.bytes += bytes;
    // An entry that was evicted in the meantime stays evicted.
    if (this.#entries.peek(entry.text) === entry) this.#put(entry);
  }

  /** Stores an entry with its current size. An entry that is too large is not stored. */
  #put(entry: Entry): void {
    const { text, storeKey } = entry;
    // The library computes the size of a value only once, even if the value is set again.
    this.#entries.delete(text);
    this.#entries.set(text, entry);
    if (this.#entries.has(text)) this.#texts.set(storeKey, text);
  }
}

const NO_VARIABLES = Object.freeze({});

function tokensOf({ loc }: DocumentNode): number {
  let tokens = 0;
  for (let token = loc?.startToken ?? null; token !== null; token = token.next) tokens += 1;
  return tokens;
}
