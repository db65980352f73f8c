/** A response body exceeds its size limit. */
export class BodyTooLarge extends Error {
  constructor(maxBytes: number) {
    super(`its response is larger than ${maxBytes} bytes`);
  }
}

/**
 * Reads a response body. Aborts one that is too large, which closes its connection.
 * @throws {BodyTooLarge} after more than `maxBytes`
 * @throws {Error} that ended the body early
 */
export async function readBounded(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > maxBytes) throw new BodyTooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
