import { PlatformError, refusal } from './errors.js';
import { isRecord } from './is-record.js';
import { safeInt } from './wire.js';

/**
 * Opens the envelope of an answer: its JSON object when the call succeeded.
 * A missing errcode is success; errcode may be text; the content type says nothing; a body may hold broken UTF-8 or raw
 * control characters inside a nickname (all observed).
 * @throws {PlatformError} the refusal that the errcode names, or `transport` when the body cannot be read
 */
export function open(endpoint: string, body: Buffer): Record<string, unknown> {
  const answer = parse(decode(body));
  if (!isRecord(answer)) {
    const came = answer === undefined ? 'no JSON' : 'JSON that is no object';
    throw new PlatformError({ kind: 'transport', endpoint, reason: `the answer is ${came} (${body.length} bytes)` });
  }
  const { errcode } = answer;
  if (errcode === 0 || errcode === undefined || errcode === null) return answer;
  const number = safeInt(errcode);
  if (number === null) {
    throw new PlatformError({ kind: 'transport', endpoint, reason: 'the answer has an errcode that is no number' });
  }
  if (number !== 0) throw refusal(endpoint, number, typeof answer.errmsg === 'string' ? answer.errmsg : '');
  return answer;
}

/** The answer came and cannot be used: what it must hold is not in it. */
export function unusable(endpoint: string, missing: string): PlatformError {
  return new PlatformError({ kind: 'transport', endpoint, reason: `the answer holds no ${missing}` });
}

/** UTF-8 with broken bytes replaced, and without a byte order mark, which JSON.parse takes for a foreign character. */
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
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u001f]/g;

/** Writes raw control characters inside JSON strings as escapes. */
function escapeControlCharacters(json: string): string {
  return json.replace(STRING, (string) =>
    string.replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}
