import type { Deadline } from '../deadline.js';
import type { RecordStore, SharedCache } from '../store/store.js';
import { KeptAnswers } from './cache/fragment-cache.js';
import { createHeldAnswers, type HeldAnswers } from './cache/memory-cache.js';
import type { Endpoint } from './endpoint.js';
import { accountKey, type Call, keyOf, type Reply, type Send } from './interceptor.js';
import { type AccountWay, type Answers, stackOf } from './interceptor-stack.js';
import { Breaker } from './interceptors/circuit-breaker.js';
import { Coalescing } from './interceptors/coalesce.js';
import { boundedQueue, type QueueOptions } from './interceptors/concurrency-queue.js';
import { AnswerCache } from './interceptors/response-cache.js';
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
  /** Forgets what was answered to such a read, here and in every replica: what it shows is changed, or about to be. */
  invalidate<Request, Answer>(endpoint: Endpoint<Request, Answer>, request: Request): Promise<void>;
  /** Seconds since the platform gave this answer, where it was given again though it may be out of date. */
  ageOf(answer: object): number | undefined;
  /** Parts of answers that are worth keeping; absent where nothing is to be kept. */
  readonly kept?: KeptAnswers | undefined;
  /** Counts how many parts of an answer their reader found among those, and how many not. */
  countKept(endpoint: { readonly path: string }, found: number, missing: number): void;
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
  readonly observer?: Observer | undefined;
}

interface Way extends AccountWay {
  readonly account: Account;
  readonly send: Send;
  readonly kept: KeptAnswers | undefined;
}

/** The way to the platform for all accounts: one pool of sockets per base URL, one stack of rules per account. */
export class PlatformClient {
  readonly #options: Omit<ClientOptions, 'accounts'>;
  readonly #held: HeldAnswers | undefined;
  readonly #answers: Answers;
  readonly #transports = new Map<string, Transport>();
  readonly #budget = new ResponseBudget();
  #ways: ReadonlyMap<string, Way> = new Map();

  constructor({ accounts, ...options }: ClientOptions) {
    this.#options = options;
    const { cache, coalesce, timeoutMs, observer } = options;
    const shared = cache?.shared;
    this.#held = cache && createHeldAnswers(cache.maxBytes);
    this.#answers = {
      cache:
        this.#held &&
        new AnswerCache({
          held: this.#held,
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

  /** Returns the platform for one request: its calls use the account, end with the deadline and are counted in `stats`. */
  bind({ appid }: Account, deadline: Deadline, stats?: CallStats): Platform {
    const way = this.#ways.get(appid);
    if (way === undefined) throw new Error('bind: an account that this client does not have');
    const { cache, shared } = this.#answers;
    const { observer } = this.#options;
    const account = accountKey(way.account);
    const asker = { isLetIn: false };
    return {
      call: (endpoint, request, { fresh = false, timeoutMs, maySend } = {}) =>
        answerWithin(timeoutMs, way.send, {
          account,
          endpoint,
          body: JSON.stringify(request),
          stats,
          asker,
          deadline,
          fresh,
          maySend,
        }) as Promise<never>,
      invalidate: async (endpoint, request) => {
        const key = keyOf({ account, endpoint, body: JSON.stringify(request) });
        this.#forget(key);
        await shared?.invalidate(key);
      },
      ageOf: (answer) => cache?.ageOf(answer),
      kept: way.kept,
      countKept({ path }, found, missing) {
        if (stats !== undefined) stats.fromCache += found;
        if (found > 0) observer?.cacheAnswered('kept', path, 'hit', found);
        if (missing > 0) observer?.cacheAnswered('kept', path, 'miss', missing);
      },
      deadline,
    };
  }

  /** Whether the calls of a new request of this account would find a place, or one to wait at. */
  hasRoom({ appid }: Account): boolean {
    return this.#ways.get(appid)?.queue.hasRoom(this.#options.timeoutMs) ?? true;
  }

  /** Takes other accounts from now on. One that stays as it was keeps its token; requests under way end as they began. */
  replaceAccounts(accounts: readonly Account[]): void {
    const before = this.#ways;
    this.#ways = new Map(
      accounts.map((account) => {
        const known = before.get(account.appid);
        return [account.appid, known && isSame(known.account, account) ? known : this.#wayOf(account)];
      }),
    );
    const needed = new Set(accounts.map(({ baseUrl }) => baseUrl));
    for (const [baseUrl, transport] of this.#transports) {
      if (needed.has(baseUrl)) continue;
      this.#transports.delete(baseUrl);
      setTimeout(() => transport.close(), this.#options.timeoutMs).unref();
    }
  }

  /** How each account's way stands now. */
  states(): AccountState[] {
    return [...this.#ways].map(([appid, { breaker, queue, tokens }]) => ({
      appid,
      breaker: breaker.state,
      ...queue.load(),
      tokenAgeSeconds: tokens.ageSeconds,
    }));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#transports.values()].map((transport) => transport.close()));
  }

  #wayOf(account: Account): Way {
    const { appid, baseUrl } = account;
    const { timeoutMs, queue, records, log, observer } = this.#options;
    const transport = this.#transports.get(baseUrl) ?? new Transport({ baseUrl, timeoutMs, budget: this.#budget });
    this.#transports.set(baseUrl, transport);
    const way: AccountWay = {
      breaker: new Breaker(undefined, observer && (() => observer.breakerOpened(appid))),
      queue: boundedQueue(queue),
      tokens: new TokenSource({ ...account, transport, timeoutMs, records, log, observer }),
      transport,
      appid,
      observer,
    };
    return {
      ...way,
      account,
      send: stackOf(this.#answers, way),
      kept: this.#held && new KeptAnswers(accountKey(account), this.#held, this.#answers.shared),
    };
  }

  /** Without a key: everything. */
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

/** @param timeoutMs for this call alone; undefined: its deadline is enough */
async function answerWithin(timeoutMs: number | undefined, send: Send, call: Call): Promise<Reply['answer']> {
  if (timeoutMs === undefined) return (await send(call)).answer;
  const deadline = call.deadline.within(timeoutMs);
  try {
    return (await send({ ...call, deadline })).answer;
  } finally {
    deadline.close();
  }
}
