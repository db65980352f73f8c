import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError, isValueNode } from 'graphql';
import { ERRCODES } from '../platform/errcodes.js';
import { PlatformError } from '../platform/errors.js';

/** extensions.code of an error that tells its client nothing but its request id. */
const MASKED = 'INTERNAL_SERVER_ERROR';

/**
 * The error as a client sees it: failures of the platform by their kind, what this server threw on purpose and what
 * GraphQL itself refuses as it is, anything else masked.
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

/** extensions.code of what this server or GraphQL refuses on purpose; undefined for what nobody foresaw. */
function codeOf(cause: unknown): string | undefined {
  if (!(cause instanceof GraphQLError)) return undefined;
  if (isBadRequest(cause)) return 'BAD_REQUEST';
  // Apollo Server gives every error of validation its own code; a rule of ours has a better one.
  const own = cause.originalError instanceof GraphQLError ? cause.originalError.extensions.code : undefined;
  const { code } = cause.extensions;
  // graphql-js finds some input wrong only when it executes a field, and what a resolver answers to be no value of its type: neither has a code.
  if (code === undefined && isArgumentError(cause)) return 'BAD_USER_INPUT';
  return code === MASKED ? undefined : ((own ?? code) as string | undefined);
}

/** What the parser itself cannot take: more tokens than it was told, or more levels than its stack has. It has no codes. */
function parserLimit(cause: unknown): { readonly code: string; readonly message: string } | undefined {
  if (!(cause instanceof GraphQLError) || cause.extensions.code !== 'GRAPHQL_PARSE_FAILED') return undefined;
  const { originalError } = cause.originalError instanceof GraphQLError ? cause.originalError : cause;
  if (originalError instanceof RangeError) {
    return { code: 'OPERATION_TOO_DEEP', message: 'The operation has more levels than can be read' };
  }
  const [, tokens] = /^Syntax Error: Document contains more tha\w (\d+) tokens/.exec(cause.message) ?? [];
  return tokens === undefined ? undefined : { code: 'TOO_MANY_TOKENS', message: `At most ${tokens} tokens are taken` };
}

function isArgumentError({ message, nodes }: GraphQLError): boolean {
  return nodes?.[0] !== undefined && isValueNode(nodes[0]) && message.startsWith('Argument "');
}

/** Apollo Server has no code for some requests that it answers with 400, such as a persisted query whose hash is another's. */
function isBadRequest({ extensions }: GraphQLError): boolean {
  const { code, http } = extensions as { code?: string; http?: { status?: number } };
  return http?.status === 400 && (code === undefined || code === MASKED);
}

function withCode(formatted: GraphQLFormattedError, code: string): GraphQLFormattedError {
  return { ...formatted, extensions: { ...formatted.extensions, code } };
}

/** extensions.code of an error as its client sees it. */
export function errorCodeOf(error: unknown): string {
  const cause = unwrapResolverError(error);
  if (cause instanceof PlatformError) return topLevelCode(cause);
  return parserLimit(cause)?.code ?? codeOf(cause) ?? MASKED;
}

/** Whether an error was not foreseen: it is masked, and logged with its stack. */
export function isUnforeseen(error: unknown): boolean {
  const cause = unwrapResolverError(error);
  return !(cause instanceof PlatformError) && codeOf(cause) === undefined;
}

/** The failure of the platform behind an error, if that is what it is. */
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

/** extensions.code of a read that the platform refused or did not answer. */
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
    case 'token':
    case 'bug':
      return entry?.topLevel ?? MASKED;
    case 'unavailable':
    case 'quota':
      return entry?.code ?? 'PLATFORM_UNAVAILABLE';
    case 'input':
      return 'BAD_USER_INPUT';
    case 'notFound':
    case 'state':
    case 'permission':
    case 'unknown':
      return 'PLATFORM_REJECTED';
  }
}
