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
 * Caches parts of responses, each under the request that would fetch only that part. The caller decides how long a part
 * stays valid.
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

  async get<Request, Answer>(
    endpoint: Endpoint<Request, Answer>,
    request: Request,
  ): Promise<Fragment<Answer> | undefined> {
    const key = this.#keyOf(endpoint, request);
    const cached = this.#cache.get(key)?.reply;
    if (cached !== undefined || this.#shared === undefined) return cached as Fragment<Answer> | undefined;
    const { value } = await this.#shared.get(key);
    const reply = value === undefined ? undefined : readReply(value);
    if (reply !== undefined) this.#store(key, reply);
    return reply as Fragment<Answer> | undefined;
  }

  /** @param ttlMs lifetime in the shared cache, milliseconds */
  set<Request, Answer>(
    endpoint: Endpoint<Request, Answer>,
    request: Request,
    answer: Loose<Answer>,
    answeredAt: number,
    ttlMs: number,
  ): void {
    const key = this.#keyOf(endpoint, request);
    const reply = { answer, bytes: JSON.stringify(answer).length, answeredAt };
    this.#store(key, reply);
    this.#share(key, reply, ttlMs).catch(() => undefined);
  }

  #store(key: string, reply: UpstreamReply): void {
    this.#cache.set(key, { reply, notFound: undefined, answeredAt: reply.answeredAt, turn: 0 });
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
