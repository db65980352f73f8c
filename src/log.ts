/** The log: JSON lines. Secrets and personal data are removed from each line before it is written. */
import pino from 'pino';
import { scrubLine } from './logging/scrubber.js';

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
 * Creates a logger whose lines hold no secrets. Values under a sensitive key (logging/scrubber.ts) are replaced. `code` is one of them,
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
