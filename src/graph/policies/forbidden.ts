import { GraphQLError } from 'graphql';
import type { Scope } from '../../config/scopes.js';

/** @param scope the missing scope. undefined: no caller may use the field */
export function forbidden(scope: Scope | undefined): GraphQLError {
  const message =
    scope === undefined ? 'This field is not available to any caller' : `This field needs the scope ${scope}`;
  return new GraphQLError(message, { extensions: { code: 'FORBIDDEN', ...(scope ? { scope } : {}) } });
}
