import { randomUUID } from 'node:crypto';
import type { Endpoint, UploadFile } from './endpoint.js';

/** The body of an upload with its media type, which names the boundary. */
export interface MultipartBody {
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** Serializes a request: as multipart/form-data if the call is an upload, otherwise as JSON. */
export function serialize<Request, Response>(
  { request: rules }: Endpoint<Request, Response>,
  request: Request,
): { readonly body: string; readonly upload?: MultipartBody } {
  for (const name in rules) {
    if (rules[name].type === 'file') return { body: '', upload: multipart(name, request[name] as UploadFile) };
  }
  return { body: JSON.stringify(request) };
}

/** Returns a body with one file part. */
function multipart(part: string, { fileName, type, bytes }: UploadFile): MultipartBody {
  const boundary = `cardgraph-${randomUUID()}`;
  const head =
    `--${boundary}\r\n` +
    `Content-Disposition: form-data; name="${part}"; filename="${headerSafe(fileName)}"\r\n` +
    `Content-Type: ${type}\r\n\r\n`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

/** Characters that could end the quoted file name or the header line, or that servers interpret as a path or an escape. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: matches the characters to replace
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029"\\/%]/g;

/** Returns a file name that cannot end its header, for any input. */
function headerSafe(fileName: string): string {
  return fileName.toWellFormed().replace(UNSAFE, '_');
}
