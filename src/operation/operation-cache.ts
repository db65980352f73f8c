import { type DocumentNode, type GraphQLSchema, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { isRecord } from '../platform/is-record.js';
import { Derivations, type Operation } from './operation.js';

/** Bytes that documents and everything derived from them may take together, estimated. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Bytes of one document with its plans that is worth keeping: a larger one would evict too many others. */
const MAX_ENTRY_BYTES = 2 * 1024 * 1024;

/** Bytes that a parsed document takes for each token of its text: 300 to 330, measured. */
const TOKEN_BYTES = 400;

/** Bytes that an entry takes beside that, and each of its operations. */
const ENTRY_BYTES = 2048;
const OPERATION_BYTES = 1024;

/** An operation that was found valid before. */
export interface CachedOperation extends Operation {
  /** SHA-256 of the text of its document, hexadecimal. */
  readonly queryHash: string | undefined;
}

/** A cached query and the variables to execute it with. */
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
  /** Queries that were executed before, by the name that requests ask for. */
  readonly executed: Map<string | undefined, CachedOperation>;
  bytes: number;
}

/**
 * The one cache of parsed and validated documents, of the costs and plans that were computed from them, and of the queries that can be
 * executed by their text alone. It is weighed in bytes and evicts what was not used for longest. An eviction costs time and nothing else.
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

  /** Estimated, of everything that is cached. */
  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  // ---- as Apollo Server's document store

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

  // ---- as the cache of what is derived from a document

  /** The operation of a valid document, with what was derived from it before if its document is cached. */
  operationOf(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    queryHash: string | undefined,
  ): CachedOperation {
    const entry = this.#entryOf(document);
    const known = entry?.operations.get(operation);
    if (known !== undefined) return known;
    const derived = new Derivations(entry && ((bytes) => this.#grow(entry, bytes)));
    const made: CachedOperation = { schema: this.#schema, document, operation, queryHash, derived };
    entry?.operations.set(operation, made);
    derived.grow(OPERATION_BYTES);
    return made;
  }

  /** Lets `find` return a query from now on. It was valid, and its variables were accepted at least once. */
  markExecuted(query: CachedOperation, operationName: string | undefined): void {
    if (query.operation.operation !== OperationTypeNode.QUERY) return;
    this.#entryOf(query.document)?.executed.set(operationName, query);
  }

  /** The query that the body of a request asks for; undefined if it asks for anything else than a query that was executed before. */
  find(body: unknown): CachedQuery | undefined {
    if (!isRecord(body)) return undefined;
    const { query: text, operationName, variables, extensions } = body;
    // A client that names a text by its hash wants to know whether the hash is right.
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
    // One that was evicted meanwhile stays out.
    if (this.#entries.peek(entry.text) === entry) this.#put(entry);
  }

  /** Puts an entry in by its present weight. One that is too large stays out. */
  #put(entry: Entry): void {
    const { text, storeKey } = entry;
    // The library weighs a value once: one that is set again keeps its weight.
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
