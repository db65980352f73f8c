import { Client } from 'undici';

/** Clients that may be idle, each with at most one socket. Further ones are closed. */
const MAX_IDLE = 256;

/**
 * The clients of one origin. Each is taken by one call at a time. A call uses the client that became idle last, so that few sockets stay
 * open. A client is given back when its call has ended; if undici still closes the socket of that call, it sends the next one on a new
 * socket.
 *
 * undici's `Pool` searches its clients for each call, and still counts the one whose response has just ended as busy: a call that waits for
 * a queue slot opens another socket. A list of 20 takes 0.85 of the CPU that it took with a pool.
 */
export class IdleClients {
  readonly #origin: string;
  readonly #options: Client.Options;
  readonly #all = new Set<Client>();
  readonly #idle: Client[] = [];
  #isClosed = false;

  constructor(origin: string, options: Client.Options) {
    this.#origin = origin;
    this.#options = options;
  }

  /** Returns a client without a call. Once closed, it fails each call before sending it. */
  take(): Client {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const client = new Client(this.#origin, this.#options);
    if (this.#isClosed) {
      void client.destroy();
    } else {
      this.#all.add(client);
      client.on('connectionError', () => this.#drop(client));
    }
    return client;
  }

  /** Gives back a client whose call has ended, in any way. */
  giveBack(client: Client): void {
    if (this.#isClosed || !this.#all.has(client)) return;
    if (this.#idle.length < MAX_IDLE) {
      this.#idle.push(client);
    } else {
      this.#all.delete(client);
      void client.close();
    }
  }

  /**
   * Removes a client that could not connect. undici leaves one that refused a certificate in a state in which it neither sends nor closes.
   * Its call may have given it back before.
   */
  #drop(client: Client): void {
    this.#all.delete(client);
    const index = this.#idle.lastIndexOf(client);
    if (index >= 0) this.#idle.splice(index, 1);
  }

  /** Aborts calls in flight and closes all sockets. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#idle.length = 0;
    await Promise.all([...this.#all].map((client) => client.destroy()));
  }
}
