import { type Dispatcher, errors, Pool } from 'undici';
import type { Deadline, DeadlineEnd } from '../deadline.js';
import { PlatformError, type PlatformErrorFacts } from './errors.js';
import { MAX_RESPONSE_BYTES, ResponseBudget, UNCOUNTED_BYTES } from './response-budget.js';

/** One HTTP exchange with the platform. */
export interface Exchange {
  /** Path of the call without its query; the only part that an error names. */
  readonly endpoint: string;
  readonly method: 'GET' | 'POST';
  /** Query string with the token, from `?` on. */
  readonly query: string;
  /** JSON; absent for GET. */
  readonly body?: string;
  /** The header of that name: where the call stands in a trace. */
  readonly traceparent?: string | undefined;
  /** Bytes of the answer's body that are read; absent: as many as of any answer. */
  readonly maxBytes?: number;
  readonly deadline: Deadline;
  /**
   * Called as the first byte is about to leave, however long it waited for a connection. False rejects the call as not
   * sent. Absent for reads, which do no harm if they are late.
   */
  readonly maySend?: (() => boolean) | undefined;
}

export interface TransportOptions {
  /** `http(s)://host[:port][/prefix]`, no trailing slash. */
  readonly baseUrl: string;
  /** Milliseconds for connecting, for the headers and between two pieces of a body; the deadline ends all of them. */
  readonly timeoutMs: number;
  /** Room for large responses, shared by all transports of the process; default one of its own. */
  readonly budget?: ResponseBudget;
}

/** Memory of a piece of a response beyond its bytes. A body may come as millions of pieces of one byte. */
const PIECE_BYTES = 128;

/** When to call again after a response found no room, seconds. */
const RETRY_AFTER_SECONDS = 1;

/** Names and values in turn: undici takes an object apart for each call. */
const HEADERS = ['content-type', 'application/json; charset=utf-8', 'accept', 'application/json'];

/**
 * The sockets to one base URL. Follows no redirect and sends nothing twice. There are as many as calls at a time: what
 * bounds them is the queue of each account, so that one whose calls hang leaves the others their own.
 */
export class Transport {
  /** Where the sockets lead. */
  readonly origin: URL;
  readonly #pool: Pool;
  readonly #prefix: string;
  readonly #budget: ResponseBudget;

  constructor({ baseUrl, timeoutMs, budget = new ResponseBudget() }: TransportOptions) {
    const url = new URL(baseUrl);
    this.origin = new URL(url.origin);
    this.#budget = budget;
    this.#prefix = url.pathname.replace(/\/$/, '');
    this.#pool = new Pool(url.origin, {
      connections: null,
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: 30_000,
      connect: { timeout: timeoutMs },
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      maxResponseSize: MAX_RESPONSE_BYTES,
    });
  }

  /**
   * Sends one call and resolves with the body of its answer.
   * @throws {PlatformError} `transport` without a readable HTTP 200, `timeout` or `cancelled` when the deadline ends first,
   *   `timeout` with `sent: false` when `maySend` returns false,
   *   `overloaded` if a large response found no room: the platform has received the call all the same
   */
  send(exchange: Exchange): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const { endpoint, method, query, body, traceparent, deadline } = exchange;
      if (deadline.ended !== undefined) {
        reject(new PlatformError({ kind: deadline.ended, endpoint, sent: false }));
        return;
      }
      this.#pool.dispatch(
        {
          path: `${this.#prefix}${endpoint}${query}`,
          method,
          headers: traceparent === undefined ? HEADERS : [...HEADERS, 'traceparent', traceparent],
          ...(body === undefined ? {} : { body }),
        },
        new Collector(exchange, this.#budget, resolve, reject),
      );
    });
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}

/** Gathers one answer; whatever comes first, its end, an error or the deadline, settles it. */
class Collector implements Dispatcher.DispatchHandler {
  readonly #endpoint: string;
  readonly #deadline: Deadline;
  readonly #maySend: Exchange['maySend'];
  readonly #maxBytes: number;
  readonly #budget: ResponseBudget;
  readonly #resolve: (body: Buffer) => void;
  readonly #reject: (error: PlatformError) => void;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #bytes = 0;
  #status = 0;
  /** Memory of the pieces so far, bytes. */
  #received = 0;
  /** Bytes of the budget. */
  #taken = 0;
  #settled = false;

  constructor(
    { endpoint, deadline, maySend, maxBytes = MAX_RESPONSE_BYTES }: Exchange,
    budget: ResponseBudget,
    resolve: (body: Buffer) => void,
    reject: (error: PlatformError) => void,
  ) {
    this.#endpoint = endpoint;
    this.#deadline = deadline;
    this.#maySend = maySend;
    this.#maxBytes = maxBytes;
    this.#budget = budget;
    this.#resolve = resolve;
    this.#reject = reject;
    deadline.onEnd(this.#onDeadline);
  }

  readonly #onDeadline = (end: DeadlineEnd): void => {
    const error = new PlatformError({ kind: end, endpoint: this.#endpoint, sent: this.#controller !== undefined });
    this.#fail(error);
    this.#controller?.abort(error);
  };

  /** Called as the first byte is about to leave: a call that fails before was certainly not executed. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#maySend?.() === false) {
      this.#fail(new PlatformError({ kind: 'timeout', endpoint: this.#endpoint, sent: false }));
    }
    this.#controller = controller;
    if (this.#settled) controller.abort(new Error('given up before it was sent'));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status;
    // A length that undici would refuse needs no room.
    const length = Math.min(Number(headers['content-length'] ?? 0), MAX_RESPONSE_BYTES);
    if (length > UNCOUNTED_BYTES) this.#take(length, controller);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    this.#bytes += chunk.byteLength;
    if (this.#bytes > this.#maxBytes) {
      const error = this.#transportError(`its response is larger than ${this.#maxBytes} bytes`, {});
      this.#fail(error);
      controller.abort(error);
      return;
    }
    this.#received += chunk.length + PIECE_BYTES;
    if (this.#received > UNCOUNTED_BYTES && this.#received > this.#taken && !this.#take(this.#received, controller))
      return;
    this.#chunks.push(chunk);
  }

  /** Takes room for so many bytes in all, or fails and closes the socket. */
  #take(bytes: number, controller: Dispatcher.DispatchController): boolean {
    if (this.#budget.take(bytes - this.#taken)) {
      this.#taken = bytes;
      return true;
    }
    const reason = 'its response is too large for the memory that is free now';
    const facts = { endpoint: this.#endpoint, reason, sent: true, retryAfterSeconds: RETRY_AFTER_SECONDS };
    const error = new PlatformError({ kind: 'overloaded', ...facts });
    this.#fail(error);
    controller.abort(error);
    return false;
  }

  onResponseEnd(): void {
    if (this.#status !== 200) {
      const statusCode = this.#status;
      this.#fail(this.#transportError(`HTTP status ${statusCode}`, { statusCode }));
      return;
    }
    if (this.#settle()) {
      const [first] = this.#chunks;
      this.#resolve(this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks));
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    // undici's parser keeps what came, which may say the request again: such an error goes no further.
    const cause = error instanceof errors.HTTPParserError ? undefined : error;
    this.#fail(this.#transportError(reasonOf(error), { cause }));
  }

  #transportError(reason: string, facts: Pick<PlatformErrorFacts, 'cause' | 'statusCode'>): PlatformError {
    const sent = this.#controller !== undefined;
    return new PlatformError({ kind: 'transport', endpoint: this.#endpoint, reason, sent, ...facts });
  }

  #fail(error: PlatformError): void {
    if (!this.#settle()) return;
    this.#chunks.length = 0;
    this.#reject(error);
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#deadline.offEnd(this.#onDeadline);
    // A response that has come is parsed before the next socket is read.
    if (this.#taken > 0) this.#budget.giveBack(this.#taken);
    return true;
  }
}

/** A reason in words that names no URL: undici's own texts may hold one. */
export function reasonOf(error: Error): string {
  if (error instanceof errors.ConnectTimeoutError) return 'no connection in time';
  if (error instanceof errors.HeadersTimeoutError) return 'connected, but no answer in time';
  if (error instanceof errors.BodyTimeoutError) return 'the answer stopped in its middle';
  if (error instanceof errors.HTTPParserError) return 'the answer is no HTTP';
  if (error instanceof errors.ResponseExceededMaxSizeError) return 'the answer is too long';
  if (error instanceof errors.SocketError) return 'the connection was lost';
  const code = 'code' in error ? String(error.code) : error.name;
  return code === 'ECONNREFUSED' ? 'connection refused' : `connection failed (${code})`;
}
