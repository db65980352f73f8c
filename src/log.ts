/** The log: JSON lines. Secrets and personal data are removed from each line before it is written. */
import pino from 'pino';
import { scrubLine } from './logging/scrubber.js';

/** The logger of the server. */
export type Log = pino.Logger;

export interface LogOptions {
  /** The lowest level that is logged; `silent` for none. */
  readonly level: pino.LevelWithSilent;
  /** Receives each line, ended by a line feed. If absent, lines are discarded, which suits only the level `silent`. */
  readonly destination?: pino.DestinationStream;
}

const DISCARD: pino.DestinationStream = { write: () => undefined };

/**
 * Creates a logger whose lines do not contain secrets. Values under a sensitive key (logging/scrubber.ts) are replaced. `code` is one of them,
 * because it is the code of a coupon here: log the code of an error as `errorCode`.
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

/**
 * Returns a function that writes a line of the level `info` without pino, which takes several times as long to format it.
 *
 * The function neither checks the level of the log nor scrubs. It receives `,"name":value` for each field, as JSON without secrets, and a
 * message that needs no escaping.
 */
export function infoLinesOf(log: Log): (fields: string, message: string) => void {
  const { [pino.symbols.streamSym]: stream } = log as unknown as {
    readonly [pino.symbols.streamSym]: pino.DestinationStream;
  };
  return (fields, message) => stream.write(infoLine(`${fields},"msg":"${message}"`));
}

/**
 * Returns a line of the level `info`.
 * @param fields `,"name":value` for each, as JSON
 */
export function infoLine(fields: string): string {
  return `{"level":"info"${timeOfLine()}${fields}}\n`;
}

let millisecond = 0;
let written = '';

/** Returns `,"time":"2026-11-25T08:00:00.000Z"`. Lines of the same millisecond share the text. */
function timeOfLine(): string {
  const now = Date.now();
  if (now !== millisecond) {
    millisecond = now;
    written = `,"time":"${new Date(now).toISOString()}"`;
  }
  return written;
}

/** Fields of a `PlatformError` that are logged besides its message. Other fields are not, because some errors carry the whole input. */
const FACTS = ['kind', 'endpoint', 'errcode', 'errmsg', 'rid', 'sent', 'statusCode'] as const;

/** Matches error codes such as ECONNRESET, UND_ERR_SOCKET and BAD_USER_INPUT. Their form distinguishes them from coupon codes. */
const ERROR_CODE = /^(?:E[A-Z]{3,}|[A-Z]+(?:_[A-Z\d]+)+)$/;

/** Maximum length of a logged chain of causes, which may be circular. */
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
