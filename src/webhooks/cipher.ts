/** The platform's encryption of messages: AES-256-CBC over random(16) ‖ length(4, big-endian) ‖ message ‖ appid ‖ padding(1 to 32). */
import { createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';

const BLOCK_BYTES = 16;
const RANDOM_BYTES = 16;
const LENGTH_BYTES = 4;
const MAX_PADDING = 32;

export interface CipherKey {
  /** Node 24 takes 19 µs longer for a key in a `Buffer`. */
  readonly key: KeyObject;
  /** The platform uses the first 16 bytes of the key as the initialization vector of every message. */
  readonly iv: Buffer;
}

/** Why a text could not be decrypted. */
export type CipherProblem = 'base64' | 'length' | 'padding' | 'message length' | 'appid';

export type Decrypted =
  | { readonly message: Buffer; readonly problem?: undefined }
  | { readonly message?: undefined; readonly problem: CipherProblem };

/** @param encodingAesKey the 43 letters and digits of the account's configuration */
export function cipherKeyOf(encodingAesKey: string): CipherKey {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  return { key: createSecretKey(key), iv: key.subarray(0, BLOCK_BYTES) };
}

/**
 * Decrypts a text with the first key that fits. The problem of a failure is that of the first key.
 * @param appid must follow the message, otherwise the message is for another account
 */
export function decrypt(encrypt: string, keys: readonly CipherKey[], appid: string): Decrypted {
  const bytes = Buffer.from(encrypt, 'base64');
  // The decoder skips characters outside of its alphabet. With those, a signature could be extended (SHA-1 length extension).
  if (bytes.toString('base64') !== encrypt) return { problem: 'base64' };
  if (bytes.length === 0 || bytes.length % BLOCK_BYTES !== 0) return { problem: 'length' };
  let first: CipherProblem | undefined;
  for (const key of keys) {
    const opened = open(bytes, key, appid);
    if (opened.problem === undefined) return opened;
    first ??= opened.problem;
  }
  return { problem: first ?? 'padding' };
}

function open(bytes: Buffer, { key, iv }: CipherKey, appid: string): Decrypted {
  // Node.js removes only paddings of up to 16 bytes.
  const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const count = padded.at(-1) ?? 0;
  const end = padded.length - count;
  if (count < 1 || count > MAX_PADDING || end < 0 || padded.subarray(end).some((byte) => byte !== count)) {
    return { problem: 'padding' };
  }
  const start = RANDOM_BYTES + LENGTH_BYTES;
  if (end < start) return { problem: 'message length' };
  const length = padded.readUInt32BE(RANDOM_BYTES);
  if (length > end - start) return { problem: 'message length' };
  const isForAccount = padded.subarray(start + length, end).equals(Buffer.from(appid));
  return isForAccount ? { message: padded.subarray(start, start + length) } : { problem: 'appid' };
}
