import type { RecordStore } from '../store/store.js';
import type { Deadline } from './deadline.js';
import type { Endpoint } from './endpoint.js';
import type { Reply, Send } from './rule.js';
import { stackOf } from './stack.js';
import { TokenSource, type TokenSourceOptions } from './token.js';
import { Transport, type TransportOptions } from './transport.js';
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
  invalidate<Request>(endpoint: Endpoint<Request, unknown>, request: Request): Promise<void>;
  /** When the calls of this request must have ended. */
  readonly deadline: Deadline;
}

export interface CallOptions {
  /** The platform itself is asked now: the answer comes from no cache, and from no call that began earlier. */
  readonly fresh?: boolean;
  /** Time for this call alone, milliseconds; the deadline ends it all the same. */
  readonly timeoutMs?: number;
}

export interface ClientOptions extends Omit<TransportOptions, 'baseUrl'> {
  readonly accounts: readonly Account[];
  /** Where replicas find each other's tokens. */
  readonly records: RecordStore;
  readonly log: TokenSourceOptions['log'];
}

interface Way {
  readonly account: Account;
  readonly send: Send;
}

/** The way to the platform for all accounts: one pool of sockets per base URL, one token per account. */
export class PlatformClient {
  readonly #options: Omit<ClientOptions, 'accounts'>;
  readonly #transports = new Map<string, Transport>();
  #ways: ReadonlyMap<string, Way> = new Map();

  constructor({ accounts, ...options }: ClientOptions) {
    this.#options = options;
    this.replaceAccounts(accounts);
  }

  /** The platform for one request: every call of it is the account's, and ends with the deadline. */
  bind({ appid }: Account, deadline: Deadline): Platform {
    const way = this.#ways.get(appid);
    if (way === undefined) throw new Error('bind: an account that this client does not have');
    return {
      call: (endpoint, request, options) => call(way.send, endpoint, request, deadline, options) as Promise<never>,
      invalidate: async () => {},
      deadline,
    };
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

  async close(): Promise<void> {
    await Promise.all([...this.#transports.values()].map((transport) => transport.close()));
  }

  #wayOf(account: Account): Way {
    const { baseUrl } = account;
    const transport = this.#transports.get(baseUrl) ?? new Transport({ ...this.#options, baseUrl });
    this.#transports.set(baseUrl, transport);
    const { timeoutMs, records, log } = this.#options;
    const tokens = new TokenSource({ ...account, transport, timeoutMs, records, log });
    return { account, send: stackOf(tokens, transport) };
  }
}

function isSame(one: Account, other: Account): boolean {
  const concealed = ({ token }: Account) => (token.mode === 'url' ? token.url : token.secret).reveal();
  return one.baseUrl === other.baseUrl && one.token.mode === other.token.mode && concealed(one) === concealed(other);
}

async function call(
  send: Send,
  endpoint: Endpoint<unknown, unknown>,
  request: unknown,
  deadline: Deadline,
  { fresh = false, timeoutMs }: CallOptions = {},
): Promise<Reply['answer']> {
  const body = JSON.stringify(request);
  if (timeoutMs === undefined) return (await send({ endpoint, body, deadline, fresh })).answer;
  const own = deadline.within(timeoutMs);
  try {
    return (await send({ endpoint, body, deadline: own, fresh })).answer;
  } finally {
    own.close();
  }
}
