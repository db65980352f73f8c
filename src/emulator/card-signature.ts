import { createHash } from 'node:crypto';

/**
 * Returns the signature of a page's call that adds or chooses cards: the values that are present, sorted by their bytes and joined, as
 * SHA-1 in lower-case hex (documented). Independent of the server's implementation, which it verifies.
 */
export function cardSignature(values: readonly (string | undefined)[]): string {
  const present = values.flatMap((value) => (value ? [Buffer.from(value)] : []));
  return createHash('sha1')
    .update(Buffer.concat(present.sort(Buffer.compare)))
    .digest('hex');
}
