/** A server that receives the emulator's pushes. Signatures and encryption are checked with the server's own functions. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { authenticate, checkSignature } from '../../src/webhooks/authentication.js';
import { type PushKeys, recipientOf } from '../../src/webhooks/push-keys.js';
import { shown } from './pushes.js';

export const RECEIVER_KEYS = { token: 'pushToken01', aesKey: `${'a'.repeat(42)}E` };

/** One POST. `fields` are those of the decrypted message, or undefined if the request is not accepted. */
export interface ReceivedPush {
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
  readonly outcome: string;
  readonly fields: Readonly<Record<string, string>> | undefined;
}

export class PushReceiver {
  readonly url: string;
  readonly pushes: ReceivedPush[] = [];
  readonly close: () => Promise<void>;
  /** The status of the next responses to POST. `undefined` leaves the request without a response. */
  status: number | undefined = 200;
  /** The body of the responses to POST. */
  reply = 'success';
  /** Replaces the echo of the URL check. */
  echo: string | undefined;

  private constructor(url: string, close: () => Promise<void>) {
    this.url = url;
    this.close = close;
  }

  /** @param previous accepted as well */
  static async start(appid = 'wxdemo', previous: PushKeys['previous'] = {}): Promise<PushReceiver> {
    const events = { token: shown(RECEIVER_KEYS.token), aesKey: shown(RECEIVER_KEYS.aesKey), previous };
    const recipient = recipientOf({ appid, events });
    if (recipient === undefined) throw new Error('The account has no keys');
    const server = createServer(async (request, response) => {
      const url = new URL(request.url ?? '', 'http://receiver');
      const query = Object.fromEntries(url.searchParams);
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const signed = checkSignature(query, recipient);
      if (signed === undefined) {
        response.writeHead(403).end();
        return;
      }
      if (request.method === 'GET') {
        response.end(receiver.echo ?? query.echostr);
        return;
      }
      const result = authenticate(body, query, signed, recipient);
      const fields = result.outcome === 'authentic' ? Object.fromEntries(result.message.fields) : undefined;
      const outcome = result.outcome === 'rejected' ? result.reason : result.outcome;
      receiver.pushes.push({ query, body: body.toString(), outcome, fields });
      if (receiver.status !== undefined) response.writeHead(receiver.status).end(receiver.reply);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const close = () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    const { port } = server.address() as AddressInfo;
    const receiver = new PushReceiver(`http://127.0.0.1:${port}/events?from=test`, close);
    return receiver;
  }

  /** Names of the accepted events, in order of arrival. */
  get events(): (string | undefined)[] {
    return this.pushes.map(({ fields }) => fields?.Event);
  }
}
