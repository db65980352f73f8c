import { GraphQLError } from 'graphql';

/** `extensions.code` of operations that exceed a limit. Each has a row in docs/errors.md. */
export const LIMIT_CODES = [
  'OPERATION_TOO_DEEP',
  'OPERATION_TOO_COMPLEX',
  'TOO_MANY_TOKENS',
  'TOO_MANY_ALIASES',
  'TOO_MANY_DIRECTIVES',
  'TOO_MANY_ROOT_FIELDS',
  'TOO_MANY_REPRESENTATIONS',
] as const;
type LimitCode = (typeof LIMIT_CODES)[number];

/** Returns the error of an operation that exceeds a limit, with status 400. */
export function overLimit(code: LimitCode, message: string, limit: number): GraphQLError {
  return new GraphQLError(message, { extensions: { code, limit, http: { status: 400 } } });
}
