import { Deadline, type DeadlineEnd } from '../../deadline.js';
import { PlatformError } from '../errors.js';
import { type Interceptor, keyOf, type UpstreamCall, type UpstreamReply } from '../interceptor.js';
import type { Observer } from '../observer.js';

/** One call that several wait for. */
interface Shared {
  readonly reply: Promise<UpstreamReply>;
  /** Ends when nobody waits any more. */
  readonly deadline: Deadline;
  waiting: number;
}

/**
 * Equal reads that are under way at the same time share one call. Each waits no longer than its own deadline, which
 * fails nobody else; when nobody waits any more, the call is given up.
 */
export class Coalescing {
  readonly #shared = new Map<string, Shared>();
  readonly #observer: Observer | undefined;

  constructor(observer?: Observer) {
    this.#observer = observer;
  }

  /**
   * A fresh read is asked of the platform now, and so shares nothing that began earlier; nobody shares it either. Nor a refresh, which
   * is refused where callers need the place: it must not fail one of them.
   */
  readonly interceptor: Interceptor = (next) => (call) => {
    const { endpoint, deadline, fresh, isRefresh } = call;
    if (endpoint.effect !== 'read' || fresh || isRefresh) return next(call);
    if (deadline.ended !== undefined) {
      return Promise.reject(new PlatformError({ kind: deadline.ended, endpoint: endpoint.path, sent: false }));
    }
    const key = keyOf(call);
    let shared = this.#shared.get(key);
    if (shared === undefined) {
      const own = new Deadline();
      own.prolong(deadline.endsAt);
      shared = { reply: next({ ...call, deadline: own }), deadline: own, waiting: 0 };
      this.#shared.set(key, shared);
    } else {
      this.#observer?.coalesced(endpoint.path);
    }
    return this.#waitFor(shared, key, call);
  };

  /** What begins from now on shares nothing that began before. */
  forget(key: string): void {
    this.#shared.delete(key);
  }

  forgetAll(): void {
    this.#shared.clear();
  }

  #waitFor(shared: Shared, key: string, { endpoint, deadline }: UpstreamCall): Promise<UpstreamReply> {
    shared.waiting += 1;
    shared.deadline.prolong(deadline.endsAt);
    return new Promise((resolve, reject) => {
      const giveUp = (kind: DeadlineEnd) => {
        reject(new PlatformError({ kind, endpoint: endpoint.path }));
        shared.waiting -= 1;
        if (shared.waiting > 0) return;
        this.#done(shared, key);
        shared.deadline.end(kind);
      };
      deadline.onEnd(giveUp);
      shared.reply.then(
        (reply) => {
          deadline.offEnd(giveUp);
          this.#done(shared, key);
          resolve(reply);
        },
        (error) => {
          deadline.offEnd(giveUp);
          this.#done(shared, key);
          reject(error);
        },
      );
    });
  }

  #done(shared: Shared, key: string): void {
    if (this.#shared.get(key) === shared) this.#shared.delete(key);
  }
}
