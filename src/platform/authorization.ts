/** Whether requests for an account can be served. Configured accounts are always `ACTIVE`. */
export type AccountStatus =
  | 'ACTIVE'
  /** The authorization does not include the permission set for cards, or the account has no cards. */
  | 'LACKS_CARDS'
  /** Its refresh token is invalid and could not be recovered. Requests are still tried: the token source recovers it if it can. */
  | 'NEEDS_AUTHORIZATION'
  /** The merchant has withdrawn the authorization. */
  | 'UNAUTHORIZED';

/** The authorization that a merchant gave to the third-party platform. Contains no secret. */
export interface Authorization {
  readonly status: AccountStatus;
  /** Name of the account on the platform. Undefined: not yet known. */
  readonly name: string | undefined;
  /** Unix milliseconds. 0: never, or not known. */
  readonly authorizedAt: number;
}

/** The origin of an account: named in the configuration, or authorized by its merchant. */
export interface MaybeAuthorized {
  /** Undefined: the account is configured. */
  readonly authorization?: Authorization | undefined;
}
