import type { ServerResponse } from 'node:http';
import type { Fault } from './faults.js';

/** What the platform itself says, JSON or not. */
const CONTENT_TYPE = 'application/json; encoding=utf-8';

/** Sends an answer whole. */
export function send(response: ServerResponse, status: number, body: Buffer | string, type = CONTENT_TYPE): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Lets an answer fail the way a transport fault says. `body` is the answer that would have been sent. */
export function fail(response: ServerResponse, fault: Fault, body: Buffer | string): void {
  switch (fault.kind) {
    case 'http':
      send(response, fault.value, `<html><body><h1>${fault.value}</h1><hr>nginx</body></html>`, 'text/html');
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'truncate': {
      const whole = Buffer.from(body);
      response.writeHead(200, { 'content-type': CONTENT_TYPE, 'content-length': whole.byteLength });
      // The half must have left before the socket goes, or the client would see a reset without a body.
      response.write(whole.subarray(0, whole.byteLength >> 1), () => response.destroy());
      return;
    }
    case 'garbage':
      send(response, 200, Buffer.from([0x3c, 0x00, 0xff, 0xfe, 0x7b, 0x22, 0xc3, 0x28, 0x0a]));
      return;
    default:
      // hang: the client goes, or the server closes the connection.
      return;
  }
}
