import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ERRCODES } from './platform/errcodes.js';
import { PlatformError } from './platform/errors.js';

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
  if (cause instanceof GraphQLError) return isBadRequest(cause) ? withCode(formatted, 'BAD_REQUEST') : formatted;
  return { ...formatted, message: 'Internal server error', extensions: { ...formatted.extensions, code: MASKED } };
}

/** Apollo Server has no code for some requests that it answers with 400, such as a persisted query whose hash is another's. */
function isBadRequest({ extensions }: GraphQLError): boolean {
  const { code, http } = extensions as { code?: string; http?: { status?: number } };
  return http?.status === 400 && (code === undefined || code === MASKED);
}

function withCode(formatted: GraphQLFormattedError, code: string): GraphQLFormattedError {
  return { ...formatted, extensions: { ...formatted.extensions, code } };
}

/** Whether an error was not foreseen: it is masked, and logged with its stack. */
export function isUnforeseen(error: unknown): boolean {
  const cause = unwrapResolverError(error);
  return !(cause instanceof GraphQLError || cause instanceof PlatformError);
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
