import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Passes TCP connections on to a server and counts their bytes, headers included. */
export class CountingProxy {
  #server;
  #sockets = new Set();
  #url;
  /** From clients to the server. */
  sentBytes = 0;
  /** From the server to clients. */
  receivedBytes = 0;

  /** @param {string} target URL of the server */
  constructor(target) {
    this.#url = new URL(target);
    const { hostname, port } = this.#url;
    this.#server = createServer({ noDelay: true }, (client) => {
      const server = connect({ host: hostname, port: Number(port), noDelay: true });
      client.on('data', (chunk) => {
        this.sentBytes += chunk.length;
      });
      server.on('data', (chunk) => {
        this.receivedBytes += chunk.length;
      });
      client.pipe(server).pipe(client);
      for (const [socket, other] of /** @type {const} */ ([
        [client, server],
        [server, client],
      ])) {
        this.#sockets.add(socket);
        // A reset of one side ends the other.
        socket.on('error', () => other.destroy());
        socket.on('close', () => this.#sockets.delete(socket));
      }
    });
  }

  /** @param {string} target */
  static async start(target) {
    const proxy = new CountingProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** The URL of the server, through the proxy. */
  get url() {
    const url = new URL(this.#url);
    url.port = String(/** @type {import('node:net').AddressInfo} */ (this.#server.address()).port);
    return url.href.replace(/\/$/, '');
  }

  stop() {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
