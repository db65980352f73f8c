import type { Scope } from './scopes.js';

/** Who is asking, and what they may do. */
export interface Caller {
  /** A name for logs and limits; `anonymous` without authentication. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Accounts that the caller may use. */
  readonly appids: readonly string[] | 'all';
}
