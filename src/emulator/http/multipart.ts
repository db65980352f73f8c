import type { UploadFile } from '../../platform/endpoint.js';
import { PlatformRefusal } from '../refusal.js';

/** The file part of an upload. */
export interface UploadPart {
  /** Name of the part. */
  readonly part: string;
  /** Without a file name, the platform does not see the part as a file (observed). */
  readonly fileName: string | undefined;
  /** Media type that the part states. Not reliable. */
  readonly type: string;
  readonly bytes: Buffer;
}

/** Names of the file part: the card document's, and that of the newer general document. */
const PART_NAMES: ReadonlySet<string> = new Set(['buffer', 'media']);

/** Maximum number of parts. Real clients send one or two. */
const MAX_PARTS = 16;

/** Maximum length of the headers of a part, bytes. */
const MAX_HEADERS_BYTES = 4096;

const LINE_BREAK = Buffer.from('\r\n');
const HEADERS_END = Buffer.from('\r\n\r\n');

/**
 * Parses an upload strictly: multipart/form-data whose delimiters are complete and that ends with the closing one. The server limits the
 * size of the body.
 * @returns the first part with the name of a file part; undefined if there is none or if the body is not such a form
 */
export function parseUpload(contentType: string | undefined, body: Buffer): UploadPart | undefined {
  const boundary = boundaryOf(contentType ?? '');
  if (boundary === undefined) return undefined;
  const delimiter = Buffer.from(`--${boundary}`);
  if (!startsWith(body, delimiter, 0)) return undefined;
  let found: UploadPart | undefined;
  let at = delimiter.length;
  for (let parts = 0; parts <= MAX_PARTS; parts += 1) {
    const isClosing = startsWith(body, Buffer.from('--'), at);
    if (isClosing) return isAtEnd(body, at + 2) ? found : undefined;
    if (!startsWith(body, LINE_BREAK, at)) return undefined;
    const headersEnd = body.indexOf(HEADERS_END, at);
    if (headersEnd < 0 || headersEnd - at > MAX_HEADERS_BYTES) return undefined;
    const contentStart = headersEnd + HEADERS_END.length;
    const contentEnd = body.indexOf(Buffer.concat([LINE_BREAK, delimiter]), contentStart);
    if (contentEnd < 0) return undefined;
    const headers = body.toString('utf8', at + LINE_BREAK.length, headersEnd);
    found ??= partOf(headers, body.subarray(contentStart, contentEnd));
    at = contentEnd + LINE_BREAK.length + delimiter.length;
  }
  return undefined;
}

/** Returns the file of an upload. */
export function fileOf(upload: UploadPart | undefined): UploadFile {
  if (upload?.fileName === undefined || upload.fileName === '') throw new PlatformRefusal(41005);
  return { fileName: upload.fileName, type: upload.type, bytes: upload.bytes };
}

function partOf(headers: string, bytes: Buffer): UploadPart | undefined {
  const disposition = /^content-disposition:[ \t]*form-data;(.*)$/im.exec(headers)?.[1] ?? '';
  const name = parameterOf(disposition, 'name');
  if (name === undefined || !PART_NAMES.has(name)) return undefined;
  const type = /^content-type:[ \t]*([^\r\n]*)$/im.exec(headers)?.[1]?.trim() ?? 'text/plain';
  return { part: name, fileName: parameterOf(disposition, 'filename'), type, bytes };
}

function parameterOf(disposition: string, name: string): string | undefined {
  const [, quoted, bare] = new RegExp(`(?:^|;)[ \\t]*${name}=(?:"([^"]*)"|([^";\\s]+))`, 'i').exec(disposition) ?? [];
  return quoted ?? bare;
}

/** The boundary of a form: 1 to 70 characters, as RFC 2046 requires. */
function boundaryOf(contentType: string): string | undefined {
  if (!/^multipart\/form-data[ \t]*;/i.test(contentType)) return undefined;
  const [, quoted, bare] =
    /;[ \t]*boundary=(?:"([^"\r\n]{1,70})"|([^";\s]{1,70})(?=[ \t]*(?:;|$)))/i.exec(contentType) ?? [];
  return quoted ?? bare;
}

function startsWith(body: Buffer, expected: Buffer, at: number): boolean {
  return body.subarray(at, at + expected.length).equals(expected);
}

/** Whether nothing but an optional line break follows the closing delimiter. */
function isAtEnd(body: Buffer, at: number): boolean {
  const rest = body.length - at;
  return rest === 0 || (rest === LINE_BREAK.length && startsWith(body, LINE_BREAK, at));
}
