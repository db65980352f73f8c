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

/**
 * How long a connection on which nothing is asked stays, once no more are taken, milliseconds. A client that has just
 * connected sends its request within this.
 */
const QUIET_MS = 250;

/** How often responses that are not read are looked for, milliseconds. */
const WRITE_CHECK_MS = 500;

/**
 * Bytes of complete responses that wait in this process for their clients to read them, all connections together. Past it, the
 * connections that have waited longest are closed.
 */
const MAX_UNREAD_BYTES = 64 * 1024 * 1024;

/** One connection of a client. */
interface Connection {
  /** Whose answers are not all written. */
  readonly responses: Set<ServerResponse>;
  /** The first complete response that waits to be read, and since when, by performance.now(). */
  unread: { readonly response: ServerResponse; readonly since: number } | undefined;
  /** Bytes that had come when the last request was done: if more have, another is arriving. */
  read: number;
}

/** Of Node's http server, as Fastify gives them. */
interface ServerSettings {
  readonly http?: ServerOptions;
  readonly keepAliveTimeout?: number;
  readonly requestTimeout?: number;
}

/**
 * What is under way: connections, requests on them, and work that goes on after its caller has gone. Node's own close
 * keeps connections that have not sent anything yet, and cuts the others while a request may be arriving on them.
 */
export class UnderWay {
  readonly #servers: Server[] = [];
  readonly #connections = new Map<Socket, Connection>();
  /** Connections so far. */
  #taken = 0;
  #works = 0;
  #isLeaving = false;
  /** Called when nothing is under way any more. */
  #onIdle: (() => void) | undefined;
  readonly #writeTimeoutMs: number;
  readonly #writeCheck: NodeJS.Timeout;

  /** @param writeTimeoutMs how long a client may take to read a response before its connection is closed */
  constructor(writeTimeoutMs: number) {
    this.#writeTimeoutMs = writeTimeoutMs;
    this.#writeCheck = setInterval(() => this.#closeUnread(), WRITE_CHECK_MS).unref();
  }

  /** For Fastify's `serverFactory`: it makes one server for each address. */
  readonly createServer = (
    handler: RequestListener,
    { http = {}, keepAliveTimeout, requestTimeout }: ServerSettings,
  ): Server => {
    const server = createServer(http, handler);
    if (keepAliveTimeout !== undefined) server.keepAliveTimeout = keepAliveTimeout;
    if (requestTimeout !== undefined) server.requestTimeout = requestTimeout;
    // Node would answer 417 by itself, without a word; an expectation that is not known may as well be passed over.
    server.on('checkExpectation', (request, response) => server.emit('request', request, response));
    server.on('connection', (socket) => this.#connected(socket));
    server.prependListener('request', (request, response) => this.#asked(request, response));
    this.#servers.push(server);
    return server;
  };

  /** Does a work that must not be left undone when its caller goes away. */
  async finish<T>(work: () => Promise<T>): Promise<T> {
    this.#works += 1;
    try {
      return await work();
    } finally {
      this.#works -= 1;
      this.#settled();
    }
  }

  /** From now on every answer says that its connection is closed after it, so that clients come on others. */
  leave(): void {
    this.#isLeaving = true;
    for (const { responses } of this.#connections.values()) responses.forEach(closeAfter);
  }

  /**
   * Takes no more connections, waits until nothing is under way, at the most for so long, and cuts what is left.
   * @returns how many requests were cut before they were answered or done
   */
  async end(milliseconds: number): Promise<number> {
    const until = Date.now() + milliseconds;
    this.leave();
    await this.#takeWaiting(Date.now() + milliseconds / 2);
    // Of the socket server alone: that of http cuts connections as well.
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
    return Math.max(unanswered, this.#works);
  }

  /** Takes the connections that wait in the kernel, one each turn of the loop: the door shut, they would be reset. */
  async #takeWaiting(until: number): Promise<void> {
    let before: number;
    do {
      before = this.#taken;
      // The first may come without a look at the input between.
      await afterInput();
      await afterInput();
    } while (this.#taken > before && Date.now() < until);
  }

  get #isIdle(): boolean {
    return this.#connections.size === 0 && this.#works === 0;
  }

  #connected(socket: Socket): void {
    this.#taken += 1;
    this.#connections.set(socket, { responses: new Set(), unread: undefined, read: 0 });
    socket.once('close', () => {
      this.#connections.delete(socket);
      this.#settled();
    });
  }

  #asked(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const connection = this.#connections.get(socket);
    if (connection === undefined) return;
    connection.responses.add(response);
    response.once('close', () => connection.responses.delete(response));
    // What is refused may be answered before all of it has come.
    for (const part of [request, response]) {
      part.once('close', () => {
        connection.read = socket.bytesRead;
      });
    }
    if (this.#isLeaving) closeAfter(response);
  }

  /** Closes connections whose client does not read a complete response in time, or that hold too many bytes of unread ones. */
  #closeUnread(): void {
    const now = performance.now();
    const unread: { readonly socket: Socket; readonly since: number; readonly bytes: number }[] = [];
    for (const [socket, connection] of this.#connections) {
      const complete = [...connection.responses].filter(({ writableEnded }) => writableEnded);
      const [first] = complete;
      if (first !== connection.unread?.response) connection.unread = first && { response: first, since: now };
      const bytes = complete.reduce((sum, { writableLength }) => sum + writableLength, 0);
      if (connection.unread !== undefined) unread.push({ socket, since: connection.unread.since, bytes });
    }
    unread.sort((one, other) => one.since - other.since);
    let total = unread.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { socket, since, bytes } of unread) {
      if (now - since < this.#writeTimeoutMs && total <= MAX_UNREAD_BYTES) break;
      total -= bytes;
      socket.destroy();
    }
  }

  /** Resolves when nothing is under way, or after so long. */
  #idleWithin(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #settled(): void {
    if (this.#isIdle) this.#onIdle?.();
  }
}

function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
