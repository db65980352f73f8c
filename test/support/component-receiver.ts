/** A server that receives the notices to a third-party platform and the events of its merchants. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ComponentConfig } from '../../src/config/config.js';
import { Secret } from '../../src/config/secret.js';
import { cipherKeyOf, decrypt } from '../../src/webhooks/cipher.js';
import { readMessage } from '../../src/webhooks/message-reader.js';
import { isSigned, signedQueryOf } from '../../src/webhooks/signature.js';

/** A third-party platform for tests. */
export const COMPONENT = {
  appid: 'wxc0ffee0000000001',
  secret: 'component-secret',
  token: 'componentToken01',
  aesKey: `${'c'.repeat(42)}E`,
};

/** Returns the configuration of a server as this third-party platform. */
export function componentConfig(baseUrl: string, callersOfAuthorized: readonly string[] = []): ComponentConfig {
  const { appid, secret, token, aesKey } = COMPONENT;
  return {
    ...{ appid, baseUrl, secret: new Secret(secret), callersOfAuthorized },
    push: { token: new Secret(token), aesKey: new Secret(aesKey), previous: {} },
    redirectUrl: undefined,
  };
}

type Fields = Readonly<Record<string, string>>;

/** One POST that was signed and encrypted with the keys of the third-party platform. */
export interface ReceivedNotice {
  /** Path of the request. */
  readonly path: string;
  /** Names of the fields in the envelope. */
  readonly envelope: readonly string[];
  /** Fields of the decrypted message. */
  readonly fields: Fields;
}

export class ComponentReceiver {
  readonly url: string;
  readonly close: () => Promise<void>;
  readonly received: ReceivedNotice[] = [];
  /** Reasons for which requests were rejected. */
  readonly rejected: string[] = [];
  /** The status of the next responses. `undefined` leaves requests without a response. */
  status: number | undefined = 200;
  /** The body of the next responses. */
  reply = 'success';

  private constructor(url: string, close: () => Promise<void>) {
    this.url = url;
    this.close = close;
  }

  static async start(): Promise<ComponentReceiver> {
    const server = createServer(async (request, response) => {
      const url = new URL(request.url ?? '', 'http://receiver');
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const read = readNotice(Object.fromEntries(url.searchParams), Buffer.concat(chunks));
      if (typeof read === 'string') receiver.rejected.push(read);
      else receiver.received.push({ path: url.pathname, ...read });
      if (receiver.status !== undefined) response.writeHead(receiver.status).end(receiver.reply);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const close = () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    const { port } = server.address() as AddressInfo;
    const receiver = new ComponentReceiver(`http://127.0.0.1:${port}`, close);
    return receiver;
  }

  /** The body of `POST /_emulator/component` that pushes to this server. */
  get registration() {
    const eventsUrl = `${this.url}/events/$APPID$?from=test`;
    return { ...COMPONENT, authorizationUrl: `${this.url}/authorization`, eventsUrl };
  }

  /** The notices of a type, oldest first. */
  notices(infoType: string): Fields[] {
    return this.received.filter(({ fields }) => fields.InfoType === infoType).map(({ fields }) => fields);
  }

  /** The newest ticket, or an empty text. */
  get ticket(): string {
    return this.notices('component_verify_ticket').at(-1)?.ComponentVerifyTicket ?? '';
  }

  /** The events of a merchant, oldest first. */
  events(appid: string): Fields[] {
    return this.received.filter(({ path }) => path === `/events/${appid}`).map(({ fields }) => fields);
  }
}

/** Checks and decrypts a request. Returns the reason if it is not acceptable. */
function readNotice(query: Fields, body: Buffer): Omit<ReceivedNotice, 'path'> | string {
  const signed = signedQueryOf(query);
  if (signed === undefined || !isSigned(query.signature ?? '', signed, [COMPONENT.token])) return 'signature';
  const envelope = readMessage(body)?.fields ?? new Map<string, string>();
  const encrypted = envelope.get('Encrypt') ?? '';
  if (!isSigned(query.msg_signature ?? '', signed, [COMPONENT.token], encrypted)) return 'msg_signature';
  const { message, problem } = decrypt(encrypted, [cipherKeyOf(COMPONENT.aesKey)], COMPONENT.appid);
  if (problem !== undefined) return problem;
  const fields = readMessage(message)?.fields;
  return fields ? { envelope: [...envelope.keys()], fields: Object.fromEntries(fields) } : 'message';
}
