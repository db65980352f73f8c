import type { SharedCache } from '../../store/store.js';
import type { Endpoint } from '../endpoint.js';
import { keyOf, type Reply } from '../interceptor.js';
import { readReply, writeReply } from '../interceptors/shared-cache.js';
import type { Loose } from '../wire.js';
import type { HeldAnswers } from './memory-cache.js';

/** An answer that was kept. */
export interface KeptAnswer<Answer> {
  readonly answer: Loose<Answer>;
  /** When the platform gave it, Unix milliseconds. */
  readonly answeredAt: number;
}

/**
 * Parts of answers that their reader keeps on purpose, each under the request that would fetch it alone. How long one is
 * good is for the reader to say.
 */
export class KeptAnswers {
  readonly #account: string;
  readonly #held: HeldAnswers;
  readonly #shared: SharedCache | undefined;

  /** @param account as `accountKey` writes it */
  constructor(account: string, held: HeldAnswers, shared: SharedCache | undefined) {
    this.#account = account;
    this.#held = held;
    this.#shared = shared;
  }

  async get<Request, Answer>(
    endpoint: Endpoint<Request, Answer>,
    request: Request,
  ): Promise<KeptAnswer<Answer> | undefined> {
    const key = this.#keyOf(endpoint, request);
    const held = this.#held.get(key)?.reply;
    if (held !== undefined || this.#shared === undefined) return held as KeptAnswer<Answer> | undefined;
    const { value } = await this.#shared.get(key);
    const reply = value === undefined ? undefined : readReply(value);
    if (reply !== undefined) this.#hold(key, reply);
    return reply as KeptAnswer<Answer> | undefined;
  }

  /** @param keptMs how long other replicas can find it, milliseconds */
  set<Request, Answer>(
    endpoint: Endpoint<Request, Answer>,
    request: Request,
    answer: Loose<Answer>,
    answeredAt: number,
    keptMs: number,
  ): void {
    const key = this.#keyOf(endpoint, request);
    const reply = { answer, bytes: JSON.stringify(answer).length, answeredAt };
    this.#hold(key, reply);
    this.#share(key, reply, keptMs).catch(() => undefined);
  }

  #hold(key: string, reply: Reply): void {
    this.#held.set(key, { reply, notFound: undefined, answeredAt: reply.answeredAt, turn: 0 });
  }

  async #share(key: string, reply: Reply, keptMs: number): Promise<void> {
    if (this.#shared === undefined) return;
    const { generation } = await this.#shared.get(key);
    await this.#shared.set(key, generation, writeReply(reply), keptMs);
  }

  #keyOf<Request>(endpoint: Endpoint<Request, unknown>, request: Request): string {
    return keyOf({ account: this.#account, endpoint, body: JSON.stringify(request) });
  }
}
