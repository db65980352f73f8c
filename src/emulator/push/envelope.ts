/** Signs and encrypts pushed messages. Independent of the server's implementation, which it verifies. */
import { createCipheriv, createHash, randomBytes, randomInt } from 'node:crypto';
import { xmlOf } from './message.js';

export const PUSH_MODES = ['safe', 'compatible', 'plain'] as const;
export type PushMode = (typeof PUSH_MODES)[number];

/** The values with which an account signs and encrypts. */
export interface PushKeys {
  readonly token: string;
  /** 43 letters and digits. */
  readonly aesKey: string;
}

/** The formats of a token and of an EncodingAESKey (documented). */
export const PUSH_KEY_FORMATS = {
  token: { pattern: /^[A-Za-z0-9]{3,32}$/, expected: '3 to 32 letters and digits' },
  aesKey: { pattern: /^[A-Za-z0-9]{43}$/, expected: '43 letters and digits' },
} as const satisfies Readonly<Record<keyof PushKeys, object>>;

/** The fields of a message in XML, in their order. */
export type MessageFields = ReadonlyMap<string, string | number>;

/** One request of the platform. */
export interface PushRequest {
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The content of a request. */
export interface Envelope {
  /** At the end of the encrypted message. */
  readonly appid: string;
  readonly keys: PushKeys;
  readonly mode: PushMode;
  /** The message that is encrypted, or sent as it is in plain mode. */
  readonly text: string;
  /** The fields that compatible mode shows in plain text, and that no signature covers. */
  readonly shown: MessageFields;
  /** Unix seconds. */
  readonly now: number;
}

/** The field that names the recipient: the original id of an account or the appid of a component. Safe mode shows it in plain text. */
const RECIPIENT_FIELDS: readonly string[] = ['ToUserName', 'AppId'];

/** Returns a request with new random bytes, a new nonce and the current time. */
export function pushRequest({ appid, keys, mode, text, shown, now }: Envelope): PushRequest {
  const base = signedQuery(keys.token, now);
  const sender = shown.get('FromUserName');
  // Notices to a component have no sender.
  const openid: Record<string, string> = sender === undefined ? {} : { openid: String(sender) };
  if (mode === 'plain') return { query: { ...base, ...openid }, body: text };
  const encrypted = encrypt(text, keys.aesKey, appid);
  const query = {
    ...base,
    ...openid,
    encrypt_type: 'aes',
    msg_signature: sign([keys.token, base.timestamp, base.nonce, encrypted]),
  };
  const plain = mode === 'compatible' ? [...shown] : [...shown].filter(([name]) => RECIPIENT_FIELDS.includes(name));
  return { query, body: xmlOf([...plain, ['Encrypt', encrypted]]) };
}

/** Returns the signed parameters without a body. */
export function signedQuery(token: string, now: number): { signature: string; timestamp: string; nonce: string } {
  const timestamp = String(now);
  const nonce = String(randomInt(10 ** 9, 10 ** 10));
  return { signature: sign([token, timestamp, nonce]), timestamp, nonce };
}

function sign(parts: string[]): string {
  return createHash('sha1').update(parts.toSorted().join('')).digest('hex');
}

/** Bytes to whose multiple a message is padded. */
const PADDED_TO = 32;

function encrypt(text: string, aesKey: string, appid: string): string {
  const key = Buffer.from(`${aesKey}=`, 'base64');
  const message = Buffer.from(text);
  const size = Buffer.from([message.length >>> 24, message.length >>> 16, message.length >>> 8, message.length]);
  const content = Buffer.concat([randomBytes(16), size, message, Buffer.from(appid)]);
  const missing = PADDED_TO - (content.length % PADDED_TO);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16));
  cipher.setAutoPadding(false);
  const first = cipher.update(content, undefined, 'base64');
  return first + cipher.update(Buffer.alloc(missing, missing), undefined, 'base64') + cipher.final('base64');
}
