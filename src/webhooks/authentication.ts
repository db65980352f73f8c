/** Decides whether a request comes from the platform. The order of the checks matters: each protects the next one from unsigned input. */
import { type CipherProblem, decrypt } from './cipher.js';
import { type Message, readMessage } from './message-reader.js';
import type { Recipient } from './push-keys.js';
import { isSigned, type SignedQuery, signedQueryOf } from './signature.js';

type Query = Readonly<Record<string, unknown>>;

/** Why a message is not accepted as one of the platform. Used as a metric label. */
export const REJECTIONS = [
  'signature',
  'plain mode',
  'envelope',
  'msg_signature',
  'base64',
  'length',
  'padding',
  'message length',
  'appid',
  'recipient',
] as const satisfies readonly (CipherProblem | string)[];
export type Rejection = (typeof REJECTIONS)[number];

export type Authenticated =
  | { readonly outcome: 'rejected'; readonly reason: Rejection }
  /** Encrypted by the platform for this account, but not readable. */
  | { readonly outcome: 'unreadable'; readonly bytes: Buffer }
  | { readonly outcome: 'authentic'; readonly message: Message; readonly createdAt: number };

/**
 * Returns the signed parameters if `signature` is valid. It does not cover the body, so it proves only that the sender once saw a request
 * of the platform. Requests without it do not reach a parser.
 */
export function checkSignature(query: Query, { tokens }: Recipient): SignedQuery | undefined {
  const signed = signedQueryOf(query);
  if (signed === undefined || typeof query.signature !== 'string') return undefined;
  return isSigned(query.signature, signed, tokens) ? signed : undefined;
}

/** The texts of a URL check that are returned. Others could put markup on this origin. */
const ECHOED = /^[\w-]{1,64}$/;

/** Returns the text with which a URL check is confirmed, or undefined if it must be rejected. */
export function echoOf({ echostr }: Query): string | undefined {
  return typeof echostr === 'string' && ECHOED.test(echostr) ? echostr : undefined;
}

/** @param signed the result of `checkSignature` */
type Authenticate = (body: Buffer, query: Query, signed: SignedQuery, recipient: Recipient) => Authenticated;

/** Checks and decrypts a message to an account. */
export const authenticate: Authenticate = (body, query, signed, recipient) => {
  const opened = open(body, query, signed, recipient);
  if ('reason' in opened) return opened;
  const { bytes, envelope } = opened;
  // From here on only the decrypted message counts. In compatible mode, the envelope also has unsigned copies of its fields.
  const message = readMessage(bytes);
  const createdAt = message && createdAtOf(message);
  const toUserName = message?.fields.get('ToUserName') ?? '';
  const { originalId } = recipient;
  // The merchants of a third-party platform share its token and key: only this field shows the recipient.
  if (recipient.sharesKeys && (originalId === undefined || toUserName !== originalId)) return rejected('recipient');
  if (message === undefined || createdAt === undefined || toUserName === '') return { outcome: 'unreadable', bytes };
  const isForRecipient = toUserName === (originalId ?? toUserName);
  if (toUserName !== envelope.get('ToUserName') || !isForRecipient) return rejected('recipient');
  return { outcome: 'authentic', message, createdAt };
};

/** Checks and decrypts a notification to a third-party platform. */
export const authenticateNotification: Authenticate = (body, query, signed, recipient) => {
  const opened = open(body, query, signed, recipient);
  if ('reason' in opened) return opened;
  const { bytes } = opened;
  const message = readMessage(bytes);
  const createdAt = message && createdAtOf(message);
  if (message === undefined || createdAt === undefined || hasRepeatedField(message)) {
    return { outcome: 'unreadable', bytes };
  }
  if (message.fields.get('AppId') !== recipient.appid) return rejected('recipient');
  return { outcome: 'authentic', message, createdAt };
};

const rejected = (reason: Rejection) => ({ outcome: 'rejected', reason }) as const;

/** Returns the decrypted bytes, and the fields of the envelope, which are not signed. */
function open(
  body: Buffer,
  query: Query,
  signed: SignedQuery,
  recipient: Recipient,
): Extract<Authenticated, { outcome: 'rejected' }> | { readonly bytes: Buffer; readonly envelope: Message['fields'] } {
  // In plain mode, anyone who has seen one signed query could send any body with it.
  if (query.encrypt_type !== 'aes') return rejected('plain mode');
  const { msg_signature: signature } = query;
  const isSignedText = (text: string) =>
    typeof signature === 'string' && isSigned(signature, signed, recipient.tokens, text);
  const found = encryptIn(body);
  if (found === '') return rejected('envelope');
  if (found !== undefined && !isSignedText(found)) return rejected('msg_signature');
  // The nonce could be split so that a part of it is a signed text. No text of the platform is that short.
  if (found !== undefined && found.length < MIN_ENCRYPT) return rejected('length');
  const envelope = readMessage(body)?.fields;
  const encrypt = envelope?.get('Encrypt') ?? '';
  if (envelope === undefined || encrypt === '') return rejected('envelope');
  if (encrypt !== found && !isSignedText(encrypt)) return rejected('msg_signature');
  const { message: bytes, problem } = decrypt(encrypt, recipient.keys, recipient.cipherAppid);
  return problem === undefined ? { bytes, envelope } : rejected(problem);
}

const hasRepeatedField = ({ fields, entries }: Message) => fields.size < entries.length;

/** The encrypted text in an XML envelope, with or without CDATA. */
const XML_ENCRYPT = /<Encrypt\s*>\s*(?:<!\[CDATA\[([^\]<]*)|([^<]*))/;

/** Minimum length of an encrypted text, characters: more than those of the timestamp and the nonce. */
const MIN_ENCRYPT = 64;

/**
 * Finds the encrypted text of an XML envelope without parsing it. The parser would take up to 50 ms for 64 KiB, and `signature` does not
 * cover the body: with one recorded query anyone could occupy the process. Returns an empty text if there is none, and undefined for
 * JSON, whose reader takes a millisecond.
 */
function encryptIn(body: Buffer): string | undefined {
  const text = body.toString();
  if (text.trimStart().startsWith('{')) return undefined;
  const [, inData, plain] = XML_ENCRYPT.exec(text) ?? [];
  return (inData ?? plain ?? '').trim();
}

/** Returns Unix time in milliseconds. */
function createdAtOf({ fields }: Message): number | undefined {
  const seconds = fields.get('CreateTime') ?? '';
  return /^\d{1,12}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}
