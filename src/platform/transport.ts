import { buildConnector, type Dispatcher, errors } from 'undici';
import type { Deadline, DeadlineEnd } from '../deadline.js';
import { PlatformError, type PlatformErrorFacts } from './errors.js';
import { IdleClients } from './idle-clients.js';
import { MAX_RESPONSE_BYTES, ResponseBudget, UNCOUNTED_BYTES } from './response-budget.js';

/** One HTTP exchange with the platform. */
export interface Exchange {
  /** Path of the call without its query. The only part of the URL that errors contain. */
  readonly endpoint: string;
  readonly method: 'GET' | 'POST';
  /** Query string with the token, including the `?`. */
  readonly query: string;
  /** Absent for GET. */
  readonly body?: string | Buffer | undefined;
  /** Media type of the body. Default: JSON. */
  readonly contentType?: string | undefined;
  /** Value of the `traceparent` header. */
  readonly traceparent?: string | undefined;
  /** Maximum size of the response body, bytes. Default: `MAX_RESPONSE_BYTES`. */
  readonly maxBytes?: number;
  readonly deadline: Deadline;
  /**
   * Called right before the first byte is sent, even if the call waited long for a connection. If it returns false, the
   * call is rejected as not sent. Absent for reads, which do no harm when they are late.
   */
  readonly maySend?: (() => boolean) | undefined;
}

export interface TransportOptions {
  /** `http(s)://host[:port][/prefix]`, no trailing slash. */
  readonly baseUrl: string;
  /** Timeout for connecting, for the headers and between two body chunks, milliseconds. The deadline still applies. */
  readonly timeoutMs: number;
  /** Memory budget for large responses, shared by all transports of the process. Default: a separate budget. */
  readonly budget?: ResponseBudget;
}

/** Memory overhead of a chunk, bytes. A body may arrive as millions of chunks of one byte. */
const CHUNK_OVERHEAD_BYTES = 128;

/** `Retry-After` when the budget has no memory for a response, seconds. */
const RETRY_AFTER_SECONDS = 1;

/** A flat list of names and values: undici would flatten an object for each call. */
const HEADERS = headersOf('application/json; charset=utf-8');

function headersOf(contentType: string): string[] {
  return ['content-type', contentType, 'accept', 'application/json'];
}

/**
 * The sockets of one base URL. Does not follow redirects and never resends a request. Opens a socket for each concurrent
 * call. The queue of each account limits the calls, so that an account whose calls hang does not take sockets
 * from the others.
 */
export class Transport {
  /** Origin of the base URL. */
  readonly origin: URL;
  readonly #clients: IdleClients;
  readonly #prefix: string;
  readonly #budget: ResponseBudget;

  constructor({ baseUrl, timeoutMs, budget = new ResponseBudget() }: TransportOptions) {
    const url = new URL(baseUrl);
    this.origin = new URL(url.origin);
    this.#budget = budget;
    this.#prefix = url.pathname.replace(/\/$/, '');
    this.#clients = new IdleClients(url.origin, {
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: 30_000,
      // One for all clients, which then resume each other's TLS sessions.
      connect: buildConnector({ timeout: timeoutMs, allowH2: false }),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      maxResponseSize: MAX_RESPONSE_BYTES,
    });
  }

  /**
   * Sends one call and resolves with the response body.
   * @throws {PlatformError} `transport` unless the response is a complete HTTP 200; `timeout` or `cancelled` if the deadline
   *   ends first; `timeout` with `sent: false` if `maySend` returns false; `overloaded` if the budget has no memory for a
   *   large response, although the platform has received the call
   */
  send(exchange: Exchange): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const { endpoint, method, query, body, contentType, traceparent, deadline } = exchange;
      if (deadline.ended !== undefined) {
        reject(new PlatformError({ kind: deadline.ended, endpoint, sent: false }));
        return;
      }
      const headers = contentType === undefined ? HEADERS : headersOf(contentType);
      const client = this.#clients.take();
      client.dispatch(
        {
          path: `${this.#prefix}${endpoint}${query}`,
          method,
          headers: traceparent === undefined ? headers : [...headers, 'traceparent', traceparent],
          body: body ?? null,
        },
        new Collector(exchange, this.#budget, resolve, reject, () => this.#clients.giveBack(client)),
      );
    });
  }

  close(): Promise<void> {
    return this.#clients.close();
  }
}

/** Collects one response. Settles on the first of these events: its end, an error or the end of the deadline. */
class Collector implements Dispatcher.DispatchHandler {
  readonly #endpoint: string;
  readonly #deadline: Deadline;
  readonly #maySend: Exchange['maySend'];
  readonly #maxBytes: number;
  readonly #budget: ResponseBudget;
  readonly #resolve: (body: Buffer) => void;
  readonly #reject: (error: PlatformError) => void;
  /** Called when undici has ended the call, which may be after it was settled. */
  readonly #release: () => void;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #bytes = 0;
  #status = 0;
  /** Memory of the chunks received so far, bytes. */
  #received = 0;
  /** Bytes reserved in the budget. */
  #reserved = 0;
  #settled = false;

  constructor(
    { endpoint, deadline, maySend, maxBytes = MAX_RESPONSE_BYTES }: Exchange,
    budget: ResponseBudget,
    resolve: (body: Buffer) => void,
    reject: (error: PlatformError) => void,
    release: () => void,
  ) {
    this.#endpoint = endpoint;
    this.#deadline = deadline;
    this.#maySend = maySend;
    this.#maxBytes = maxBytes;
    this.#budget = budget;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#release = release;
    deadline.onEnd(this.#onDeadline);
  }

  readonly #onDeadline = (end: DeadlineEnd): void => {
    const error = new PlatformError({ kind: end, endpoint: this.#endpoint, sent: this.#controller !== undefined });
    this.#fail(error);
    this.#controller?.abort(error);
  };

  /** Called right before the first byte is sent. A call that fails earlier was certainly not executed. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#maySend?.() === false) {
      this.#fail(new PlatformError({ kind: 'timeout', endpoint: this.#endpoint, sent: false }));
    }
    this.#controller = controller;
    if (this.#settled) controller.abort(new Error('aborted before it was sent'));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status;
    // undici rejects a longer body, so more than the maximum is never needed.
    const length = Math.min(Number(headers['content-length'] ?? 0), MAX_RESPONSE_BYTES);
    if (length > UNCOUNTED_BYTES) this.#reserve(length, controller);
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
    this.#received += chunk.length + CHUNK_OVERHEAD_BYTES;
    if (
      this.#received > UNCOUNTED_BYTES &&
      this.#received > this.#reserved &&
      !this.#reserve(this.#received, controller)
    )
      return;
    this.#chunks.push(chunk);
  }

  /** Raises the reservation to this many bytes in total. If the budget does not allow it, fails and closes the socket. */
  #reserve(bytes: number, controller: Dispatcher.DispatchController): boolean {
    if (this.#budget.take(bytes - this.#reserved)) {
      this.#reserved = bytes;
      return true;
    }
    const reason = 'there is not enough free memory for its response';
    const facts = { endpoint: this.#endpoint, reason, sent: true, retryAfterSeconds: RETRY_AFTER_SECONDS };
    const error = new PlatformError({ kind: 'overloaded', ...facts });
    this.#fail(error);
    controller.abort(error);
    return false;
  }

  onResponseEnd(): void {
    this.#release();
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
    this.#release();
    // The error of undici's parser contains the response, which may echo the request. It is not passed on as the cause.
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
    // A complete response is parsed before the next socket is read.
    if (this.#reserved > 0) this.#budget.giveBack(this.#reserved);
    return true;
  }
}

/** Describes a connection error without the URL, which undici's own messages may contain. */
export function reasonOf(error: Error): string {
  if (error instanceof errors.ConnectTimeoutError) return 'connecting timed out';
  if (error instanceof errors.HeadersTimeoutError) return 'connected, but the response timed out';
  if (error instanceof errors.BodyTimeoutError) return 'the response body stalled';
  if (error instanceof errors.HTTPParserError) return 'the response is not HTTP';
  if (error instanceof errors.ResponseExceededMaxSizeError) return 'the response is too large';
  if (error instanceof errors.SocketError) return 'the connection was lost';
  const code = 'code' in error ? String(error.code) : error.name;
  return code === 'ECONNREFUSED' ? 'connection refused' : `connection failed (${code})`;
}
