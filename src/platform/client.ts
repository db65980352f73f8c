import type { Deadline } from '../deadline.js';
import type { RecordStore, SharedCache } from '../store/store.js';
import { FragmentCache } from './cache/fragment-cache.js';
import { createResponseCache, type ResponseCache } from './cache/memory-cache.js';
import type { Endpoint } from './endpoint.js';
import { accountKey, type Dispatch, keyOf } from './interceptor.js';
import { type AccountChannel, type Answers, interceptorsFor } from './interceptor-stack.js';
import { Breaker } from './interceptors/circuit-breaker.js';
import { Coalescing } from './interceptors/coalesce.js';
import type { CodeLookupLimit } from './interceptors/code-lookup-limit.js';
import { boundedQueue, type QueueOptions } from './interceptors/concurrency-queue.js';
import { ResponseCacheInterceptor } from './interceptors/response-cache.js';
import type { AccountState, CallStats, Observer } from './observer.js';
import { ResponseBudget } from './response-budget.js';
import { TokenSource, type TokenSourceOptions } from './token/token-source.js';
import { Transport } from './transport.js';
import type { Loose } from './wire.js';

/** One account of the platform: whose cards, codes and members a request is about. */
export interface Account {
  readonly appid: string;
  readonly baseUrl: string;
  readonly token: TokenSourceOptions['token'];
}

/** The platform as one request sees it: its account, token and deadline are settled. */
export interface Platform {
  /**
   * Calls the platform.
   * @throws {PlatformError} for whatever is no success
   */
  call<Request, Response>(
    endpoint: Endpoint<Request, Response>,
    request: Request,
    options?: CallOptions,
  ): Promise<Loose<Response>>;
  /** Evicts the response to such a read, here and in every replica: its data has changed, or is about to. */
  invalidate<Request, Answer>(endpoint: Endpoint<Request, Answer>, request: Request): Promise<void>;
  /** Returns the seconds since the platform gave this response if it was served stale. */
  ageOf(answer: object): number | undefined;
  /** Cached parts of responses; absent if nothing is cached. */
  readonly fragments?: FragmentCache | undefined;
  /** Counts how many parts of a response were found in `fragments`, and how many were not. */
  countFragments(endpoint: { readonly path: string }, found: number, missing: number): void;
  /** When the calls of this request must have ended. */
  readonly deadline: Deadline;
}

export interface CallOptions {
  /** The platform itself is asked now: the answer comes from no cache, and from no call that began earlier. */
  readonly fresh?: boolean;
  /** Time for this call alone, milliseconds; the deadline ends it all the same. */
  readonly timeoutMs?: number;
  /** Of a write: whether it may still leave. Checked, beside the deadline, right before each sending. */
  readonly maySend?: (() => boolean) | undefined;
}

export interface ClientOptions {
  readonly accounts: readonly Account[];
  /** Milliseconds for connecting, for headers and between two pieces of a body; the deadline ends all of them. */
  readonly timeoutMs: number;
  /** Of each account. */
  readonly queue: QueueOptions;
  /** Whether equal reads under way at the same time share one call. */
  readonly coalesce: boolean;
  /** Where replicas find each other's tokens. */
  readonly records: RecordStore;
  readonly log: TokenSourceOptions['log'];
  /** Absent: every read asks the platform. `shared` is what replicas hold together. */
  readonly cache?: { readonly maxBytes: number; readonly shared?: SharedCache | undefined } | undefined;
  /** Of all accounts; absent: look-ups of codes are not limited. */
  readonly codeLookupLimit?: CodeLookupLimit | undefined;
  readonly observer?: Observer | undefined;
}

interface Channel extends AccountChannel {
  readonly account: Account;
  readonly dispatch: Dispatch;
  readonly fragments: FragmentCache | undefined;
}

/** The client of the platform for all accounts: one socket pool per base URL, one stack of interceptors per account. */
export class PlatformClient {
  readonly #options: Omit<ClientOptions, 'accounts'>;
  readonly #responses: ResponseCache | undefined;
  readonly #answers: Answers;
  readonly #transports = new Map<string, Transport>();
  readonly #budget = new ResponseBudget();
  #channels: ReadonlyMap<string, Channel> = new Map();

  constructor({ accounts, ...options }: ClientOptions) {
    this.#options = options;
    const { cache, coalesce, timeoutMs, observer } = options;
    const shared = cache?.shared;
    this.#responses = cache && createResponseCache(cache.maxBytes);
    this.#answers = {
      cache:
        this.#responses &&
        new ResponseCacheInterceptor({
          cache: this.#responses,
          refreshMs: timeoutMs,
          isUpToDate: () => shared?.hearsInvalidations ?? true,
          observer,
        }),
      coalescing: coalesce ? new Coalescing(observer) : undefined,
      shared,
    };
    shared?.onInvalidate((key) => this.#forget(key));
    this.replaceAccounts(accounts);
  }

  /**
   * Returns the platform for one request: its calls use this account, end with the deadline, and are counted in the stats.
   * @param callerName whose look-ups of codes are limited; absent: they are not
   */
  bind({ appid }: Account, deadline: Deadline, stats?: CallStats, callerName?: string): Platform {
    const channel = this.#channels.get(appid);
    if (channel === undefined) throw new Error('bind: an account that this client does not have');
    const { cache, shared } = this.#answers;
    const { observer } = this.#options;
    const account = accountKey(channel.account);
    const caller = { name: callerName, admitted: false };
    return {
      async call(endpoint, request, { fresh = false, timeoutMs, maySend } = {}) {
        const { code } = request as { readonly code?: unknown };
        const { answer } = await channel.dispatch({
          account,
          endpoint,
          body: JSON.stringify(request),
          stats,
          caller,
          deadline,
          fresh,
          timeoutMs,
          code: typeof code === 'string' ? code : undefined,
          maySend,
        });
        return answer as never;
      },
      invalidate: async (endpoint, request) => {
        const key = keyOf({ account, endpoint, body: JSON.stringify(request) });
        this.#forget(key);
        await shared?.invalidate(key);
      },
      ageOf: (answer) => cache?.ageOf(answer),
      fragments: channel.fragments,
      countFragments({ path }, found, missing) {
        if (stats !== undefined) stats.fromCache += found;
        if (found > 0) observer?.cacheAnswered('kept', path, 'hit', found);
        if (missing > 0) observer?.cacheAnswered('kept', path, 'miss', missing);
      },
      deadline,
    };
  }

  /** Whether the calls of a new request of this account would get a queue slot, or could wait for one. */
  hasCapacity({ appid }: Account): boolean {
    return this.#channels.get(appid)?.queue.hasCapacity(this.#options.timeoutMs) ?? true;
  }

  /** Replaces the accounts. An unchanged account keeps its token; in-flight requests complete with the previous accounts. */
  replaceAccounts(accounts: readonly Account[]): void {
    const before = this.#channels;
    this.#channels = new Map(
      accounts.map((account) => {
        const existing = before.get(account.appid);
        return [account.appid, existing && isSame(existing.account, account) ? existing : this.#channelFor(account)];
      }),
    );
    const needed = new Set(accounts.map(({ baseUrl }) => baseUrl));
    for (const [baseUrl, transport] of this.#transports) {
      if (needed.has(baseUrl)) continue;
      this.#transports.delete(baseUrl);
      setTimeout(() => transport.close(), this.#options.timeoutMs).unref();
    }
  }

  /** Returns the current state of each account's channel. */
  states(): AccountState[] {
    return [...this.#channels].map(([appid, { breaker, queue, tokens }]) => ({
      appid,
      breaker: breaker.state,
      ...queue.load(),
      tokenAgeSeconds: tokens.ageSeconds,
    }));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#transports.values()].map((transport) => transport.close()));
  }

  #channelFor(account: Account): Channel {
    const { appid, baseUrl } = account;
    const { timeoutMs, queue, records, log, codeLookupLimit, observer } = this.#options;
    const transport = this.#transports.get(baseUrl) ?? new Transport({ baseUrl, timeoutMs, budget: this.#budget });
    this.#transports.set(baseUrl, transport);
    const channel: AccountChannel = {
      breaker: new Breaker(undefined, observer && (() => observer.breakerOpened(appid))),
      queue: boundedQueue(queue),
      tokens: new TokenSource({ ...account, transport, timeoutMs, records, log, observer }),
      transport,
      appid,
      codeLookupLimit: codeLookupLimit?.interceptorFor(account),
      observer,
    };
    return {
      ...channel,
      account,
      dispatch: interceptorsFor(this.#answers, channel),
      fragments: this.#responses && new FragmentCache(accountKey(account), this.#responses, this.#answers.shared),
    };
  }

  /** Evicts an entry; all entries if `key` is undefined. */
  #forget(key: string | undefined): void {
    const { cache, coalescing } = this.#answers;
    if (key === undefined) {
      cache?.invalidateAll();
      coalescing?.forgetAll();
    } else {
      cache?.invalidate(key);
      coalescing?.forget(key);
    }
  }
}

function isSame(one: Account, other: Account): boolean {
  const concealed = ({ token }: Account) => (token.mode === 'url' ? token.url : token.secret).reveal();
  return one.baseUrl === other.baseUrl && one.token.mode === other.token.mode && concealed(one) === concealed(other);
}
