/** extensions.code of what is not let in, each with a row in docs/errors.md. */
export const REFUSED_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'ACCOUNT_REQUIRED',
  'PERSISTED_QUERY_NOT_IN_LIST',
  'BAD_REQUEST',
  'RATE_LIMITED',
  'INTERNAL_SERVER_ERROR',
] as const;
type RefusedCode = (typeof REFUSED_CODES)[number];

interface RefusedDetails {
  readonly headers?: Readonly<Record<string, string>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly reason?: string | undefined;
  readonly cause?: unknown;
}

/** A request that is not let in. Its message tells nothing that helps to get in. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: 400 | 401 | 403 | 415 | 429 | 503;
  readonly code: RefusedCode;
  /** Of the answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of its error, beside the code. */
  readonly extensions: Readonly<Record<string, unknown>>;
  /** Why, for the log alone: never what the request carried. */
  readonly reason: string | undefined;

  constructor(
    status: Refused['status'],
    code: Refused['code'],
    message: string,
    { headers = {}, extensions = {}, reason, cause }: RefusedDetails = {},
  ) {
    super(message, { cause });
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.extensions = extensions;
    this.reason = reason;
  }
}

/** @param challenge the scheme in which a credential is asked for */
export function unauthenticated(challenge: string, message: string, reason?: string): Refused {
  return new Refused(401, 'UNAUTHENTICATED', message, {
    headers: { 'www-authenticate': challenge },
    reason,
  });
}
