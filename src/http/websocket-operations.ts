import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { CloseCode, type SubscribePayload } from 'graphql-ws';
import type { Admitted } from '../admission/access.js';
import { HttpRefusal } from '../admission/http-refusal.js';
import { Deadline } from '../deadline.js';
import type { OperationContext } from '../operation/operation-context.js';
import type { Result } from '../operation/operation-pipeline.js';
import type { LiveSubscription } from '../operation/subscription/live-subscription.js';
import type { PreparedSubscription } from '../operation/subscription/prepared-subscription.js';
import { codesOf, RequestStats } from '../telemetry/request-stats.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import { contextsOf, type OperationParts, type RequestOrigin, recordResult } from './request-context.js';
import type { WebSocketConnection } from './websocket-connection.js';

/** Maximum length of the id of an operation, which the client chooses and every message repeats, characters. */
const MAX_ID = 100;

export interface WebSocketOperationsOptions extends OperationParts {
  readonly telemetry: Pick<Telemetry, 'requestEnded'>;
}

/** A started subscription in the form that graphql-ws expects. The context is its iterator. */
interface StartedOperation extends Pick<PreparedSubscription, 'schema' | 'document' | 'operationName'> {
  readonly contextValue: AsyncIterableIterator<Result>;
}

interface OpenedOperation {
  readonly prepared: PreparedSubscription;
  readonly subscription: LiveSubscription;
  readonly context: OperationContext;
}

/** Starts the operations of WebSockets with the same checks as a POST request. */
export class WebSocketOperations {
  readonly #options: WebSocketOperationsOptions;

  constructor(options: WebSocketOperationsOptions) {
    this.#options = options;
  }

  /** @returns the errors if the operation is rejected */
  async start(
    connection: WebSocketConnection,
    id: string,
    payload: SubscribePayload,
  ): Promise<readonly GraphQLError[] | StartedOperation> {
    const { endpoint, telemetry, log } = this.#options;
    if (id.length > MAX_ID) {
      connection.close(CloseCode.BadRequest, `The id of an operation may have at most ${MAX_ID} characters`);
      return [new GraphQLError('The id is too long')];
    }
    if (!connection.occupy(id)) return [new GraphQLError('The id is in use')];
    const { traceId } = connection;
    const operation: RequestOrigin = { requestId: randomUUID(), traceId, requestStats: new RequestStats() };
    const { requestId, requestStats } = operation;
    const reject = (status: number, errors: readonly GraphQLFormattedError[]) => {
      connection.release(id);
      requestStats.rejectedWith = codesOf(errors);
      telemetry.requestEnded(operation, requestStats, status);
      return [rejection(errors)];
    };
    try {
      const started = await connection.start(() => this.#start(connection, payload, operation));
      if ('errors' in started) return reject(started.status, started.errors);
      const { prepared, subscription, context } = started;
      const contextValue = new Results({
        subscription,
        withinLimit: (result) => endpoint.withinLimit(result),
        onLast: (last) => recordResult(context, last),
        onEnd: (status) => {
          connection.release(id);
          telemetry.requestEnded(operation, requestStats, status);
        },
      });
      connection.follow(id, () => void contextValue.return());
      return {
        schema: prepared.schema,
        document: prepared.document,
        operationName: prepared.operationName,
        contextValue,
      };
    } catch (error) {
      if (error instanceof HttpRefusal) {
        const { status, code, message, extensions, reason } = error;
        log.debug({ requestId, status, reason }, message);
        return reject(status, [{ message, extensions: { code, ...extensions } }]);
      }
      log.error({ requestId, err: error }, 'Unexpected error');
      const extensions = { code: 'INTERNAL_SERVER_ERROR', requestId };
      return reject(500, [{ message: 'Internal server error', extensions }]);
    }
  }

  async #start(
    connection: WebSocketConnection,
    payload: SubscribePayload,
    operation: RequestOrigin,
  ): Promise<OpenedOperation | { readonly status: number; readonly errors: readonly GraphQLFormattedError[] }> {
    const { access, persisted, endpoint, connections, subscriptions, requestRates } = this.#options;
    const { requestTimeoutMs, log } = this.#options;
    const { headers } = connection;
    const { requestStats } = operation;
    // Again for each operation: accounts and credentials may have been replaced.
    const admitted = await access.admit(headers);
    const { caller, account } = admitted;
    if (connection.admitted === undefined || !isSame(connection.admitted, admitted)) {
      connection.close(CloseCode.Forbidden, 'The credential or the account was revoked');
      throw new HttpRefusal(403, 'FORBIDDEN', 'The credential or the account of the connection has changed. Reconnect');
    }
    requestStats.caller = caller.name;
    requestStats.account = account.appid;
    subscriptions.assertAccepting();
    await requestRates.admit(caller, account);
    const request = { id: operation.requestId, method: 'POST', url: '', raw: {}, body: bodyOf(payload) as unknown };
    // Exempt, because a router generates its own operations.
    if (!admitted.isRouter) persisted.admit(request, log);
    const contextFor = contextsOf(this.#options, admitted, headers, operation);
    const deadline = new Deadline(requestTimeoutMs);
    try {
      let prepared: PreparedSubscription | undefined;
      const context: OperationContext = {
        ...contextFor(deadline),
        eventTail: subscriptions.tailOf(account),
        onSubscription: (subscription) => {
          prepared = subscription;
        },
        acceptsOnlySubscriptions: true,
      };
      const { status, result } = await connections.track(endpoint.handleBody(request.body, context));
      if (prepared === undefined) return { status: Math.max(400, status), errors: result.errors ?? [] };
      const opened = await subscriptions.open({
        prepared,
        context,
        admitted,
        headers,
        transport: 'websocket',
        contextFor,
      });
      if (!('next' in opened)) {
        recordResult(context, opened);
        return { status: 200, errors: opened.errors ?? [] };
      }
      requestStats.isStream = true;
      return { prepared, subscription: opened, context };
    } finally {
      deadline.close();
    }
  }
}

/** Returns whether two admissions are for the same caller and account. */
export function isSame(one: Admitted, other: Admitted): boolean {
  return one.caller.name === other.caller.name && one.account.appid === other.account.appid;
}

/** Returns the body of the POST request for an operation. The protocol requires a text, so a persisted operation has an empty one. */
function bodyOf({ query, operationName, variables, extensions }: SubscribePayload): Readonly<Record<string, unknown>> {
  const isById = query === '' && Object(extensions).persistedQuery !== undefined;
  return {
    ...(!isById && { query }),
    ...(operationName && { operationName }),
    ...(variables && { variables }),
    ...(extensions && { extensions }),
  };
}

interface ResultsOptions {
  readonly subscription: LiveSubscription;
  readonly withinLimit: (result: Result) => Promise<Result>;
  /** Receives the result with which the server ends the subscription. */
  readonly onLast: (result: Result) => void;
  /** @param status undefined if the client ended the subscription */
  readonly onEnd: (status: number | undefined) => void;
}

/** The results of a subscription. The last one, with which the server ends it, is thrown: the client receives it as an error message. */
class Results implements AsyncIterableIterator<Result> {
  readonly #options: ResultsOptions;
  #hasEnded = false;

  constructor(options: ResultsOptions) {
    this.#options = options;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Result, undefined>> {
    const { subscription, withinLimit, onLast } = this.#options;
    const next = await subscription.next();
    if (next.done) {
      this.#end(undefined);
      return next;
    }
    if (next.value.data !== undefined) return { done: false, value: await withinLimit(next.value) };
    onLast(next.value);
    this.#end(200);
    throw new Rejection(next.value.errors ?? []);
  }

  async return(): Promise<IteratorResult<Result, undefined>> {
    this.#end(undefined);
    return this.#options.subscription.return();
  }

  #end(status: number | undefined): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#options.onEnd(status);
  }
}

/** Errors in the form in which clients receive them, for the hook of graphql-ws that formats errors. */
class Rejection extends Error {
  readonly errors: readonly GraphQLFormattedError[];

  constructor(errors: readonly GraphQLFormattedError[]) {
    super();
    this.errors = errors;
  }
}

function rejection(errors: readonly GraphQLFormattedError[]): GraphQLError {
  return new GraphQLError('', { originalError: new Rejection(errors) });
}

/** Returns the errors of a message. Others than those of a rejection are masked. */
export function formattedErrors(errors: readonly GraphQLError[]): GraphQLFormattedError[] {
  return errors.flatMap(({ originalError }) =>
    originalError instanceof Rejection
      ? [...originalError.errors]
      : [{ message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
  );
}
