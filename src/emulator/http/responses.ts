import type { ServerResponse } from 'node:http';
import type { Fault } from './faults.js';

/** The content type that the platform sends, whether the body is JSON or not. */
const CONTENT_TYPE = 'application/json; encoding=utf-8';

/** Sends a complete response. */
export function send(response: ServerResponse, status: number, body: Buffer | string, type = CONTENT_TYPE): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Applies a transport fault to a response. `body` is the body that would have been sent without it. */
export function fail(response: ServerResponse, fault: Fault, body: Buffer | string): void {
  switch (fault.kind) {
    case 'http':
      send(response, fault.value, `<html><body><h1>${fault.value}</h1><hr>nginx</body></html>`, 'text/html');
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'truncate': {
      const complete = Buffer.from(body);
      response.writeHead(200, { 'content-type': CONTENT_TYPE, 'content-length': complete.byteLength });
      // Flush the first half before the socket is destroyed. Otherwise the client would see a reset without a body.
      response.write(complete.subarray(0, complete.byteLength >> 1), () => response.destroy());
      return;
    }
    case 'garbage':
      send(response, 200, Buffer.from([0x3c, 0x00, 0xff, 0xfe, 0x7b, 0x22, 0xc3, 0x28, 0x0a]));
      return;
    default:
      // hang: until the client disconnects or the server closes the connection.
      return;
  }
}
