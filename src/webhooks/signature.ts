/** The platform's signatures: the SHA-1 of the token and the signed parts, sorted and joined without a separator. */
import { hash, timingSafeEqual } from 'node:crypto';

/** The parameters of the query that are signed. */
export interface SignedQuery {
  readonly timestamp: string;
  readonly nonce: string;
}

/** Returns the signature of the parts in hex. The order of the parts does not matter. */
export function signatureOf(parts: readonly string[]): string {
  return hash('sha1', [...parts].sort().join(''), 'hex');
}

/**
 * Returns whether a signature was made with one of the tokens. All tokens are compared, in constant time.
 * @param encrypt the encrypted text for `msg_signature`; undefined for `signature`, which does not cover the body
 */
export function isSigned(
  signature: string,
  { timestamp, nonce }: SignedQuery,
  tokens: readonly string[],
  encrypt?: string,
): boolean {
  const given = Buffer.from(signature);
  let isEqual = false;
  for (const token of tokens) {
    const parts = [token, timestamp, nonce];
    if (encrypt !== undefined) parts.push(encrypt);
    const made = Buffer.from(signatureOf(parts));
    if (made.length === given.length && timingSafeEqual(made, given)) isEqual = true;
  }
  return isEqual;
}

/**
 * Returns the signed parameters of a query, or undefined if one is missing, repeated or malformed. Because the parts are joined without
 * a separator, characters could move from one part to another under the same signature. The nonce is therefore shorter than the 64 base64
 * characters by which an encrypted text can be cut at a cipher block.
 */
export function signedQueryOf(query: Readonly<Record<string, unknown>>): SignedQuery | undefined {
  const { timestamp, nonce } = query;
  if (typeof timestamp !== 'string' || !/^\d{1,16}$/.test(timestamp)) return undefined;
  if (typeof nonce !== 'string' || !/^[\w-]{1,32}$/.test(nonce)) return undefined;
  return { timestamp, nonce };
}
