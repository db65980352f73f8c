import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { WebSocket } from '@fastify/websocket';
import { CloseCode, type Server } from 'graphql-ws';
import type { Admitted } from '../admission/access.js';

/** Maximum size of `connection_init`, bytes. */
const MAX_INIT_BYTES = 8192;

/** Maximum bytes from a client before it is admitted. Frames and pings need a few. */
const MAX_BYTES_BEFORE_INIT = MAX_INIT_BYTES + 1024;

/** Interval of pings, milliseconds. A connection without a pong until the next one is closed. */
const HEARTBEAT_MS = 10_000;

/** Bytes that may wait for the client before its messages are no longer read. */
const MAX_WAITING_BYTES = 256 * 1024;

/** Operations that may be starting before further messages are no longer read. */
const MAX_STARTING = 20;

/** Time for a client to confirm that the connection closes, milliseconds. */
const CLOSE_MS = 1000;

/** Maximum length of the reason in a close frame, bytes. */
const MAX_REASON_BYTES = 123;

/** Status of a close frame: the server is shutting down. */
export const LEAVING_STATUS = 1001;

/** Status of a close frame: a message is too large. */
const TOO_BIG_STATUS = 1009;

/** Status of a close frame: retry later. */
export const TRY_LATER_STATUS = 1013;

export interface WebSocketConnectionOptions {
  readonly socket: WebSocket;
  /** The one below the WebSocket. */
  readonly rawSocket: Socket;
  readonly server: Server<WebSocketConnection>;
  /** The headers of the upgrade. */
  readonly headers: IncomingHttpHeaders;
  readonly traceId: string | undefined;
  /** The caller of the upgrade. Undefined: the credential follows in `connection_init`. */
  readonly caller: string | undefined;
  /** How long a client may take to read a message, milliseconds. */
  readonly writeTimeoutMs: number;
  readonly onError: (error: unknown) => void;
  readonly onClose: (connection: WebSocketConnection) => void;
}

/**
 * A WebSocket with its messages. `send` resolves once the socket has taken the message, so that the next result is computed only then. A
 * client that does not read is no longer read from, and is disconnected.
 */
export class WebSocketConnection {
  readonly traceId: string | undefined;
  /** The headers of the upgrade, and from `connection_init` on also those in its payload. */
  headers: IncomingHttpHeaders;
  readonly #options: WebSocketConnectionOptions;
  readonly #heartbeat: NodeJS.Timeout;
  #admitted: Admitted | undefined;
  #bytes = 0;
  #isAlive = true;
  #isClosing = false;
  /** Since when no message is read, by performance.now(). */
  #pausedSince: number | undefined;
  #starting = 0;
  /** When the messages that the socket has not taken were sent, by performance.now(). */
  readonly #waiting = new Set<{ readonly since: number }>();
  /** The ids in use, and the functions that end their subscriptions. */
  readonly #operations = new Map<string, (() => void) | undefined>();
  #handle: ((data: string) => Promise<void>) | undefined;
  #expiry: NodeJS.Timeout | undefined;
  #termination: NodeJS.Timeout | undefined;

  constructor(options: WebSocketConnectionOptions) {
    this.#options = options;
    this.headers = options.headers;
    this.traceId = options.traceId;
    const { socket, rawSocket, server } = options;
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
    rawSocket.on('data', this.#countBytes);
    socket.on('message', (data) => this.#receive(String(data)));
    socket.on('ping', () => this.#pauseIfBehind());
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    socket.on('error', () => this.#terminateSoon());
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (data) => this.#send(data),
        close: (code, reason) => this.close(code ?? CloseCode.InternalServerError, reason ?? ''),
        onMessage: (handle) => {
          this.#handle = handle;
        },
      },
      this,
    );
    socket.once('close', (code, reason) => {
      this.#isClosing = true;
      clearInterval(this.#heartbeat);
      clearTimeout(this.#expiry);
      clearTimeout(this.#termination);
      options.onClose(this);
      this.#endOperations();
      closed(code, String(reason)).catch(options.onError);
    });
  }

  /** The caller and the account; undefined before `connection_init`. */
  get admitted(): Admitted | undefined {
    return this.#admitted;
  }

  /** The name of the caller; undefined while there was no credential. */
  get caller(): string | undefined {
    return this.#admitted?.caller.name ?? this.#options.caller;
  }

  /** Whether no further message is handled. */
  get isClosing(): boolean {
    return this.#isClosing;
  }

  /** @param expiresInMs time until the credential expires; undefined: it does not expire */
  admit(admitted: Admitted, headers: IncomingHttpHeaders, expiresInMs: number | undefined): void {
    this.#admitted = admitted;
    this.headers = headers;
    this.#options.rawSocket.off('data', this.#countBytes);
    if (expiresInMs === undefined) return;
    this.#expiry = setTimeout(() => this.close(CloseCode.Forbidden, 'The credential has expired'), expiresInMs).unref();
  }

  /**
   * Occupies the id of an operation. The library tracks operations by id, and loses one whose id is used again before it has ended.
   * @returns false if the id is in use; the connection is then closed
   */
  occupy(id: string): boolean {
    if (this.#operations.has(id)) {
      this.close(CloseCode.SubscriberAlreadyExists, 'The id of the operation is in use');
      return false;
    }
    this.#operations.set(id, undefined);
    return true;
  }

  /** @param end ends the subscription; called when the connection closes */
  follow(id: string, end: () => void): void {
    if (this.#isClosing) end();
    else this.#operations.set(id, end);
  }

  /** Releases an id once the library has released it. */
  release(id: string): void {
    setImmediate(() => this.#operations.delete(id));
  }

  /** Runs the start of an operation. While too many are starting, no further message is read. */
  async start<T>(operation: () => Promise<T>): Promise<T> {
    this.#starting += 1;
    this.#pauseIfBehind();
    try {
      return await operation();
    } finally {
      this.#starting -= 1;
      this.#resumeIfCaughtUp();
    }
  }

  /** Closes the connection after the messages that were sent. */
  close(code: number, reason: string): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#options.socket.close(code, truncated(reason));
    this.#endOperations();
    this.#terminateSoon();
  }

  /** Destroys the connection. */
  terminate(): void {
    this.#isClosing = true;
    this.#options.socket.terminate();
    this.#endOperations();
  }

  /** Ends the operations. A closing connection takes every message at once, so all their results would otherwise be computed for no client. */
  #endOperations(): void {
    for (const end of this.#operations.values()) end?.();
  }

  /** Counts the bytes before a credential is verified: a message of the maximum size would otherwise be buffered for anyone. */
  readonly #countBytes = (chunk: Buffer): void => {
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_BYTES_BEFORE_INIT) this.#rejectInit();
  };

  #rejectInit(): void {
    this.#options.rawSocket.off('data', this.#countBytes);
    this.close(TOO_BIG_STATUS, `connection_init may have at most ${MAX_INIT_BYTES} bytes`);
  }

  #receive(data: string): void {
    if (this.#isClosing) return;
    if (this.#admitted === undefined && Buffer.byteLength(data) > MAX_INIT_BYTES) {
      this.#rejectInit();
      return;
    }
    this.#handle?.(data).catch((error: unknown) => {
      // The library throws for a message that only servers send.
      if (error instanceof Error && error.message.startsWith('Unexpected message of type')) {
        this.close(CloseCode.BadRequest, 'Unexpected message type');
        return;
      }
      this.#options.onError(error);
      this.close(CloseCode.InternalServerError, 'Internal server error');
    });
  }

  #send(data: string): Promise<void> {
    return new Promise((resolve) => {
      const waiting = { since: performance.now() };
      this.#waiting.add(waiting);
      // After an error, the connection closes and its operations end.
      this.#options.socket.send(data, () => {
        this.#waiting.delete(waiting);
        this.#resumeIfCaughtUp();
        resolve();
      });
      this.#pauseIfBehind();
    });
  }

  get #isBehind(): boolean {
    return this.#options.socket.bufferedAmount > MAX_WAITING_BYTES || this.#starting >= MAX_STARTING;
  }

  #pauseIfBehind(): void {
    if (this.#pausedSince !== undefined || this.#isClosing || !this.#isBehind) return;
    this.#pausedSince = performance.now();
    this.#options.socket.pause();
  }

  #resumeIfCaughtUp(): void {
    if (this.#pausedSince === undefined || this.#isBehind) return;
    this.#pausedSince = undefined;
    this.#options.socket.resume();
  }

  #beat(): void {
    // Pongs to the client's pings are sent without a callback.
    this.#resumeIfCaughtUp();
    const [oldest] = this.#waiting;
    const since = this.#pausedSince ?? oldest?.since;
    if (since !== undefined) {
      // A paused socket does not receive pongs, and a ping would wait behind the messages.
      if (performance.now() - since >= this.#options.writeTimeoutMs) this.terminate();
      return;
    }
    if (!this.#isAlive) {
      this.terminate();
      return;
    }
    this.#isAlive = false;
    this.#options.socket.ping();
  }

  #terminateSoon(): void {
    this.#termination ??= setTimeout(() => this.terminate(), CLOSE_MS).unref();
  }
}

/** Shortens a text to what a close frame may hold. */
function truncated(reason: string): string {
  return Buffer.byteLength(reason) <= MAX_REASON_BYTES ? reason : reason.slice(0, MAX_REASON_BYTES / 3);
}
