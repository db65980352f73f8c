import type { SharedCache } from '../../store/store.js';
import type { Endpoint } from '../endpoint.js';
import { keyOf, type UpstreamReply } from '../interceptor.js';
import { readReply, writeReply } from '../interceptors/shared-cache.js';
import type { Loose } from '../wire.js';
import type { ResponseCache } from './memory-cache.js';

/** A cached part of a response. */
export interface Fragment<Answer> {
  readonly answer: Loose<Answer>;
  /** When its response was received, Unix milliseconds. */
  readonly answeredAt: number;
}

/**
 * Caches parts of responses. The shared cache has each part under the request that would fetch only that part, so that replicas find it. This
 * process groups parts as the caller likes, because looking up many entries takes longer than reading them. The caller decides how long a
 * part stays valid.
 */
export class FragmentCache {
  readonly #account: string;
  readonly #cache: ResponseCache;
  readonly #shared: SharedCache | undefined;

  /** @param account as returned by `accountKey` */
  constructor(account: string, cache: ResponseCache, shared: SharedCache | undefined) {
    this.#account = account;
    this.#cache = cache;
    this.#shared = shared;
  }

  /** Whether there may be parts that another replica has fetched. */
  get isShared(): boolean {
    return this.#shared !== undefined;
  }

  /** Returns the group that `keep` stored in this process. @param request identifies it */
  kept<Request, Group extends object>(endpoint: Endpoint<Request, unknown>, request: Request): Group | undefined {
    return this.#cache.get(this.#keyOf(endpoint, request))?.reply?.answer as Group | undefined;
  }

  /** Stores a group of parts in this process. @param bytes their size as JSON */
  keep<Request>(endpoint: Endpoint<Request, unknown>, request: Request, group: object, bytes: number): void {
    const answeredAt = Date.now();
    const reply: UpstreamReply = { answer: group as UpstreamReply['answer'], bytes, answeredAt };
    this.#cache.set(this.#keyOf(endpoint, request), { reply, notFound: undefined, answeredAt, turn: 0 });
  }

  /** Returns a part that a replica has shared. */
  async get<Request, Answer>(
    endpoint: Endpoint<Request, Answer>,
    request: Request,
  ): Promise<Fragment<Answer> | undefined> {
    const { value } = (await this.#shared?.get(this.#keyOf(endpoint, request))) ?? {};
    return value === undefined ? undefined : (readReply(value) as Fragment<Answer> | undefined);
  }

  /** Shares a part with the other replicas. @param ttlMs its lifetime, milliseconds */
  share<Request, Answer>(
    endpoint: Endpoint<Request, Answer>,
    request: Request,
    part: Fragment<Answer> & { readonly bytes: number },
    ttlMs: number,
  ): void {
    this.#share(this.#keyOf(endpoint, request), part, ttlMs).catch(() => undefined);
  }

  async #share(key: string, reply: UpstreamReply, ttlMs: number): Promise<void> {
    if (this.#shared === undefined) return;
    const { generation } = await this.#shared.get(key);
    await this.#shared.set(key, generation, writeReply(reply), ttlMs);
  }

  #keyOf<Request>(endpoint: Endpoint<Request, unknown>, request: Request): string {
    return keyOf({ account: this.#account, endpoint, body: JSON.stringify(request) });
  }
}
