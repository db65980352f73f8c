import { Deadline } from '../deadline.js';
import type { Endpoint } from '../platform/endpoint.js';
import { component as calls, componentAccess } from '../platform/endpoints/component.js';
import { unusable } from '../platform/envelope.js';
import { PlatformError } from '../platform/errors.js';
import { accountKey, compose, type Dispatch } from '../platform/interceptor.js';
import { sendWith, sendWithoutToken } from '../platform/interceptor-stack.js';
import { Breaker } from '../platform/interceptors/circuit-breaker.js';
import { boundedQueue } from '../platform/interceptors/concurrency-queue.js';
import { quotaPause } from '../platform/interceptors/quota-pause.js';
import { retryByEffect } from '../platform/interceptors/retry.js';
import type { AccountState, Observer } from '../platform/observer.js';
import type { OutageLog } from '../platform/outage-log.js';
import { type FetchedToken, readToken } from '../platform/token/fetch-token.js';
import type { Concealed } from '../platform/token/seal.js';
import { TokenSource } from '../platform/token/token-source.js';
import { Transport } from '../platform/transport.js';
import { type Loose, safeInt, text } from '../platform/wire.js';
import type { RecordStore } from '../store/store.js';
import { MAX_MERCHANTS } from './merchant-records.js';
import type { Tickets } from './tickets.js';

/** The third-party platform that this deployment is. */
export interface ComponentIdentity {
  readonly appid: string;
  readonly baseUrl: string;
  readonly secret: Concealed;
}

export interface ComponentClientOptions {
  readonly component: ComponentIdentity;
  readonly records: RecordStore;
  readonly tickets: Tickets;
  /** Timeout of connecting, of the headers, and of fetching the access token, milliseconds. */
  readonly timeoutMs: number;
  readonly outages: OutageLog;
  readonly observer?: Observer | undefined;
}

/** Calls in flight at a time. All merchants may need a token at the same time, so that the others wait. */
const CONCURRENCY = 32;

/** `Retry-After` without a valid ticket, seconds. */
const NO_TICKET_RETRY_SECONDS = 60;

/** Lifetime of a pre-authorization code whose response does not specify it, seconds. The shorter one of the documents. */
const PRE_AUTH_CODE_SECONDS = 600;

/** The errcodes of a ticket that has expired or is invalid. */
const TICKET_ERRCODES: ReadonlySet<number | undefined> = new Set([61005, 61006]);

/**
 * Calls the platform as the third-party platform. These calls have their own queue, circuit breaker and quotas, so that they and the calls
 * of the merchants do not affect each other.
 */
export class ComponentClient {
  readonly #options: ComponentClientOptions;
  readonly #transport: Transport;
  /** Returns the state of its queue, circuit breaker and token. */
  readonly state: () => AccountState;
  readonly #dispatch: Dispatch;
  readonly #dispatchWithoutToken: Dispatch;
  /** The newest ticket when the platform rejected all tickets. */
  #rejectedTicket: string | undefined;

  constructor(options: ComponentClientOptions) {
    this.#options = options;
    const { component, records, timeoutMs, outages, observer } = options;
    const { appid, baseUrl, secret } = component;
    this.#transport = new Transport({ baseUrl, timeoutMs });
    const onOpen = () => {
      observer?.breakerOpened(appid);
      outages.breakerOpened(appid);
    };
    const breaker = new Breaker(undefined, onOpen, () => outages.breakerClosed(appid));
    const issuer = {
      component: appid,
      endpoint: componentAccess.componentToken.path,
      issue: (_appid: string, deadline: Deadline) => this.#fetchToken(deadline),
    };
    const tokens = new TokenSource({
      appid,
      baseUrl,
      token: { mode: 'component', issuer, secret },
      transport: this.#transport,
      timeoutMs,
      records,
      log: outages.tokenLog(appid),
      observer,
    });
    const queue = boundedQueue({ concurrency: CONCURRENCY, waiting: MAX_MERCHANTS, isPatient: true });
    this.state = () => ({ appid, breaker: breaker.state, ...queue.load(), tokenAgeSeconds: tokens.ageSeconds });
    const channel = { transport: this.#transport, appid, observer };
    const interceptors = [
      quotaPause(undefined, (...change) => outages.quotaChanged(appid, ...change)),
      retryByEffect({ observer }),
      breaker.refuse,
      queue.interceptor,
      breaker.count,
    ];
    this.#dispatch = compose(interceptors, sendWith({ tokens, ...channel }));
    // Outside the queue: calls in the queue wait for the token.
    const quota = quotaPause(undefined, (...change) => outages.quotaChanged(appid, ...change));
    this.#dispatchWithoutToken = compose([quota], sendWithoutToken(channel));
  }

  /**
   * Calls the platform with the component's access token.
   * @throws {PlatformError}
   */
  call<Request, Answer>(
    endpoint: Endpoint<Request, Answer>,
    request: Omit<Request, 'component_appid'>,
    deadline: Deadline,
  ): Promise<Loose<Answer>> {
    return this.#send(this.#dispatch, endpoint, request, deadline);
  }

  /** Runs calls in the background, with the timeout of one request. */
  async inBackground<T>(run: (deadline: Deadline) => Promise<T>): Promise<T> {
    const deadline = new Deadline(this.#options.timeoutMs);
    try {
      return await run(deadline);
    } finally {
      deadline.close();
    }
  }

  /**
   * Starts the push of tickets, or returns that it was running.
   * @throws {PlatformError}
   */
  async startTicketPush(deadline: Deadline): Promise<'started' | 'running'> {
    const request = { component_secret: this.#options.component.secret.reveal() };
    const answer = await this.#send(this.#dispatchWithoutToken, componentAccess.startPushTicket, request, deadline);
    return (answer as { errmsg?: unknown }).errmsg === 'in a normal state' ? 'running' : 'started';
  }

  /** @throws {PlatformError} */
  async createPreAuthCode(deadline: Deadline): Promise<{ value: string; expiresInSeconds: number }> {
    const endpoint = calls.createPreauthcode;
    const answer = await this.call(endpoint, {}, deadline);
    const value = text(answer.pre_auth_code);
    if (!value) throw unusable(endpoint.path, 'pre_auth_code');
    return { value, expiresInSeconds: safeInt(answer.expires_in) ?? PRE_AUTH_CODE_SECONDS };
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  /** Fetches the component's access token with the newest ticket, or with the one before if the platform rejects it. */
  async #fetchToken(deadline: Deadline): Promise<FetchedToken> {
    const { tickets } = this.#options;
    const all = await tickets.read();
    const [newest] = all;
    if (newest === undefined) throw noTicket('no ticket has been received within the last 12 hours');
    if (newest.ticket === this.#rejectedTicket) {
      throw noTicket('the platform has rejected the tickets, and no newer one has been received');
    }
    let failure: unknown;
    for (const { ticket } of all) {
      try {
        return await this.#fetchTokenWith(ticket, deadline);
      } catch (error) {
        if (!(error instanceof PlatformError) || !TICKET_ERRCODES.has(error.errcode)) throw error;
        failure = error;
      }
    }
    this.#rejectedTicket = newest.ticket;
    throw failure;
  }

  async #fetchTokenWith(ticket: string, deadline: Deadline): Promise<FetchedToken> {
    const endpoint = componentAccess.componentToken;
    const secret = this.#options.component.secret.reveal();
    const request = { component_appsecret: secret, component_verify_ticket: ticket };
    const answer = await this.#send(this.#dispatchWithoutToken, endpoint, request, deadline);
    return readToken(endpoint.path, 'component_access_token', answer);
  }

  async #send<Request, Answer>(
    dispatch: Dispatch,
    endpoint: Endpoint<Request, Answer>,
    request: Omit<Request, 'component_appid'>,
    deadline: Deadline,
  ): Promise<Loose<Answer>> {
    const { component } = this.#options;
    const { answer } = await dispatch({
      account: accountKey(component),
      endpoint,
      body: JSON.stringify({ component_appid: component.appid, ...request }),
      deadline,
      fresh: true,
    });
    return answer as Loose<Answer>;
  }
}

function noTicket(reason: string): PlatformError {
  const endpoint = componentAccess.componentToken.path;
  const retryAfterSeconds = NO_TICKET_RETRY_SECONDS;
  return new PlatformError({ kind: 'transport', endpoint, reason, sent: false, retryAfterSeconds });
}
