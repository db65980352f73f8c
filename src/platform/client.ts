import type { Deadline } from '../deadline.js';
import type { RecordStore, SharedCache } from '../store/store.js';
import type { MaybeAuthorized } from './authorization.js';
import { FragmentCache } from './cache/fragment-cache.js';
import { createResponseCache, type ResponseCache } from './cache/memory-cache.js';
import { type CachedRead, ReadLog } from './cache/read-log.js';
import type { Endpoint } from './endpoint.js';
import { card } from './endpoints/card.js';
import { ticket } from './endpoints/ticket.js';
import { accountKey, type Dispatch, type ExchangeListener, keyOfAll, readKeyOf } from './interceptor.js';
import { type AccountChannel, type CacheLayers, interceptorsFor } from './interceptor-stack.js';
import { Breaker } from './interceptors/circuit-breaker.js';
import { Coalescing } from './interceptors/coalesce.js';
import type { CodeLookupLimit } from './interceptors/code-lookup-limit.js';
import { boundedQueue, type QueueOptions } from './interceptors/concurrency-queue.js';
import { ResponseCacheInterceptor } from './interceptors/response-cache.js';
import { serialize } from './multipart.js';
import type { AccountState, CallStats, Observer } from './observer.js';
import type { OutageLog } from './outage-log.js';
import { ResponseBudget } from './response-budget.js';
import { ownSecretOf } from './token/fetch-token.js';
import { TicketSource } from './token/ticket-source.js';
import { TokenSource, type TokenSourceOptions } from './token/token-source.js';
import { Transport } from './transport.js';
import type { Loose } from './wire.js';

/** A platform account: the owner of the cards, codes and members that a request is about. */
export interface Account extends MaybeAuthorized {
  readonly appid: string;
  readonly baseUrl: string;
  readonly token: TokenSourceOptions['token'];
}

/** The platform, bound to the account and the deadline of one request. */
export interface Platform {
  /**
   * Calls the platform.
   * @throws {PlatformError} unless the call succeeded
   */
  call<Request, Response>(
    endpoint: Endpoint<Request, Response>,
    request: Request,
    options?: CallOptions,
  ): Promise<Loose<Response>>;
  /** Evicts the cached response to this read in every replica, because its data has changed or is about to change. */
  invalidate<Request, Response>(endpoint: Endpoint<Request, Response>, request: Request): Promise<void>;
  /** Keeps later reads of this endpoint, which is not cached, from joining calls in flight in any replica, because its data has changed. */
  detachReads(endpoint: { readonly path: string }): Promise<void>;
  /** Returns the seconds since the platform gave this response if it was served stale. */
  ageOf(answer: object): number | undefined;
  /**
   * Returns the ticket with which the account's card signatures are made. All requests and replicas share it, so fetching it is not counted
   * as a call of the request. Never put it into a log or an error.
   * @throws {PlatformError}
   */
  cardTicket(): Promise<string>;
  /** Cached parts of responses; absent if nothing is cached. */
  readonly fragments?: FragmentCache | undefined;
  /** Counts how many parts of a response were found in `fragments`, and how many were not. */
  countFragments(endpoint: { readonly path: string }, found: number, missing: number): void;
  /** The cached responses that this request has received. Absent if nothing is cached, or if the client requested `no-cache`. */
  readonly reads?: ReadLog | undefined;
  /**
   * Reads cached responses again that another request received.
   * @returns whether all of them are still current. If not, they are not counted for this request
   */
  readsAgain(reads: readonly CachedRead[]): boolean;
  /** The time by which all calls of this request must have ended. */
  readonly deadline: Deadline;
}

export interface CallOptions {
  /** Bypasses all caches and does not join a call that started earlier. */
  readonly fresh?: boolean;
  /** Whether a fresh read stores its response in the caches. Defaults to true. */
  readonly isCached?: boolean;
  /** Timeout of this call, milliseconds. The deadline still applies. */
  readonly timeoutMs?: number;
  /** Returns whether a write may still be sent. Checked together with the deadline, right before each attempt. */
  readonly maySend?: (() => boolean) | undefined;
  /** Whether it reads back a write of the same request. It does not count as a look-up: the caller has supplied the codes. */
  readonly isReadBack?: boolean;
}

export interface ClientOptions {
  readonly accounts: readonly Account[];
  /** Timeout for connecting, for the headers and between two body chunks, milliseconds. The deadline still applies. */
  readonly timeoutMs: number;
  /** Limits of the queue of each account. */
  readonly queue: QueueOptions;
  /** Whether equal reads that are in flight at the same time share one call. */
  readonly coalesce: boolean;
  /** Where replicas share their tokens. */
  readonly records: RecordStore;
  readonly outages: OutageLog;
  /** Absent: reads are not cached. `shared` is the cache that all replicas use. */
  readonly cache?: { readonly maxBytes: number; readonly shared?: SharedCache | undefined } | undefined;
  /** Shared by all accounts. Absent: code look-ups are not limited. */
  readonly codeLookupLimit?: CodeLookupLimit | undefined;
  readonly observer?: Observer | undefined;
}

/** The endpoints with cached responses. */
export const CACHED_ENDPOINTS = [card.get];

/** Follows what the client reads and evicts. */
export interface ClientFollower {
  readonly exchange: ExchangeListener;
  /** Receives the key of an evicted response, by any replica, or that of `keyOfAll`; undefined if some may have been missed. */
  evicted(key: string | undefined): void;
}

interface Channel extends AccountChannel {
  readonly account: Account;
  readonly dispatch: Dispatch;
  readonly tickets: TicketSource;
  readonly fragments: FragmentCache | undefined;
}

/** The platform client of all accounts. Has one transport per base URL and one interceptor stack per account. */
export class PlatformClient {
  readonly #options: Omit<ClientOptions, 'accounts'>;
  readonly #responses: ResponseCache | undefined;
  readonly #layers: CacheLayers;
  readonly #transports = new Map<string, Transport>();
  readonly #budget = new ResponseBudget();
  #channels: ReadonlyMap<string, Channel> = new Map();
  #follower: ClientFollower | undefined;

  constructor({ accounts, ...options }: ClientOptions) {
    this.#options = options;
    const { cache, coalesce, timeoutMs, observer } = options;
    const shared = cache?.shared;
    this.#responses = cache && createResponseCache(cache.maxBytes);
    this.#layers = {
      cache:
        this.#responses &&
        new ResponseCacheInterceptor({
          cache: this.#responses,
          refreshMs: timeoutMs,
          isUpToDate: () => shared?.receivesInvalidations ?? true,
          observer,
        }),
      coalescing: coalesce ? new Coalescing(observer) : undefined,
      shared,
    };
    shared?.onInvalidate((key) => this.#evict(key));
    this.replaceAccounts(accounts);
  }

  /**
   * Returns the platform for one request. Its calls use this account, end with the deadline and are counted in `stats`.
   * @param callerName the caller whose code look-ups are limited; absent: they are not limited
   * @param noCache whether its reads bypass cached responses. Cached days of statistics are still used
   */
  bind({ appid }: Account, deadline: Deadline, stats?: CallStats, callerName?: string, noCache?: boolean): Platform {
    const channel = this.#channels.get(appid);
    if (channel === undefined) throw new Error('bind: unknown account; pass one that the client was created with');
    const { cache } = this.#layers;
    const { observer } = this.#options;
    const account = accountKey(channel.account);
    const caller = { name: callerName, admitted: false };
    const reads = cache && !noCache ? new ReadLog() : undefined;
    return {
      async call(endpoint, request, { fresh = false, isCached, timeoutMs, maySend, isReadBack = false } = {}) {
        const { code, encrypt_code, activate_ticket } = request as Readonly<Record<string, unknown>>;
        const named = code ?? encrypt_code ?? activate_ticket;
        const isLookUp = Array.isArray(code) && endpoint.effect === 'read' && !isReadBack;
        if (reads !== undefined) reads.calls += 1;
        const { body, upload } = serialize(endpoint, request);
        const { answer } = await channel.dispatch({
          account,
          endpoint,
          body,
          upload,
          stats,
          caller,
          reads,
          deadline,
          fresh,
          isCached,
          noCache: noCache && !fresh && endpoint.effect === 'read',
          timeoutMs,
          code: typeof named === 'string' ? named : undefined,
          codes: isLookUp ? code : undefined,
          maySend,
        });
        return answer as never;
      },
      invalidate: async (endpoint, request) => {
        await this.invalidate(readKeyOf(channel.account, endpoint, request));
      },
      detachReads: async (endpoint) => {
        await this.invalidate(keyOfAll({ account, endpoint }));
      },
      cardTicket: async () => channel.tickets.get(deadline, ticket.getticket.path),
      ageOf: (answer) => cache?.ageOf(answer),
      fragments: channel.fragments,
      countFragments({ path }, found, missing) {
        if (stats !== undefined) stats.fromCache += found;
        if (found > 0) observer?.cacheAnswered('kept', path, 'hit', found);
        if (missing > 0) observer?.cacheAnswered('kept', path, 'miss', missing);
      },
      reads,
      readsAgain: (earlier) => reads !== undefined && cache?.readsAgain(earlier, stats) === true,
      deadline,
    };
  }

  /**
   * Evicts a cached response in every replica, or all those of a key of `keyOfAll`. Later reads do not join calls in flight.
   * @param key as returned by `readKeyOf` or `keyOfAll`
   * @returns whether the shared cache has confirmed it; true if there is none
   */
  async invalidate(key: string): Promise<boolean> {
    this.#evict(key);
    return (await this.#layers.shared?.invalidate(key)) ?? true;
  }

  /** Returns whether the calls of a new request of this account would get a queue slot or could wait for one. */
  hasCapacity({ appid }: Account): boolean {
    return this.#channels.get(appid)?.queue.hasCapacity(this.#options.timeoutMs) ?? true;
  }

  /** Sets the follower. There is at most one. */
  follow(follower: ClientFollower): void {
    this.#follower = follower;
  }

  /**
   * Replaces the accounts. An unchanged account keeps its token; in-flight requests complete with the previous accounts. If the merchant of an
   * account has withdrawn its authorization, the token of the account is discarded and its cached responses are evicted.
   */
  replaceAccounts(accounts: readonly Account[]): void {
    const previous = this.#channels;
    this.#channels = new Map(
      accounts.map((account) => {
        const existing = previous.get(account.appid);
        return [account.appid, existing && isSame(existing.account, account) ? existing : this.#channelFor(account)];
      }),
    );
    for (const { account } of previous.values()) {
      if (isServed(account) && !isServed(this.#channels.get(account.appid)?.account)) this.#evictAccount(account);
    }
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
    const { timeoutMs, queue, records, outages, codeLookupLimit, observer } = this.#options;
    const transport = this.#transports.get(baseUrl) ?? new Transport({ baseUrl, timeoutMs, budget: this.#budget });
    this.#transports.set(baseUrl, transport);
    const onOpen = () => {
      observer?.breakerOpened(appid);
      outages.breakerOpened(appid);
    };
    const channel: AccountChannel = {
      breaker: new Breaker(undefined, onOpen, () => outages.breakerClosed(appid)),
      onQuotaChange: (...change) => outages.quotaChanged(appid, ...change),
      queue: boundedQueue(queue),
      tokens: new TokenSource({ ...account, transport, timeoutMs, records, log: outages.tokenLog(appid), observer }),
      transport,
      appid,
      codeLookupLimit: codeLookupLimit?.interceptorFor(account),
      observer,
      onExchange: (call) => this.#follower?.exchange(call),
    };
    const dispatch = interceptorsFor(this.#layers, channel);
    return {
      ...channel,
      account,
      dispatch,
      tickets: new TicketSource({ ...account, dispatch, timeoutMs, records }),
      fragments: this.#responses && new FragmentCache(authorizationKey(account), this.#responses, this.#layers.shared),
    };
  }

  /**
   * Evicts all cached responses of an account. Every replica does so, because each one may store responses in the shared cache until its
   * accounts are replaced. The account's days of statistics in the shared cache remain until they expire, under a key that is not used again.
   */
  #evictAccount(account: Account): void {
    const { cache, coalescing, shared } = this.#layers;
    const key = accountKey(account);
    cache?.invalidateAccount(key);
    coalescing?.detach(`${key} `);
    for (const endpoint of CACHED_ENDPOINTS) void shared?.invalidate(keyOfAll({ account: key, endpoint }));
  }

  /** Evicts an entry, or all those of an endpoint for a key of `keyOfAll`. Evicts all entries if `key` is undefined. */
  #evict(key: string | undefined): void {
    const { cache, coalescing } = this.#layers;
    if (key === undefined) {
      cache?.invalidateAll();
      coalescing?.detachAll();
    } else {
      cache?.invalidate(key);
      coalescing?.detach(key);
    }
    this.#follower?.evicted(key);
  }
}

/** Returns whether requests of the account are admitted. */
function isServed(account: Account | undefined): boolean {
  return account !== undefined && account.authorization?.status !== 'UNAUTHORIZED';
}

/** Returns the key of what is cached for an account until its merchant authorizes it again. */
function authorizationKey(account: Account): string {
  const { authorization } = account;
  return authorization === undefined ? accountKey(account) : `${accountKey(account)} ${authorization.authorizedAt}`;
}

function isSame(one: Account, other: Account): boolean {
  if (isServed(one) !== isServed(other)) return false;
  const credential = ({ token }: Account) => ownSecretOf(token).reveal();
  const issuer = ({ token }: Account) => (token.mode === 'component' ? token.issuer : undefined);
  if (issuer(one) !== issuer(other)) return false;
  return one.baseUrl === other.baseUrl && one.token.mode === other.token.mode && credential(one) === credential(other);
}
