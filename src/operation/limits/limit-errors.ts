import { GraphQLError } from 'graphql';

/** How large an operation may be, and the body that carries it. */
export interface OperationLimits {
  /** Levels of fields. */
  readonly depth: number;
  /** Tokens of the text, as GraphQL counts them: names, punctuators, values. */
  readonly tokens: number;
  /** Fields under another name than their own, fragments counted wherever they are spread. */
  readonly aliases: number;
  /** Directives, counted likewise. */
  readonly directives: number;
  /** Root fields of a query. */
  readonly rootFields: number;
  /** Root fields of a mutation. */
  readonly mutations: number;
  /** Of them, those that nobody can undo: deleteCard and setCodeUnavailable together. */
  readonly irreversible: number;
  /** Upstream calls at the most, by the tables of costs. */
  readonly cost: number;
  /** Fields of the response by estimate: those selected, times the lengths of the lists that hold them. */
  readonly fields: number;
  /** References in all `_entities` of an operation. */
  readonly representations: number;
  /** Validation errors that one answer tells. */
  readonly validationErrors: number;
  /** Bytes of a request's body. */
  readonly bodyBytes: number;
  /** Bytes of a response. */
  readonly responseBytes: number;
}

/** extensions.code of an operation over a limit, each with a row in docs/errors.md. */
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

/** An operation that is refused for its size, with status 400. */
export function overLimit(code: LimitCode, message: string, limit: number): GraphQLError {
  return new GraphQLError(message, { extensions: { code, limit, http: { status: 400 } } });
}
