import type { IncomingHttpHeaders } from 'node:http';
import type { Access, Admitted } from '../admission/access.js';
import { HttpRefusal, retryLater } from '../admission/http-refusal.js';
import { overloaded } from '../admission/load-shedding.js';
import type { RequestRates } from '../admission/request-rates.js';
import type { SubscriptionSlots } from '../admission/subscription-slots.js';
import { untilExpiry } from '../config/caller.js';
import type { Deadline } from '../deadline.js';
import type { EventLog } from '../events/event-log.js';
import { type AccountTail, EventTails } from '../events/event-tails.js';
import type { GraphQLEndpoint } from '../operation/graphql-endpoint.js';
import type { OperationContext } from '../operation/operation-context.js';
import type { Result } from '../operation/operation-pipeline.js';
import type { LiveSubscription, SubscriptionEnd } from '../operation/subscription/live-subscription.js';
import type { PreparedSubscription } from '../operation/subscription/prepared-subscription.js';
import type { Account } from '../platform/client.js';
import type { SubscriptionMetrics } from '../telemetry/subscription-metrics.js';

/** Duration of a subscription, milliseconds. */
const LIFE_MS = 60 * 60_000;

/** By how much the duration varies, so that clients do not reconnect at the same time. */
const LIFE_SPREAD = 0.1;

/** Time over which the ends are spread when the server leaves, milliseconds. */
const LEAVE_MS = 800;

export interface SubscriptionsOptions {
  readonly access: Access;
  readonly endpoint: GraphQLEndpoint;
  readonly slots: SubscriptionSlots;
  readonly rates: RequestRates;
  readonly events: EventLog | undefined;
  readonly isBusy: () => boolean;
  readonly requestTimeoutMs: number;
  readonly observer: SubscriptionMetrics | undefined;
}

/** A subscription that was admitted like any request. */
export interface SubscriptionStart {
  readonly prepared: PreparedSubscription;
  /** The context in which the arguments are checked. */
  readonly context: OperationContext;
  readonly admitted: Admitted;
  /** The headers of the request. Those that it was admitted by are checked again after a reload. */
  readonly headers: IncomingHttpHeaders;
  readonly transport: string;
  /** Creates the context of one event. */
  readonly contextFor: (deadline: Deadline) => OperationContext;
}

interface Open {
  readonly subscription: LiveSubscription;
  readonly admitted: Admitted;
  readonly credential: IncomingHttpHeaders;
}

/** The open subscriptions of this process, over any transport. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #tails: EventTails | undefined;
  readonly #open = new Set<Open>();
  #isLeaving = false;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    this.#tails = options.events && new EventTails(options.events);
  }

  /** Listeners for new events, and open subscriptions. */
  get counts(): { readonly listeners: number; readonly open: number } {
    return { listeners: this.#tails?.listeners ?? 0, open: this.#open.size };
  }

  /** Returns the newest events of an account. Undefined if it receives none. */
  tailOf(account: Account): AccountTail | undefined {
    return this.#tails?.of(account);
  }

  /**
   * Checks that new subscriptions are accepted now.
   * @throws {HttpRefusal} SERVER_OVERLOADED or SERVER_LEAVING
   */
  assertAccepting(): void {
    if (this.#isLeaving) throw leaving();
    if (this.#options.isBusy()) throw overloaded();
  }

  /**
   * Opens a subscription.
   * @returns the errors if its arguments are rejected
   * @throws {HttpRefusal} TOO_MANY_SUBSCRIPTIONS, SERVER_OVERLOADED or SERVER_LEAVING
   */
  async open({ prepared, context, admitted, headers, transport, contextFor }: SubscriptionStart) {
    const { endpoint, slots, rates, requestTimeoutMs, observer } = this.#options;
    this.assertAccepting();
    const { caller, account } = admitted;
    const release = slots.admit(caller, account);
    const openedAt = Date.now();
    let open: Open | undefined;
    let expiry: NodeJS.Timeout | undefined;
    let subscription: LiveSubscription | Result | undefined;
    try {
      subscription = await endpoint.subscribe(prepared, context, {
        lifeMs: LIFE_MS * (1 - LIFE_SPREAD + 2 * LIFE_SPREAD * Math.random()),
        eventTimeoutMs: requestTimeoutMs,
        contextFor,
        admitEvent: () => rates.admitEvent(caller, account),
        onDelivered: ({ receivedAt }) => {
          const received = receivedAt.getTime();
          observer?.delivered(transport, received < openedAt ? undefined : Math.max(0, Date.now() - received) / 1000);
        },
        onClose: (code) => {
          clearTimeout(expiry);
          release();
          if (open !== undefined) this.#open.delete(open);
          observer?.ended(transport, code);
        },
      });
    } finally {
      if (subscription === undefined || !('next' in subscription)) release();
    }
    if (!('next' in subscription)) return subscription;
    const opened = subscription;
    observer?.opened(transport);
    open = { subscription: opened, admitted, credential: credentialOf(headers) };
    this.#open.add(open);
    const leftMs = untilExpiry(caller);
    if (leftMs !== undefined) expiry = setTimeout(() => opened.end('UNAUTHENTICATED'), leftMs).unref();
    // The server may have begun to leave, or the credential may have been revoked, while the arguments were checked.
    if (this.#isLeaving) opened.end('SERVER_LEAVING');
    else await this.#reauthorize(open);
    return opened;
  }

  /** Ends the subscriptions whose callers may no longer have them. Call it after accounts or credentials were replaced. */
  reauthorize(): void {
    for (const open of this.#open) void this.#reauthorize(open);
  }

  /** Ends all subscriptions within a second, not all at once, and rejects new ones. */
  leave(): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    for (const { subscription } of this.#open) {
      setTimeout(() => subscription.end('SERVER_LEAVING'), Math.random() * LEAVE_MS).unref();
    }
  }

  close(): void {
    this.#isLeaving = true;
    for (const { subscription } of [...this.#open]) void subscription.return();
    this.#tails?.close();
  }

  async #reauthorize({ subscription, admitted, credential }: Open): Promise<void> {
    const code = await this.#endFor(admitted, credential);
    if (code !== undefined) subscription.end(code);
  }

  /** Returns why a subscription must end. Undefined: its caller may still have it. */
  async #endFor({ caller, account }: Admitted, credential: IncomingHttpHeaders): Promise<SubscriptionEnd | undefined> {
    const { access, events } = this.#options;
    if (isWithdrawn(account, access.accounts.find(account.appid))) return 'ACCOUNT_NOT_AUTHORIZED';
    let now: Admitted;
    try {
      now = await access.admit(credential);
    } catch (error) {
      if (!(error instanceof HttpRefusal)) return 'SUBSCRIPTION_ENDED';
      if (error.status === 401) return 'UNAUTHENTICATED';
      // The client can retry later with its cursor.
      return error.status === 403 ? 'FORBIDDEN' : 'SUBSCRIPTION_ENDED';
    }
    if (now.caller.name !== caller.name) return 'UNAUTHENTICATED';
    if ([...caller.scopes].some((scope) => !now.caller.scopes.has(scope))) return 'FORBIDDEN';
    if (now.account.appid !== account.appid || now.account.baseUrl !== account.baseUrl) return 'SUBSCRIPTION_ENDED';
    return events?.of(account) === undefined ? 'EVENTS_OFF' : undefined;
  }
}

/** Returns the headers that determine the caller and the account. */
function credentialOf(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const names = ['authorization', 'x-api-key', 'x-router-secret', 'x-wechat-appid'];
  return Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
}

/** Returns whether the merchant of an account has withdrawn its authorization. */
function isWithdrawn(account: Account, now: Account | undefined): boolean {
  return account.authorization !== undefined && (now === undefined || now.authorization?.status === 'UNAUTHORIZED');
}

function leaving(): HttpRefusal {
  return retryLater(503, 'SERVER_LEAVING', 'The server is shutting down. Subscribe again', 1);
}
