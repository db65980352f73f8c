import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { type Socket, Server as SocketServer } from 'node:net';
import { setImmediate as afterInput } from 'node:timers/promises';

/** How long an idle connection stays open while draining, milliseconds. A client that has just connected sends its request by then. */
const QUIET_MS = 250;

/** Interval of the check for unread responses, milliseconds. */
const WRITE_CHECK_MS = 500;

/** Bound on unread responses of all connections, bytes. Past it, the connections with the oldest ones are closed. */
const MAX_UNREAD_BYTES = 64 * 1024 * 1024;

/** From how many bytes on a connection of a stream counts as unread. Heartbeats and most events have less. */
const UNREAD_STREAM_BYTES = 64 * 1024;

/** One connection of a client. */
interface Connection {
  /** Responses that are not completely written. */
  readonly responses: Set<ServerResponse>;
  /** The oldest complete response that the client has not read, and since when, by performance.now(). */
  unread: { readonly response: ServerResponse; readonly since: number } | undefined;
  /** Since when much of a stream has not been read, by performance.now(). */
  streamUnreadSince: number | undefined;
  /** `socket.bytesRead` at the end of the last request. If it has grown since, another request is arriving. */
  read: number;
}

/** The settings of Node's HTTP server that Fastify passes to `serverFactory`. */
interface ServerSettings {
  readonly http?: ServerOptions;
  readonly keepAliveTimeout?: number;
  readonly requestTimeout?: number;
}

/**
 * Tracks open connections, in-flight requests and tasks that outlive their client. Node's own `close` keeps connections that have not
 * sent anything yet, and destroys idle ones even if a request is arriving on them. http-terminator does the same and also resets
 * connections in the kernel's backlog: it failed 100 of 100 requests sent that way, and a rolling restart behind nginx returned 502s.
 */
export class ConnectionTracker {
  readonly #servers: Server[] = [];
  readonly #connections = new Map<Socket, Connection>();
  /** Connections accepted so far. */
  #accepted = 0;
  #tasks = 0;
  #isDraining = false;
  /** Called when the last connection or task has ended. */
  #onIdle: (() => void) | undefined;
  readonly #writeTimeoutMs: number;
  readonly #writeCheck: NodeJS.Timeout;

  /** @param writeTimeoutMs time for a client to read a complete response before its connection is closed, milliseconds */
  constructor(writeTimeoutMs: number) {
    this.#writeTimeoutMs = writeTimeoutMs;
    this.#writeCheck = setInterval(() => this.#closeUnread(), WRITE_CHECK_MS).unref();
  }

  /** Creates a tracked HTTP server. Fastify's `serverFactory` calls it once per address. */
  readonly createServer = (
    handler: RequestListener,
    { http = {}, keepAliveTimeout, requestTimeout }: ServerSettings,
  ): Server => {
    const server = createServer(http, handler);
    if (keepAliveTimeout !== undefined) server.keepAliveTimeout = keepAliveTimeout;
    if (requestTimeout !== undefined) server.requestTimeout = requestTimeout;
    // Node would reply 417 with an empty body. RFC 9110 allows ignoring an unknown expectation.
    server.on('checkExpectation', (request, response) => server.emit('request', request, response));
    server.on('connection', (socket) => this.#connectionOpened(socket));
    server.prependListener('request', (request, response) => this.#requestStarted(request, response));
    this.#servers.push(server);
    return server;
  };

  /** Waits for a task that must complete even if the client disconnects. */
  async track<T>(task: Promise<T>): Promise<T> {
    this.#tasks += 1;
    try {
      return await task;
    } finally {
      this.#tasks -= 1;
      this.#notifyIfIdle();
    }
  }

  /** From now on every response closes its connection, so that clients reconnect, to other replicas. */
  startDraining(): void {
    this.#isDraining = true;
    for (const { responses } of this.#connections.values()) responses.forEach(closeAfter);
  }

  /**
   * Stops accepting connections, waits for in-flight requests and tasks, and destroys the connections that are left.
   * @param milliseconds upper bound for all of it
   * @returns the number of requests or tasks that were cut off
   */
  async drain(milliseconds: number): Promise<number> {
    const until = Date.now() + milliseconds;
    this.startDraining();
    await this.#acceptBacklog(Date.now() + milliseconds / 2);
    // Only the socket server's `close`: the one of the HTTP server destroys idle connections too.
    for (const server of this.#servers) SocketServer.prototype.close.call(server);
    for (let now = Date.now(); !this.#isIdle && now < until; now = Date.now()) {
      await this.#idleWithin(Math.min(QUIET_MS, until - now));
      await afterInput();
      for (const [socket, { responses, read }] of this.#connections) {
        if (responses.size === 0 && socket.bytesRead === read) socket.destroy();
      }
    }
    clearInterval(this.#writeCheck);
    const unanswered = [...this.#connections.values()].reduce((sum, { responses }) => sum + responses.size, 0);
    for (const socket of this.#connections.keys()) socket.destroy();
    return Math.max(unanswered, this.#tasks);
  }

  /** Accepts connections from the kernel's backlog, one per event-loop turn. Closing the listener would reset them. */
  async #acceptBacklog(until: number): Promise<void> {
    let before: number;
    do {
      before = this.#accepted;
      // The first turn may pass without a poll for input.
      await afterInput();
      await afterInput();
    } while (this.#accepted > before && Date.now() < until);
  }

  get #isIdle(): boolean {
    return this.#connections.size === 0 && this.#tasks === 0;
  }

  #connectionOpened(socket: Socket): void {
    this.#accepted += 1;
    this.#connections.set(socket, { responses: new Set(), unread: undefined, streamUnreadSince: undefined, read: 0 });
    socket.once('close', () => {
      this.#connections.delete(socket);
      this.#notifyIfIdle();
    });
  }

  #requestStarted(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const connection = this.#connections.get(socket);
    if (connection === undefined) return;
    connection.responses.add(response);
    const readSoFar = () => {
      connection.read = socket.bytesRead;
    };
    // Not `once`, which costs a wrapper and a removal: a response and a request emit it once.
    response.on('close', () => {
      connection.responses.delete(response);
      readSoFar();
    });
    // The response to a rejected request may be sent before the request body has arrived.
    request.on('close', readSoFar);
    if (this.#isDraining) closeAfter(response);
  }

  /**
   * Closes connections whose client does not read a complete response in time. While all unread responses together exceed
   * `MAX_UNREAD_BYTES`, also closes the connections with the oldest ones. A stream has its own timeout, and counts for the bound: each may
   * hold the result of an event.
   */
  #closeUnread(): void {
    const now = performance.now();
    const unread: { readonly socket: Socket; readonly since: number; readonly bytes: number; isLate: boolean }[] = [];
    for (const [socket, connection] of this.#connections) {
      let first: ServerResponse | undefined;
      let bytes = 0;
      // Without arrays, because most of thousands of connections may be subscriptions, which are not complete.
      for (const response of connection.responses) {
        if (!response.writableEnded) continue;
        first ??= response;
        bytes += response.writableLength;
      }
      if (first !== connection.unread?.response) connection.unread = first && { response: first, since: now };
      if (connection.unread !== undefined) {
        const { since } = connection.unread;
        unread.push({ socket, since, bytes, isLate: now - since >= this.#writeTimeoutMs });
      } else if (socket.writableLength > UNREAD_STREAM_BYTES) {
        connection.streamUnreadSince ??= now;
        unread.push({ socket, since: connection.streamUnreadSince, bytes: socket.writableLength, isLate: false });
        continue;
      }
      connection.streamUnreadSince = undefined;
    }
    unread.sort((one, other) => one.since - other.since);
    let total = unread.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { socket, bytes, isLate } of unread) {
      if (!isLate && total <= MAX_UNREAD_BYTES) continue;
      total -= bytes;
      socket.destroy();
    }
  }

  /** Resolves when no connection and no task is left, or when the time has elapsed. */
  #idleWithin(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #notifyIfIdle(): void {
    if (this.#isIdle) this.#onIdle?.();
  }
}

function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
