import { withoutEchoes } from './errmsg-echoes.js';
import { PlatformError, refusal } from './errors.js';
import { isRecord } from './is-record.js';
import { safeInt } from './wire.js';

/**
 * Opens the envelope of a response. Returns its JSON object if the call succeeded.
 *
 * A missing errcode means success. The errcode may be a string. The content type is unreliable. A nickname may contain
 * invalid UTF-8 or raw control characters (all observed).
 * @param request as JSON, whose personal values are removed from an errmsg; absent: it has none
 * @throws {PlatformError} with the kind of the errcode; `transport` if the body cannot be parsed
 */
export function open(endpoint: string, body: Buffer, request = '{}'): Record<string, unknown> {
  const answer = parse(decode(body));
  if (!isRecord(answer)) {
    const problem = answer === undefined ? 'is not JSON' : 'is not a JSON object';
    throw new PlatformError({ kind: 'transport', endpoint, reason: `the response ${problem} (${body.length} bytes)` });
  }
  const { errcode } = answer;
  if (errcode === 0 || errcode === undefined || errcode === null) return answer;
  const number = safeInt(errcode);
  if (number === null) {
    throw new PlatformError({ kind: 'transport', endpoint, reason: 'the errcode of the response is not a number' });
  }
  if (number !== 0) {
    const { errmsg } = answer;
    throw refusal(endpoint, number, typeof errmsg === 'string' ? withoutEchoes(errmsg, request) : '');
  }
  return answer;
}

/** Returns the error for a response that lacks a required field. */
export function unusable(endpoint: string, missing: string): PlatformError {
  return new PlatformError({ kind: 'transport', endpoint, reason: `the response contains no ${missing}` });
}

/** Decodes UTF-8. Replaces invalid bytes and removes a byte order mark, which `JSON.parse` rejects. */
function decode(body: Buffer): string {
  const hasMark = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
  return body.toString('utf8', hasMark ? 3 : 0);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(escapeControlCharacters(text));
    } catch {
      return undefined;
    }
  }
}

const STRING = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern must match them
const CONTROL = /[\u0000-\u001f]/g;

/** Escapes raw control characters inside JSON strings. */
function escapeControlCharacters(json: string): string {
  return json.replace(STRING, (string) =>
    string.replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}
