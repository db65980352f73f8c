/** extensions.code of what is not let in, each with a row in docs/errors.md. */
export const REFUSED_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'ACCOUNT_REQUIRED',
  'PERSISTED_QUERY_NOT_IN_LIST',
  'BAD_REQUEST',
  'INTERNAL_SERVER_ERROR',
] as const;
type RefusedCode = (typeof REFUSED_CODES)[number];

/** A request that is not let in. Its message tells nothing that helps to get in. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: 400 | 401 | 403 | 415 | 503;
  readonly code: RefusedCode;
  /** For www-authenticate: what would let in. With 401 only. */
  readonly challenge: string | undefined;
  /** Why, for the log alone: never what the request carried. */
  readonly reason: string | undefined;

  constructor(
    status: Refused['status'],
    code: Refused['code'],
    message: string,
    { challenge, reason, cause }: { challenge?: string; reason?: string; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.status = status;
    this.code = code;
    this.challenge = challenge;
    this.reason = reason;
  }
}

/** @param challenge the scheme in which a credential is asked for */
export function unauthenticated(challenge: string, message: string, reason?: string): Refused {
  return new Refused(401, 'UNAUTHENTICATED', message, { challenge, ...(reason === undefined ? {} : { reason }) });
}
