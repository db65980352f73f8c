import type { Scope } from './scopes.js';

/** An authenticated caller and what it may do. */
export interface Caller {
  /** A name for logs and limits; `anonymous` without authentication. */
  readonly name: string;
  /** With the scopes that others of them include. */
  readonly scopes: ReadonlySet<Scope>;
  /** Accounts that the caller may use. `all` only without authentication. */
  readonly appids: readonly string[] | 'all';
  /** When the credential expires, Unix milliseconds. Undefined: never. */
  readonly expiresAt?: number | undefined;
}

/** Maximum delay of a timer, milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Returns the milliseconds until the credential expires, as the delay of a timer. Undefined: it does not expire.
 * @param beyondMs added to them
 */
export function untilExpiry({ expiresAt }: Caller, beyondMs = 0): number | undefined {
  if (expiresAt === undefined) return undefined;
  return Math.min(MAX_TIMER_MS, Math.max(0, expiresAt - Date.now()) + beyondMs);
}
