/** A request that is not let in. Its message tells nothing that helps to get in. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: 401 | 403 | 503;
  readonly code: 'UNAUTHENTICATED' | 'FORBIDDEN' | 'ACCOUNT_REQUIRED' | 'INTERNAL_SERVER_ERROR';

  constructor(
    status: Refused['status'],
    code: Refused['code'],
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.status = status;
    this.code = code;
  }
}
