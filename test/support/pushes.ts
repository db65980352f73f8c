/** Signs and encrypts messages as the platform does, with keys that are used nowhere else. */
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventSink, ReceivedEvent, UnreadableMessage } from '../../src/webhooks/event-sink.js';
import type { PushAccount } from '../../src/webhooks/push-keys.js';
import vectors from '../contract/pushes/vectors.json' with { type: 'json' };

const FOLDER = join(__dirname, '../contract/pushes/events');

export const VECTORS = vectors;

/** The time at which the messages of the contract are checked, Unix time in milliseconds. */
export const CLOCK_MS = 1_795_000_100_000;

const { appid, originalId, token, encodingAESKey, previousEncodingAESKey } = vectors.own;

export const PUSH = { appid, originalId, token, aesKey: encodingAESKey };

/** Returns a secret for tests. */
export const shown = (text: string) => ({ reveal: () => text });

/** The account of the contract. */
export const PUSH_ACCOUNT: PushAccount = {
  appid,
  events: {
    token: shown(token),
    aesKey: shown(encodingAESKey),
    previous: { aesKey: shown(previousEncodingAESKey) },
    originalId,
  },
};

/** Returns the plain messages of the contract by file name. */
export function pushedMessages(): readonly (readonly [name: string, text: string])[] {
  return readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')] as const);
}

export interface Pushed {
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface PushOptions {
  readonly token?: string;
  readonly aesKey?: string;
  readonly appid?: string;
  /** The one in the envelope. */
  readonly toUserName?: string;
  readonly timestamp?: string;
  readonly nonce?: string;
  readonly json?: boolean;
}

const sha1 = (parts: readonly string[]) =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex');

/** Encrypts bytes as the platform does. */
export function encrypted(message: string | Buffer, aesKey = PUSH.aesKey, of = PUSH.appid): string {
  const bytes = Buffer.from(message as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  const plain = Buffer.concat([randomBytes(16), length, bytes, Buffer.from(of)]);
  const count = 32 - (plain.length % 32);
  const key = Buffer.from(`${aesKey}=`, 'base64');
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(count, count)), cipher.final()]).toString(
    'base64',
  );
}

/** Returns the query of a request with this encrypted text. */
export function signedQuery(encrypt: string | undefined, options: PushOptions = {}): Record<string, string> {
  const { token: own = PUSH.token, timestamp = '1795000099', nonce = '20261118' } = options;
  const query = { signature: sha1([own, timestamp, nonce]), timestamp, nonce };
  if (encrypt === undefined) return query;
  return { ...query, encrypt_type: 'aes', msg_signature: sha1([own, timestamp, nonce, encrypt]) };
}

/** Returns the request with which the platform pushes a message. */
export function pushOf(message: string | Buffer, options: PushOptions = {}): Pushed {
  const { toUserName = PUSH.originalId, json = false } = options;
  const encrypt = encrypted(message, options.aesKey, options.appid);
  const body = json
    ? JSON.stringify({ ToUserName: toUserName, Encrypt: encrypt })
    : `<xml><ToUserName><![CDATA[${toUserName}]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`;
  return { query: signedQuery(encrypt, options), body };
}

/** Returns an event message in XML. */
export function eventXml(event: string, fields: Readonly<Record<string, string | number>> = {}): string {
  const all = {
    ToUserName: PUSH.originalId,
    FromUserName: 'oTestUser',
    CreateTime: CLOCK_MS / 1000 - 1,
    MsgType: 'event',
    Event: event,
    ...fields,
  };
  const children = Object.entries(all).map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`);
  return `<xml>${children.join('')}</xml>`;
}

/** An event log in memory. */
export class MemorySink implements EventSink {
  readonly events: ReceivedEvent[] = [];
  readonly unreadable: UnreadableMessage[] = [];
  /** Awaited before anything is stored. */
  before: () => Promise<void> = async () => {};
  readonly #digests = new Set<string>();

  async store(event: ReceivedEvent): Promise<'stored' | 'duplicate'> {
    await this.before();
    if (this.#digests.has(event.digest)) return 'duplicate';
    this.#digests.add(event.digest);
    this.events.push(event);
    return 'stored';
  }

  async storeUnreadable(message: UnreadableMessage): Promise<void> {
    await this.before();
    this.unreadable.push(message);
  }

  clear(): void {
    this.events.length = 0;
    this.unreadable.length = 0;
    this.#digests.clear();
    this.before = async () => {};
  }
}
