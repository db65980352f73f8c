import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Recorded {
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly query: string; readonly variables?: Readonly<Record<string, unknown>> };
}

/** Forwards requests to a server and records them. */
export interface Recorder {
  readonly url: string;
  /** Oldest first. */
  readonly requests: Recorded[];
  close(): Promise<void>;
}

export async function startRecorder(target: string): Promise<Recorder> {
  const requests: Recorded[] = [];
  const server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    requests.push({ headers: message.headers, body: JSON.parse(body.toString()) });
    const { host: _, ...headers } = message.headers;
    const passed = request(target, { method: message.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    passed.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
