import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';

/** One raw request. */
export interface Arrival {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly contentType: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as bytes. */
  readonly bytes: Buffer;
}

export type Answerer = (arrival: Arrival, response: ServerResponse) => void;

/** An HTTP server instead of the platform. Tests specify its responses byte by byte. */
export interface RawPlatform {
  readonly url: string;
  /** All requests, oldest first. */
  readonly arrivals: readonly Arrival[];
  /** The paths of all requests, including token calls. */
  readonly paths: readonly string[];
  /** Number of calls, without token calls. */
  readonly calls: number;
  readonly sockets: { readonly open: number; readonly peak: number; readonly closed: number };
  close(): Promise<void>;
}

/** Returns the n-th token of `startRawPlatform`, counted from 1. */
export const rawToken = (n: number) => `PLANTED-TOKEN-${n}/+=`;

/** Starts a server that handles token calls with `answerToken` and all others with `answer`. By default each token is new. */
export async function startRawPlatform(answer: Answerer, answerToken?: Answerer): Promise<RawPlatform> {
  const arrivals: Arrival[] = [];
  const sockets = { open: 0, peak: 0, closed: 0 };
  let minted = 0;
  const mint: Answerer = (_, response) => {
    minted += 1;
    sendJson(response, { access_token: rawToken(minted), expires_in: 7200 });
  };
  const server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const { pathname, searchParams } = new URL(message.url ?? '/', 'http://platform');
    const arrival: Arrival = {
      method: message.method ?? '',
      path: pathname,
      query: Object.fromEntries(searchParams),
      contentType: message.headers['content-type'],
      headers: message.headers,
      body: bytes.toString(),
      bytes,
    };
    arrivals.push(arrival);
    // Any other path under /cgi-bin belongs to a token service of the test.
    const isForToken = pathname.startsWith('/cgi-bin/') && !/^\/cgi-bin\/(?:media|ticket)\//.test(pathname);
    (isForToken ? (answerToken ?? mint) : answer)(arrival, response);
  });
  server.on('connection', (socket: Socket) => {
    sockets.open += 1;
    sockets.peak = Math.max(sockets.peak, sockets.open);
    socket.once('close', () => {
      sockets.open -= 1;
      sockets.closed += 1;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals,
    get paths() {
      return arrivals.map(({ path }) => path);
    },
    get calls() {
      return arrivals.filter(({ path }) => !path.startsWith('/cgi-bin/')).length;
    },
    sockets,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

export function sendJson(response: ServerResponse, value: unknown): void {
  sendBytes(response, JSON.stringify(value));
}

export function sendBytes(
  response: ServerResponse,
  body: string | Buffer,
  { status = 200, type = 'application/json; encoding=utf-8' } = {},
): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Returns the base URL of a port without a listener. */
export async function deafUrl(host = '127.0.0.1'): Promise<string> {
  const server = createSocketServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://${host}:${port}`;
}
