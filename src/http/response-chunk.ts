import type { ServerResponse } from 'node:http';

/**
 * Writes a text of ASCII characters to a response whose body is a stream that has no data at the moment. Written to the connection with one
 * call, because `ServerResponse.write` and the stream would take three times as long, for thousands of responses.
 * @returns false if the client has not taken what was written before
 */
export function writeChunk(response: ServerResponse, text: string): boolean {
  const { socket, headersSent, chunkedEncoding } = response;
  if (socket === null || !headersSent || socket.writableLength > 0) return false;
  socket.write(chunkedEncoding ? `${text.length.toString(16)}\r\n${text}\r\n` : text, 'latin1');
  return true;
}
