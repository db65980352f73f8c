/** An error for the reader: of the platform, of the server or of the network. */
export interface QueryError {
  /** `extensions.code`, or a `NetworkErrorCode` if there was no response in GraphQL. */
  readonly code: string;
  readonly message: string;
  /** Undefined if the error is not the platform's. */
  readonly errcode: number | undefined;
  readonly rid: string | undefined;
  /** How soon a retry may succeed, seconds. */
  readonly retryAfter: number | undefined;
  /** After how many seconds the query is sent again without the reader. Undefined: it is not. */
  readonly repeatsAfter?: number;
}
