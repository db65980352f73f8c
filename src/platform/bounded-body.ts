/** A response body is larger than is read of it. */
export class BodyTooLarge extends Error {
  constructor(maxBytes: number) {
    super(`its response is larger than ${maxBytes} bytes`);
  }
}

/**
 * Reads a response body as it arrives. One that is too large is given up, which closes its connection.
 * @throws {BodyTooLarge} after more than `maxBytes`; or what ended the body early
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
