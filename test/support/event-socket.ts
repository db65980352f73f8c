import { type Client, createClient, type FormattedExecutionResult } from 'graphql-ws';
import WebSocket from 'ws';

interface Failure {
  readonly message: string;
  readonly extensions: Readonly<Record<string, unknown>>;
}

export interface EventSocketOptions {
  /** The headers of the upgrade. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The payload of `connection_init`. */
  readonly init?: Readonly<Record<string, unknown>>;
  readonly origin?: string;
}

/** One subscription of a client, with what it has received. */
export class SocketSubscription {
  readonly results: FormattedExecutionResult<Record<string, unknown>, unknown>[] = [];
  /** The payload of the error message, or the close event. */
  failure: unknown;
  isComplete = false;
  readonly close: () => void;

  constructor(client: Client, payload: Parameters<Client['subscribe']>[0]) {
    this.close = client.subscribe<Record<string, unknown>>(payload, {
      next: (result) => this.results.push(result),
      error: (failure) => {
        this.failure = failure;
      },
      complete: () => {
        this.isComplete = true;
      },
    });
  }

  /** The event of each result. */
  get events(): Record<string, unknown>[] {
    return this.results.flatMap(({ data }) => (data?.cardEvents ? [data.cardEvents as Record<string, unknown>] : []));
  }

  /** The errors of the error message. */
  get errors(): readonly Failure[] {
    return Array.isArray(this.failure) ? this.failure : [];
  }

  async received(count: number): Promise<this> {
    await until(() => this.results.length >= count);
    return this;
  }

  async failed(): Promise<this> {
    await until(() => this.failure !== undefined);
    return this;
  }
}

/** A client of graphql-ws that does not reconnect. */
export class EventSocket {
  readonly client: Client;
  socket: WebSocket | undefined;
  closed: { readonly code: number; readonly reason: string } | undefined;

  constructor(url: string, { headers = {}, init, origin }: EventSocketOptions = {}) {
    const Socket = class extends WebSocket {
      constructor(address: string, protocols: string) {
        super(address, protocols, { headers, ...(origin && { origin }) });
      }
    };
    this.client = createClient({
      url: url.replace('http', 'ws'),
      webSocketImpl: Socket,
      retryAttempts: 0,
      lazyCloseTimeout: 1000,
      ...(init && { connectionParams: init }),
      on: {
        opened: (socket) => {
          this.socket = socket as WebSocket;
        },
        closed: (event) => {
          this.closed = event as { code: number; reason: string };
        },
      },
    });
  }

  subscribe(query: string, more: Readonly<Record<string, unknown>> = {}): SocketSubscription {
    return new SocketSubscription(this.client, { query, ...more });
  }

  async isClosed(): Promise<{ readonly code: number; readonly reason: string }> {
    await until(() => this.closed !== undefined);
    return this.closed as { code: number; reason: string };
  }

  /** Resets the connection without closing it first. */
  vanish(): void {
    this.socket?.terminate();
  }
}

/** A WebSocket whose messages the test writes itself. */
export class RawSocket {
  readonly socket: WebSocket;
  readonly messages: { readonly type: string; readonly id?: string; readonly payload?: unknown }[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  /** The response to an upgrade that was refused. */
  refusal: { readonly status: number; readonly type: string; readonly text: string } | undefined;

  constructor(
    url: string,
    headers: Readonly<Record<string, string>> = {},
    protocols: string | string[] = 'graphql-transport-ws',
  ) {
    this.socket = new WebSocket(url.replace('http', 'ws'), protocols, { headers });
    this.socket.on('message', (data) => this.messages.push(JSON.parse(String(data))));
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
    });
    this.socket.on('error', () => {});
    this.socket.on('unexpected-response', (request, response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => {
        this.refusal = { status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text };
        request.destroy();
      });
    });
  }

  async opened(): Promise<this> {
    await until(() => this.socket.readyState !== WebSocket.CONNECTING);
    return this;
  }

  async acknowledged(payload?: object): Promise<this> {
    await this.opened();
    this.send({ type: 'connection_init', ...(payload && { payload }) });
    await until(() => this.messages.some(({ type }) => type === 'connection_ack'));
    return this;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  async isClosed(milliseconds?: number): Promise<{ readonly code: number; readonly reason: string }> {
    await until(() => this.closed !== undefined, milliseconds);
    return this.closed as { code: number; reason: string };
  }

  async isRefused(): Promise<{ readonly status: number; readonly type: string; readonly text: string }> {
    await until(() => this.refusal !== undefined);
    return this.refusal as { status: number; type: string; text: string };
  }
}

export async function until(isTrue: () => boolean | Promise<boolean>, milliseconds = 10_000): Promise<void> {
  for (const end = Date.now() + milliseconds; !(await isTrue()); ) {
    if (Date.now() > end) throw new Error('not in time');
    await new Promise((go) => setTimeout(go, 10));
  }
}
