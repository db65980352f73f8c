/**
 * Removes secrets and personal data from log lines.
 *
 * Scrubs the line as a whole. pino's redact paths cover fixed places, but a secret may be anywhere: deep in an upstream body, in an array,
 * in the text of an error or in a URL. One scan is enough for most lines. Only a line that names something sensitive is parsed and walked.
 * test/unit/logging/scrubber.examples.ts shows what is redacted and what is not.
 */

const REDACTED = '[redacted]';

/**
 * Sensitive keys, with or without underscores or hyphens between their parts: every key that ends in token, secret or password, and the
 * words below. A key that ends in code is sensitive only if it is that of a coupon: errcode and statusCode must stay readable.
 */
const ENDINGS = 'token|secret|password';
const WORDS = [
  'authorization',
  '(?:set[_-]?)?cookie',
  'x[_-]?api[_-]?key',
  '(?:(?:new|old|card|user|encrypt)[_-]?)?(?<!err|error)codes?',
  '(?:open|union)[_-]?ids?',
  'nick[_-]?name',
  'membership[_-]?number',
  'user[_-]?info',
].join('|');
const KEY = `(?:[\\w-]*(?:${ENDINGS})|${WORDS})`;

const SENSITIVE_KEY = new RegExp(`^${KEY}$`, 'i');

/** A fast pre-check in a tenth of the time: matches every text that one of the patterns below matches, and more. */
const SUSPICIOUS = new RegExp(`(?:${ENDINGS}|${WORDS})(?![\\w-])|(?:bearer|basic)\\s`, 'i');

/** The start of a word. It may follow an escape sequence: the `n` of `\ncode` or the `6` of `%26code`. */
const START = '(?:(?<![\\w-])|(?<=\\\\[bfnrt]|\\\\u[\\da-f]{4}|%[\\da-f]{2}))';

/** `access_token=…` in a text: a URL or a form, even if it is itself encoded in a URL. */
const PARAMETER = new RegExp(`(${START}${KEY}(?:=|%3D))[^\\s&"'\`<>]+`, 'gi');

/** `"code": "…"`, `code: '…'`, `code: …` in a text: JSON (even if escaped or truncated), JavaScript, GraphQL, a header. */
const PROPERTY = new RegExp(
  `(${START}${KEY}\\\\*["']?\\s*:\\s*)(?:"(?:\\\\.|[^"\\\\])*"?|\\\\+"[^"]*"?|'[^']*'?|\\[[^\\]]*\\]?|\\{[^}]*\\}?|[^\\s,;&"'}\\])\\\\]+)`,
  'gi',
);

/** `Bearer …` and `Basic …` in a text. */
const CREDENTIALS = /\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi;

/**
 * Returns the line without secrets and personal data. A suspicious line that is not JSON is replaced, because its content is unknown.
 * @param line one line of JSON, with or without its line feed
 */
export function scrubLine(line: string): string {
  if (!SUSPICIOUS.test(line)) return line;
  try {
    return `${JSON.stringify(scrub(JSON.parse(line)))}\n`;
  } catch {
    return '{"level":"error","msg":"Log line withheld: it could not be scrubbed"}\n';
  }
}

/** Returns a copy without secrets. The value comes from JSON, so it has no cycles. */
function scrub(value: unknown): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (Array.isArray(value)) return value.map(scrub);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, SENSITIVE_KEY.test(key) ? redact(child) : scrub(child)]),
  );
}

/** Empty values are not secret, and are useful when debugging. */
function redact(value: unknown): unknown {
  return value === null || value === '' || typeof value === 'boolean' ? value : REDACTED;
}

/** Returns a text without secrets. */
export function scrubText(text: string): string {
  if (!SUSPICIOUS.test(text)) return text;
  return text
    .replace(CREDENTIALS, `$1 ${REDACTED}`)
    .replace(PARAMETER, `$1${REDACTED}`)
    .replace(PROPERTY, `$1${REDACTED}`);
}
