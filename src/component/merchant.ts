import type { Authorization } from '../platform/authorization.js';

/** A merchant that has authorized the third-party platform, as the rest of the server sees it. Contains no secret. */
export interface Merchant extends Authorization {
  readonly appid: string;
  /** The original id of the account (`gh_…`), which its messages must name. Undefined: not yet known. */
  readonly originalId: string | undefined;
  /** Ids of the permission sets that the merchant granted. */
  readonly permissions: readonly number[];
}

/** The merchants that this process has. Kept up to date through the store. */
export interface Merchants {
  readonly all: readonly Merchant[];
  get(appid: string): Merchant | undefined;
  /** Reads the records again. @throws {StoreUnavailable} */
  refresh(): Promise<void>;
  /** Calls the listener after each change of `all`. */
  onChange(listener: () => void): void;
}
