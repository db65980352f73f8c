import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Replica } from './replica.js';

/**
 * Distributes HTTP requests over replicas in turn. A replica that refuses the connection is skipped. A request whose connection breaks
 * gets 502, because the replica may have executed it.
 */
export class Balancer {
  /** Number of responses by status. */
  statuses: Record<string, number> = {};
  readonly #replicas: readonly Replica[];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 256 });
  readonly #server: Server;
  readonly #inFlight = new Map<Replica, number>();
  #turn = 0;

  private constructor(replicas: readonly Replica[]) {
    this.#replicas = replicas;
    this.#server = createServer((incoming, outgoing) => void this.#serve(incoming, outgoing));
  }

  static async start(replicas: readonly Replica[]): Promise<Balancer> {
    const balancer = new Balancer(replicas);
    await new Promise<void>((resolve) => balancer.#server.listen(0, '127.0.0.1', resolve));
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Number of requests that a replica, or any of them, has not responded to yet. */
  inFlight(replica?: Replica): number {
    if (replica !== undefined) return this.#inFlight.get(replica) ?? 0;
    return [...this.#inFlight.values()].reduce((sum, each) => sum + each, 0);
  }

  /** Clears the numbers of responses. */
  clear(): void {
    this.statuses = {};
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    outgoing.on('error', () => {});
    try {
      const body = await bytesOf(incoming);
      const { status, text } = await this.#forward(incoming, body);
      this.statuses[status] = (this.statuses[status] ?? 0) + 1;
      outgoing.writeHead(status).end(text);
    } catch {
      // The sender closed its connection while it was sending.
      outgoing.destroy();
    }
  }

  async #forward(incoming: IncomingMessage, body: Buffer): Promise<Forwarded> {
    for (const _ of this.#replicas) {
      const replica = this.#replicas[this.#turn++ % this.#replicas.length] as Replica;
      if (replica.pid === 0) continue;
      this.#inFlight.set(replica, this.inFlight(replica) + 1);
      try {
        return await this.#send(new URL(incoming.url ?? '', replica.url), incoming.method ?? 'GET', body);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') return { status: 502, text: '' };
      } finally {
        this.#inFlight.set(replica, this.inFlight(replica) - 1);
      }
    }
    return { status: 502, text: '' };
  }

  #send(url: URL, method: string, body: Buffer): Promise<Forwarded> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'text/xml', ...(method === 'POST' ? { 'content-length': body.length } : {}) };
      const sent = request(url, { method, agent: this.#agent, headers });
      sent.once('response', (response) => {
        bytesOf(response).then(
          (bytes) => resolve({ status: response.statusCode ?? 0, text: bytes.toString() }),
          () => reject(new Error('the response ended early')),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

interface Forwarded {
  readonly status: number;
  readonly text: string;
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
