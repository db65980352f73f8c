import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';

/** The status and the body of a response. */
export interface Received {
  readonly status: number;
  readonly body: string;
}

/** Maximum length of a response that is read. The documented ones are shorter. */
const MAX_BYTES = 1024;

/** Sends requests to the URLs of accounts. Redirects are not followed (assumed). */
export class Sender {
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;

  /** @param connections the maximum per host */
  constructor(connections: number) {
    this.#http = new HttpAgent({ keepAlive: true, maxSockets: connections });
    this.#https = new HttpsAgent({ keepAlive: true, maxSockets: connections });
  }

  /** Sends a GET, or a POST if there is a body. Returns undefined if no response of at most 1 KiB arrived. */
  send(
    target: URL,
    query: Readonly<Record<string, string>>,
    body: string | undefined,
    signal: AbortSignal,
  ): Promise<Received | undefined> {
    const url = new URL(target);
    for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
    const isSecure = url.protocol === 'https:';
    return new Promise((resolve) => {
      const request = (isSecure ? requestHttps : requestHttp)(url, {
        agent: isSecure ? this.#https : this.#http,
        signal,
        method: body === undefined ? 'GET' : 'POST',
        ...(body === undefined
          ? {}
          : { headers: { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) } }),
      });
      request.once('response', (response) => resolve(read(response)));
      request.on('error', () => resolve(undefined));
      request.end(body);
    });
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}

async function read(response: IncomingMessage): Promise<Received | undefined> {
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      // Leaving the loop destroys the response and its connection.
      if (bytes > MAX_BYTES) return undefined;
      chunks.push(chunk);
    }
    return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() };
  } catch {
    return undefined;
  }
}
