import { HeaderMap } from '@apollo/server';
import { execute, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { Deadline } from '../../deadline.js';
import type { OperationContext } from '../operation-context.js';
import type { OperationPipeline, Result } from '../operation-pipeline.js';
import { completeResponse } from '../response-extensions.js';
import type { PreparedSubscription, SourceEvent, SubscriptionSource } from './prepared-subscription.js';

/** Why the server ends a subscription, and what the client receives then. */
const ENDS = {
  SUBSCRIPTION_ENDED: 'The subscription has reached its maximum duration. Subscribe again after the given cursor',
  SERVER_LEAVING: 'The server is shutting down. Subscribe again after the given cursor',
  UNAUTHENTICATED: 'The credential is no longer valid. Subscribe again with a valid one, after the given cursor',
  FORBIDDEN: 'You may no longer receive these events. Request the scopes and the account again',
  ACCOUNT_NOT_AUTHORIZED:
    'The merchant of this account has withdrawn its authorization. Subscribe again after the given cursor once it has authorized again',
  EVENTS_OFF: 'This account no longer receives events. Let the operator configure its token and key for them',
} as const;
export type SubscriptionEnd = keyof typeof ENDS;

/** Codes with which a subscription ends. `CLIENT`: the client ended it. */
export const SUBSCRIPTION_ENDS: readonly string[] = [
  ...Object.keys(ENDS),
  'EVENTS_CURSOR_EXPIRED',
  'EVENTS_CURSOR_UNKNOWN',
  'INTERNAL_SERVER_ERROR',
  'CLIENT',
];

export interface SubscriptionOptions {
  /** Maximum duration, milliseconds. */
  readonly lifeMs: number;
  /** Time to execute the selection for one event, milliseconds. */
  readonly eventTimeoutMs: number;
  /** Creates the context of one event. graphql-js would use one for all: its deadline would end, and its loaders would return old data. */
  readonly contextFor: (deadline: Deadline) => OperationContext;
  /** Counts an event against the rate limits. Returns 0, or the milliseconds to wait before the next attempt. */
  readonly admitEvent: () => Promise<number>;
  readonly onDelivered?: ((event: SourceEvent) => void) | undefined;
  /** Called once, when nothing of the subscription is left. */
  readonly onClose: (code: string) => void;
}

/**
 * A running subscription: its results, each executed with its own context. It is independent of the transport. A result is computed only
 * when the consumer requests it, which it does once the client has taken the last one. If the server ends the subscription, the last
 * result is an error with the cursor to continue after. Calls of `next` must not overlap.
 */
export class LiveSubscription implements AsyncIterableIterator<Result> {
  readonly #prepared: PreparedSubscription;
  readonly #source: SubscriptionSource;
  readonly #pipeline: OperationPipeline;
  readonly #options: SubscriptionOptions;
  readonly #life: NodeJS.Timeout;
  #ending: SubscriptionEnd | undefined;
  #isClosed = false;
  /** Whether the last event of the source has not been delivered. */
  #isExecuting = false;
  #deadline: Deadline | undefined;
  #wake: (() => void) | undefined;
  /** Called when the server ends the subscription. A consumer that waits for its client can then request the last result. */
  onEnd: ((code: SubscriptionEnd) => void) | undefined;

  constructor(
    prepared: PreparedSubscription,
    source: SubscriptionSource,
    pipeline: OperationPipeline,
    options: SubscriptionOptions,
  ) {
    this.#prepared = prepared;
    this.#source = source;
    this.#pipeline = pipeline;
    this.#options = options;
    this.#life = setTimeout(() => this.end('SUBSCRIPTION_ENDED'), options.lifeMs).unref();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Result, undefined>> {
    let failure: unknown;
    try {
      while (!this.#hasEnded) {
        const { done, value: event } = await this.#source.next();
        if (done) break;
        this.#isExecuting = true;
        const result = await this.#resultOf(event);
        if (result === undefined) break;
        this.#isExecuting = false;
        this.#options.onDelivered?.(event);
        return { done: false, value: result };
      }
    } catch (error) {
      failure = error;
    }
    if (this.#isClosed) return { done: true, value: undefined };
    const error = this.#lastError(failure);
    this.#close(String(error.extensions?.code));
    return { done: false, value: { errors: [error] } };
  }

  /** Ends the subscription because the client left. Nothing of it is left afterwards, and a pending `next` returns. */
  async return(): Promise<IteratorResult<Result, undefined>> {
    this.#close('CLIENT');
    return { done: true, value: undefined };
  }

  /** Ends the subscription. The consumer receives the error as its last result. */
  end(code: SubscriptionEnd): void {
    if (this.#hasEnded) return;
    this.#ending = code;
    this.#stop();
    this.onEnd?.(code);
  }

  get #hasEnded(): boolean {
    return this.#isClosed || this.#ending !== undefined;
  }

  #stop(): void {
    clearTimeout(this.#life);
    void this.#source.return();
    this.#deadline?.cancel();
    this.#wake?.();
  }

  #close(code: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stop();
    this.#options.onClose(code);
  }

  /** Returns undefined if the subscription ends first. */
  async #resultOf(event: SourceEvent): Promise<Result | undefined> {
    const { admitEvent, eventTimeoutMs, contextFor } = this.#options;
    if (this.#prepared.calls > 0) {
      for (let waitMs = await admitEvent(); waitMs > 0; waitMs = await admitEvent()) {
        await this.#sleep(waitMs);
        if (this.#hasEnded) return undefined;
      }
    }
    if (this.#hasEnded) return undefined;
    const deadline = new Deadline(eventTimeoutMs);
    this.#deadline = deadline;
    try {
      return await this.#unlessEnded(this.#execute(event, contextFor(deadline)));
    } finally {
      this.#deadline = undefined;
      deadline.close();
    }
  }

  async #execute(rootValue: SourceEvent, contextValue: OperationContext): Promise<Result> {
    const { schema, document, operationName, variables: variableValues } = this.#prepared;
    const { data, errors } = await execute({
      schema,
      document,
      operationName,
      variableValues,
      rootValue,
      contextValue,
    });
    const result: Result = {
      ...(errors && { errors: this.#pipeline.formatErrors(errors, this.#prepared, contextValue) }),
      data: data as Record<string, unknown> | null,
    };
    completeResponse(result, { status: undefined, headers: new HeaderMap() }, contextValue, undefined);
    return result;
  }

  #lastError(failure: unknown): GraphQLFormattedError {
    const code = this.#ending;
    const cursor = this.#isExecuting ? this.#source.cursorBefore : this.#source.cursor;
    if (code !== undefined) return { message: ENDS[code], extensions: { code, cursor } };
    const error =
      failure instanceof GraphQLError ? failure : new GraphQLError('', { originalError: failure as Error | undefined });
    const { contextFor, eventTimeoutMs } = this.#options;
    const deadline = new Deadline(eventTimeoutMs);
    const [formatted] = this.#pipeline.formatErrors([error], this.#prepared, contextFor(deadline));
    deadline.close();
    const ended = formatted as GraphQLFormattedError;
    if (ended.extensions?.code !== 'INTERNAL_SERVER_ERROR') return ended;
    return { ...ended, extensions: { ...ended.extensions, cursor } };
  }

  #sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds).unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Waits for a promise or the end. A race with a promise for the end would keep a reaction per event until the end. */
  #unlessEnded<T>(promise: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.#wake = () => resolve(undefined);
      promise.then(resolve, reject);
    });
  }
}
