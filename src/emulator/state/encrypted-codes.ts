import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

const IV_BYTES = 16;
/** Bytes before encryption, for short and for long codes: with them the base64 is 64 or 128 characters and needs no padding. */
const SHORT_BYTES = 31;
const LONG_BYTES = 79;

const BASE64 = /^(?:[A-Za-z0-9+/]{64}){1,2}$/;

/**
 * Returns the encrypted form in which pages get a code: base64 with `+` and `/`, like the platform's. It is the same each time, and belongs to
 * one account. The coding is the emulator's: it keeps nothing secret.
 */
export function encryptCode(appid: string, code: string): string {
  const bytes = Buffer.from(code);
  const plain = Buffer.alloc(bytes.length <= SHORT_BYTES ? SHORT_BYTES : LONG_BYTES);
  bytes.copy(plain);
  const iv = ivOf(appid, code);
  const cipher = createCipheriv('aes-128-cbc', keyOf(appid), iv);
  return Buffer.concat([iv, cipher.update(plain), cipher.final()]).toString('base64');
}

/** Returns the code, or undefined if the text is not the encrypted form of a code of the account. */
export function decryptCode(appid: string, encrypted: string): string | undefined {
  if (!BASE64.test(encrypted)) return undefined;
  const bytes = Buffer.from(encrypted, 'base64');
  const iv = bytes.subarray(0, IV_BYTES);
  try {
    const decipher = createDecipheriv('aes-128-cbc', keyOf(appid), iv);
    const plain = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES)), decipher.final()]).toString();
    const code = plain.replace(/\0+$/, '');
    return iv.equals(ivOf(appid, code)) ? code : undefined;
  } catch {
    // The padding is wrong.
    return undefined;
  }
}

function keyOf(appid: string): Buffer {
  return digest(`key\n${appid}`);
}

/** The initialization vector also proves that a decrypted code is complete. */
function ivOf(appid: string, code: string): Buffer {
  return digest(`code\n${appid}\n${code}`);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest().subarray(0, IV_BYTES);
}
