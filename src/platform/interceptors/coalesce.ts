import { Deadline } from '../../deadline.js';
import { PlatformError } from '../errors.js';
import {
  type Dispatch,
  type Interceptor,
  isOfAll,
  keyOf,
  type UpstreamCall,
  type UpstreamReply,
} from '../interceptor.js';
import type { Observer } from '../observer.js';

/** Prefix of the keys of reads with `noCache`, which join only each other. */
const NO_CACHE = 'no-cache ';

/** One call that several callers wait for. */
interface Shared {
  readonly reply: Promise<UpstreamReply>;
  /** Ends when no caller is waiting any more. */
  readonly deadline: Deadline;
  waiting: number;
}

/**
 * Lets equal reads that are in flight at the same time share one call. Each caller waits no longer than its own deadline,
 * which does not affect the others. The call is aborted when no caller is waiting any more.
 */
export class Coalescing {
  readonly #shared = new Map<string, Shared>();
  readonly #observer: Observer | undefined;

  constructor(observer?: Observer) {
    this.#observer = observer;
  }

  /**
   * A fresh read neither joins an earlier call nor is joined by another read. A background refresh is not shared either: it
   * is rejected when callers need its queue slot, and that rejection must not reach a caller.
   */
  readonly interceptor: Interceptor = (next) => (call) => {
    const { endpoint, deadline, fresh, isRefresh } = call;
    if (endpoint.effect !== 'read' || fresh || isRefresh) return next(call);
    if (deadline.ended !== undefined) {
      return Promise.reject(new PlatformError({ kind: deadline.ended, endpoint: endpoint.path, sent: false }));
    }
    const key = call.noCache ? `${NO_CACHE}${keyOf(call)}` : keyOf(call);
    let shared = this.#shared.get(key);
    if (shared === undefined) shared = this.#start(next, call, key);
    else this.#observer?.coalesced(endpoint.path);
    return this.#waitFor(shared, key, call);
  };

  /** Detaches the call in flight for a key, or all those of a key of `keyOfAll`: later reads do not join them. */
  detach(key: string): void {
    for (const prefix of ['', NO_CACHE]) {
      const detached = `${prefix}${key}`;
      this.#shared.delete(detached);
      if (!isOfAll(key)) continue;
      for (const shared of this.#shared.keys()) if (shared.startsWith(detached)) this.#shared.delete(shared);
    }
  }

  detachAll(): void {
    this.#shared.clear();
  }

  #start(next: Dispatch, call: UpstreamCall, key: string): Shared {
    const deadline = new Deadline();
    deadline.prolong(call.deadline.endsAt);
    const shared: Shared = { reply: next({ ...call, deadline }), deadline, waiting: 0 };
    const done = () => this.#done(shared, key);
    shared.reply.then(done, done);
    this.#shared.set(key, shared);
    return shared;
  }

  #waitFor(shared: Shared, key: string, { endpoint, deadline }: UpstreamCall): Promise<UpstreamReply> {
    shared.waiting += 1;
    shared.deadline.prolong(deadline.endsAt);
    return deadline.race(shared.reply, (kind) => {
      shared.waiting -= 1;
      if (shared.waiting === 0) {
        this.#done(shared, key);
        shared.deadline.end(kind);
      }
      return new PlatformError({ kind, endpoint: endpoint.path });
    });
  }

  #done(shared: Shared, key: string): void {
    if (this.#shared.get(key) === shared) this.#shared.delete(key);
  }
}
