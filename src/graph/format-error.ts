import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError, isValueNode } from 'graphql';
import { ERRCODES } from '../platform/errcodes.js';
import { PlatformError } from '../platform/errors.js';

/** `extensions.code` of a masked error: its message is replaced, so that the client learns only the request id. */
const MASKED = 'INTERNAL_SERVER_ERROR';

/** `extensions.code` of errors during execution. Each has a row in docs/errors.md. */
export const EXECUTION_CODES = [
  'BAD_USER_INPUT',
  'PLATFORM_REJECTED',
  'PLATFORM_UNAVAILABLE',
  'SERVER_OVERLOADED',
  'PLATFORM_TIMEOUT',
  'PLATFORM_QUOTA_EXCEEDED',
  'STATS_NOT_READY',
  'EVENTS_OFF',
  'EVENTS_CURSOR_UNKNOWN',
  'EVENTS_CURSOR_EXPIRED',
  'ACTIVATION_TICKET_EXPIRED',
  'PLATFORM_CONFIG',
  'ACCOUNT_NOT_AUTHORIZED',
  'IDEMPOTENCY_STORE_UNAVAILABLE',
  'RATE_LIMITED',
  MASKED,
] as const;

/**
 * Formats an error for the client. Failures of the platform get the code of their kind. Errors that this server or GraphQL raised on
 * purpose are returned as they are. All others are masked.
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = unwrapResolverError(error);
  if (cause instanceof PlatformError) {
    return { ...formatted, message: cause.message, extensions: { ...formatted.extensions, ...extensionsOf(cause) } };
  }
  const limit = parserLimit(cause);
  if (limit !== undefined) return { message: limit.message, extensions: { ...formatted.extensions, code: limit.code } };
  const code = codeOf(cause);
  if (code !== undefined) return withCode(formatted, code);
  return { ...formatted, message: 'Internal server error', extensions: { ...formatted.extensions, code: MASKED } };
}

/** Returns the `extensions.code` of an error that this server or GraphQL raised on purpose, or undefined for an unexpected error. */
function codeOf(cause: unknown): string | undefined {
  if (!(cause instanceof GraphQLError)) return undefined;
  if (isBadRequest(cause)) return 'BAD_REQUEST';
  // Apollo Server sets the same code for every validation error. The validation rules of this server set more specific ones.
  const own = cause.originalError instanceof GraphQLError ? cause.originalError.extensions.code : undefined;
  const { code } = cause.extensions;
  // graphql-js detects some invalid arguments only during execution, and gives them no code. The same holds for invalid resolver results.
  if (code === undefined && isArgumentError(cause)) return 'BAD_USER_INPUT';
  return code === MASKED ? undefined : ((own ?? code) as string | undefined);
}

/** Detects the limits of the parser, which sets no codes: the maximum number of tokens, and the depth at which its stack overflows. */
function parserLimit(cause: unknown): { readonly code: string; readonly message: string } | undefined {
  if (!(cause instanceof GraphQLError) || cause.extensions.code !== 'GRAPHQL_PARSE_FAILED') return undefined;
  const { originalError } = cause.originalError instanceof GraphQLError ? cause.originalError : cause;
  if (originalError instanceof RangeError) {
    return { code: 'OPERATION_TOO_DEEP', message: 'The operation is nested too deeply to be parsed; split it' };
  }
  const [, tokens] = /^Syntax Error: Document contains more tha\w (\d+) tokens/.exec(cause.message) ?? [];
  return tokens === undefined
    ? undefined
    : { code: 'TOO_MANY_TOKENS', message: `The document exceeds the limit of ${tokens} tokens; shorten it` };
}

function isArgumentError({ message, nodes }: GraphQLError): boolean {
  return nodes?.[0] !== undefined && isValueNode(nodes[0]) && message.startsWith('Argument "');
}

/** Detects requests that Apollo Server rejects with 400 but without a code, such as a persisted query with the wrong hash. */
function isBadRequest({ extensions }: GraphQLError): boolean {
  const { code, http } = extensions as { code?: string; http?: { status?: number } };
  return http?.status === 400 && (code === undefined || code === MASKED);
}

function withCode(formatted: GraphQLFormattedError, code: string): GraphQLFormattedError {
  return { ...formatted, extensions: { ...formatted.extensions, code } };
}

/** Returns the `extensions.code` that the client receives for an error. */
export function errorCodeOf(error: unknown): string {
  const cause = unwrapResolverError(error);
  if (cause instanceof PlatformError) return topLevelCode(cause);
  return parserLimit(cause)?.code ?? codeOf(cause) ?? MASKED;
}

/** Whether an error is unexpected. Such an error is masked, and logged with its stack. */
export function isUnexpected(error: unknown): boolean {
  const cause = unwrapResolverError(error);
  return !(cause instanceof PlatformError) && codeOf(cause) === undefined;
}

/** Returns the platform failure that caused an error, if there is one. */
export function platformErrorBehind(error: unknown): PlatformError | undefined {
  const cause = unwrapResolverError(error);
  return cause instanceof PlatformError ? cause : undefined;
}

function extensionsOf(error: PlatformError): Record<string, unknown> {
  const { errcode, errmsg, rid, endpoint, retryAfterSeconds: retryAfter } = error;
  const platform = { errcode, errmsg: errmsg ?? null, rid: rid ?? null, endpoint };
  return {
    code: topLevelCode(error),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(errcode === undefined ? {} : { platform }),
  };
}

/** Returns the `extensions.code` of a read that the platform rejected or did not respond to. */
export function topLevelCode({ kind, errcode }: PlatformError): string {
  const entry = errcode === undefined ? undefined : ERRCODES.get(errcode);
  switch (kind) {
    case 'transport':
      return 'PLATFORM_UNAVAILABLE';
    case 'timeout':
    case 'cancelled':
      return 'PLATFORM_TIMEOUT';
    case 'overloaded':
      return 'SERVER_OVERLOADED';
    case 'rateLimited':
      return 'RATE_LIMITED';
    case 'config':
      return entry?.topLevel ?? 'PLATFORM_CONFIG';
    case 'account':
      return 'ACCOUNT_NOT_AUTHORIZED';
    case 'token':
    case 'bug':
      return entry?.topLevel ?? MASKED;
    case 'unavailable':
    case 'quota':
      return entry?.code ?? 'PLATFORM_UNAVAILABLE';
    case 'input':
      return entry?.topLevel ?? 'BAD_USER_INPUT';
    case 'permission':
      return entry?.topLevel ?? 'PLATFORM_REJECTED';
    case 'notFound':
    case 'state':
    case 'unknown':
      return 'PLATFORM_REJECTED';
  }
}
