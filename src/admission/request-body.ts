import type { IncomingHttpHeaders } from 'node:http';
import { HttpRefusal } from './http-refusal.js';

/**
 * Lets pass what is sent as it is, in UTF-8. What is compressed may be small on the way and large in memory; in another charset,
 * JSON would be read as something that nobody wrote.
 * @throws {HttpRefusal} 415
 */
export function admitBody(headers: IncomingHttpHeaders): void {
  const { 'content-encoding': encoding = 'identity', 'content-type': type = '' } = headers;
  if (encoding.toLowerCase() !== 'identity') {
    throw new HttpRefusal(415, 'BAD_REQUEST', 'Send the body as it is, without a content-encoding');
  }
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(type) ?? [];
  if (!/^utf-?8$/i.test(charset)) throw new HttpRefusal(415, 'BAD_REQUEST', 'Send the body in UTF-8');
}
