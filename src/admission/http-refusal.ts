/** `extensions.code` of requests that are not admitted. Each has a row in docs/errors.md. */
export const HTTP_REFUSAL_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'ACCOUNT_REQUIRED',
  'ACCOUNT_NOT_AUTHORIZED',
  'PERSISTED_QUERY_NOT_IN_LIST',
  'BAD_REQUEST',
  'BODY_TOO_LARGE',
  'RATE_LIMITED',
  'TOO_MANY_SUBSCRIPTIONS',
  'SERVER_LEAVING',
  'INTERNAL_SERVER_ERROR',
] as const;
/** SERVER_OVERLOADED is also a code of errors during execution, where it has its row. */
type HttpRefusalCode = (typeof HTTP_REFUSAL_CODES)[number] | 'SERVER_OVERLOADED';

interface HttpRefusalDetails {
  readonly headers?: Readonly<Record<string, string>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly reason?: string | undefined;
  readonly cause?: unknown;
}

/** Rejects a request before GraphQL. The message must not help an attacker. */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal';
  readonly status: 400 | 401 | 403 | 413 | 415 | 429 | 503;
  readonly code: HttpRefusalCode;
  /** Headers of the response. */
  readonly headers: Readonly<Record<string, string>>;
  /** Extensions of the error besides its code. */
  readonly extensions: Readonly<Record<string, unknown>>;
  /** The reason for the log. Never holds values of the request. */
  readonly reason: string | undefined;

  constructor(
    status: HttpRefusal['status'],
    code: HttpRefusal['code'],
    message: string,
    { headers = {}, extensions = {}, reason, cause }: HttpRefusalDetails = {},
  ) {
    super(message, { cause });
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.extensions = extensions;
    this.reason = reason;
  }
}

/**
 * Returns a 401.
 * @param challenge the authentication scheme for `www-authenticate`
 */
export function unauthenticated(challenge: string, message: string, reason?: string): HttpRefusal {
  return new HttpRefusal(401, 'UNAUTHENTICATED', message, {
    headers: { 'www-authenticate': challenge },
    reason,
  });
}

/**
 * Returns a refusal after which a retry may succeed.
 * @param seconds how soon the client may retry
 */
export function retryLater(
  status: 429 | 503,
  code: HttpRefusal['code'],
  message: string,
  seconds: number,
  { headers, extensions }: Pick<HttpRefusalDetails, 'headers' | 'extensions'> = {},
): HttpRefusal {
  return new HttpRefusal(status, code, message, {
    headers: { ...headers, 'retry-after': String(seconds) },
    extensions: { ...extensions, retryAfter: seconds },
  });
}
