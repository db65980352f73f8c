/**
 * The log: JSON lines, with secrets and personal data taken out of each line before it is written.
 *
 * The line is scrubbed as a whole, not by pino's redact paths: those name fixed places, and a secret turns up anywhere, deep in an
 * upstream body, in an array, in the text of an error or in a URL. One scan tells most lines clean; only a line that names something
 * sensitive is parsed and walked.
 */
import pino from 'pino';

/** The log of the server, and of one request as its child. */
export type Log = pino.Logger;

export interface LogOptions {
  /** What is logged: this level and those above it; `silent` for nothing. */
  readonly level: pino.LevelWithSilent;
  /** Gets each line, ended by a line feed. Absent: lines are discarded, which suits the level `silent` only. */
  readonly destination?: pino.DestinationStream;
}

const DISCARD: pino.DestinationStream = { write: () => undefined };

/**
 * A logger whose lines hold no secrets. Values under a sensitive key (see below) are replaced, `code` among them: it is the code of a
 * coupon here, so log the code of an error as `errorCode`.
 */
export function createLog({ level, destination = DISCARD }: LogOptions): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: timeOfLine,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (value) => describeError(value), error: (value) => describeError(value) },
      hooks: { streamWrite: scrubLine },
    },
    destination,
  );
}

let millisecond = 0;
let written = '';

/** `,"time":"2026-11-25T08:00:00.000Z"`. Written once for the lines of one millisecond. */
function timeOfLine(): string {
  const now = Date.now();
  if (now !== millisecond) {
    millisecond = now;
    written = `,"time":"${new Date(now).toISOString()}"`;
  }
  return written;
}

// ---- errors

/** What an error may say beside its text: the facts of a PlatformError, and nothing else, since some errors carry the whole input. */
const FACTS = ['kind', 'endpoint', 'errcode', 'errmsg', 'rid', 'sent', 'statusCode'] as const;

/** ECONNRESET, UND_ERR_SOCKET, BAD_USER_INPUT: the code of an error, told from that of a coupon by its form. */
const ERROR_CODE = /^(?:E[A-Z]{3,}|[A-Z]+(?:_[A-Z\d]+)+)$/;

/** How many causes of causes are told; a chain may be a circle. */
const MAX_CAUSES = 5;

function describeError(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || !('message' in value)) return value;
  const error = value as Record<string, unknown>;
  const { message, stack, name, code, errors } = error;
  const cause = error.cause ?? error.originalError;
  const causes = depth < MAX_CAUSES;
  return {
    type: name,
    message,
    stack,
    ...(typeof code === 'string' && ERROR_CODE.test(code) ? { errorCode: code } : {}),
    ...Object.fromEntries(
      FACTS.map((fact) => [fact, error[fact]]).filter(([, content]) => Object(content) !== content),
    ),
    ...(cause !== undefined && causes ? { cause: describeError(cause, depth + 1) } : {}),
    ...(Array.isArray(errors) && causes
      ? { errors: errors.slice(0, 5).map((one) => describeError(one, depth + 1)) }
      : {}),
  };
}

// ---- scrubbing

const REDACTED = '[redacted]';

/**
 * Sensitive words, with or without the underscores or hyphens between their parts. Whatever ends in token, secret or password counts;
 * of `code` only what holds the code of a coupon, since errcode and statusCode must stay readable.
 */
const ENDINGS = 'token|secret|password';
const WORDS = [
  'authorization',
  '(?:set[_-]?)?cookie',
  'x[_-]?api[_-]?key',
  '(?:(?:new|old|card|user|encrypt)[_-]?)?(?<!err)codes?',
  '(?:open|union)[_-]?ids?',
  'nick[_-]?name',
  'membership[_-]?number',
  'user[_-]?info',
].join('|');
const KEY = `(?:[\\w-]*(?:${ENDINGS})|${WORDS})`;

const SENSITIVE_KEY = new RegExp(`^${KEY}$`, 'i');

/** Whether a line needs a closer look: it matches whatever the patterns below do, and more, in a tenth of their time. */
const SUSPICIOUS = new RegExp(`(?:${ENDINGS}|${WORDS})(?![\\w-])|(?:bearer|basic)\\s`, 'i');

/** Where a word begins: also after what an escape wrote, the `n` of `\ncode` or the `6` of `%26code`. */
const START = '(?:(?<![\\w-])|(?<=\\\\[bfnrt]|\\\\u[\\da-f]{4}|%[\\da-f]{2}))';

/** `access_token=…` in a text: a URL or a form, also one that is itself encoded in a URL. */
const PARAMETER = new RegExp(`(${START}${KEY}(?:=|%3D))[^\\s&"'\`<>]+`, 'gi');

/** `"code": "…"`, `code: '…'`, `code: …` in a text: JSON, also escaped or cut short, JavaScript, GraphQL, a header. */
const PROPERTY = new RegExp(
  `(${START}${KEY}\\\\*["']?\\s*:\\s*)(?:"(?:\\\\.|[^"\\\\])*"?|\\\\+"[^"]*"?|'[^']*'?|\\[[^\\]]*\\]?|\\{[^}]*\\}?|[^\\s,;&"'}\\])\\\\]+)`,
  'gi',
);

/** `Bearer …` and `Basic …` in a text. */
const CREDENTIALS = /\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi;

/** The line without what must not be read. What cannot be parsed is withheld: nobody could say what it holds. */
function scrubLine(line: string): string {
  if (!SUSPICIOUS.test(line)) return line;
  try {
    return `${JSON.stringify(scrub(JSON.parse(line)))}\n`;
  } catch {
    return '{"level":"error","msg":"a log line was withheld: it could not be scrubbed"}\n';
  }
}

/** A parsed value without secrets. It came from JSON: a tree without circles. */
function scrub(value: unknown): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (Array.isArray(value)) return value.map(scrub);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, SENSITIVE_KEY.test(key) ? redact(child) : scrub(child)]),
  );
}

/** That nothing was there is no secret, and often what one looks for. */
function redact(value: unknown): unknown {
  return value === null || value === '' || typeof value === 'boolean' ? value : REDACTED;
}

function scrubText(text: string): string {
  if (!SUSPICIOUS.test(text)) return text;
  return text
    .replace(CREDENTIALS, `$1 ${REDACTED}`)
    .replace(PARAMETER, `$1${REDACTED}`)
    .replace(PROPERTY, `$1${REDACTED}`);
}
