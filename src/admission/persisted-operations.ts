import { createHash } from 'node:crypto';
import type { PersistedOperationsConfig } from '../config/config.js';
import type { Log } from '../log.js';
import { HttpRefusal } from './http-refusal.js';

/** Maximum length of a logged id, characters. The length of an unlisted id is its sender's choice. */
const MAX_ID = 100;

/** A request, or a message of a WebSocket in its form. Its operation is replaced in place. */
export interface OperationRequest {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly raw: { url?: string | undefined };
  body: unknown;
}

/** Admits the persisted operations. An id is replaced by its text; a text is looked up in the list. */
export class PersistedOperations {
  #mode: PersistedOperationsConfig['mode'] | undefined;
  #bodies: ReadonlyMap<string, string> = new Map();
  #listed: ReadonlySet<string> = new Set();

  constructor(config: PersistedOperationsConfig | undefined) {
    this.replace(config);
  }

  /** @param config undefined: there is no list, and every operation is accepted */
  replace(config: PersistedOperationsConfig | undefined): void {
    const operations = config?.operations ?? [];
    this.#mode = config?.mode;
    this.#bodies = new Map(operations.map(({ id, body }) => [id, body]));
    this.#listed = new Set(this.#bodies.values());
  }

  /**
   * Admits a request whose operation is in the list, by its id or its text.
   * @throws {HttpRefusal} if the operation is not in the list and the list is enforced
   */
  admit(request: OperationRequest, log: Log): void {
    if (this.#mode === undefined) return;
    const { query, id } = request.method === 'GET' ? sentInUrl(request.url) : sentInBody(request.body);
    const body = query === undefined && id !== undefined ? this.#bodies.get(id) : undefined;
    if (body !== undefined) putText(request, body);
    if (body !== undefined || (query !== undefined && this.#listed.has(query))) return;
    if (this.#mode === 'enforce') {
      throw new HttpRefusal(400, 'PERSISTED_QUERY_NOT_IN_LIST', NOT_IN_LIST);
    }
    if (query === undefined && id === undefined) return;
    // Never the text, because it may contain codes and personal data.
    log.info(
      { requestId: request.id, operation: query === undefined ? id?.slice(0, MAX_ID) : sha256(query) },
      NOT_IN_LIST,
    );
  }
}

const NOT_IN_LIST = 'Operation is not in the persisted operations list';

/**
 * Replaces the id in the request by the text. Apollo Server would take the id for the hash of the text and cache the parsed document under
 * it. After a change of the manifest it would execute the operation that previously had the id.
 */
function putText(request: OperationRequest, query: string): void {
  if (request.method !== 'GET') {
    const body = request.body as { readonly extensions: object };
    request.body = { ...body, query, extensions: { ...body.extensions, persistedQuery: undefined } };
    return;
  }
  const { pathname, searchParams } = new URL(request.url, ANY_HOST);
  searchParams.set('query', query);
  searchParams.delete('extensions');
  request.raw.url = `${pathname}?${searchParams}`;
}

interface Sent {
  readonly query: string | undefined;
  readonly id: string | undefined;
}

const ANY_HOST = 'http://host';

// Read in the same way as Apollo Server, so that it never executes anything but the operation that was checked.

/** Reads the URL of a GET request. Apollo Server itself rejects a second `query`. */
function sentInUrl(url: string): Sent {
  const params = new URL(url, ANY_HOST).searchParams;
  return { query: params.get('query') ?? undefined, id: idIn(parsed(params.get('extensions'))) };
}

function sentInBody(body: unknown): Sent {
  const { query, extensions } = Object(body) as { query?: unknown; extensions?: unknown };
  return { query: typeof query === 'string' ? query : undefined, id: idIn(extensions) };
}

function idIn(extensions: unknown): string | undefined {
  const id: unknown = Object(Object(extensions).persistedQuery).sha256Hash;
  return typeof id === 'string' ? id : undefined;
}

function parsed(json: string | null): unknown {
  try {
    return json === null ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
