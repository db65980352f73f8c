import type { IncomingHttpHeaders } from 'node:http';
import { HttpRefusal } from './http-refusal.js';

/**
 * Accepts only uncompressed bodies in UTF-8. A compressed body may be small on the wire and large in memory, and JSON in another charset
 * would be decoded incorrectly.
 * @throws {HttpRefusal} 415
 */
export function admitBody(headers: IncomingHttpHeaders): void {
  const { 'content-encoding': encoding = 'identity', 'content-type': type = '' } = headers;
  if (encoding.toLowerCase() !== 'identity') {
    throw new HttpRefusal(415, 'BAD_REQUEST', 'Content encodings are not supported. Send the body uncompressed');
  }
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(type) ?? [];
  if (!/^utf-?8$/i.test(charset)) {
    throw new HttpRefusal(415, 'BAD_REQUEST', 'The charset is not supported. Send the body in UTF-8');
  }
}
