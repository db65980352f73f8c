import type { Caller } from '../config/caller.js';
import type { MaybeAuthorized } from '../platform/authorization.js';
import type { Account } from '../platform/client.js';

/** An account and its position among those that a request without x-wechat-appid may get. */
interface Ranked {
  readonly account: Account;
  readonly rank: number;
}

/**
 * All accounts of the server, by appid, and their callers. A caller may use the accounts that its key or token names. The callers of all
 * authorized accounts may also use those. A caller with `appids: 'all'`, which exists only without authentication, may use every account.
 */
export class Accounts {
  /** In the order of `inOrder`. */
  readonly all: readonly Account[];
  readonly #byAppid: ReadonlyMap<string, Ranked>;
  readonly #first: Ranked | undefined;
  readonly #firstAuthorized: Ranked | undefined;
  readonly #callersOfAuthorized: ReadonlySet<string>;

  /** @param callersOfAuthorized names of the callers that may use every authorized account */
  constructor(accounts: readonly Account[], callersOfAuthorized: readonly string[] = []) {
    this.all = inOrder(accounts);
    const ranked = [...this.all]
      .sort((one, other) => preferenceOf(one) - preferenceOf(other))
      .map((account, rank) => ({ account, rank }));
    this.#byAppid = new Map(ranked.map((one) => [one.account.appid, one]));
    this.#first = ranked[0];
    this.#firstAuthorized = ranked.find(({ account }) => account.authorization !== undefined);
    this.#callersOfAuthorized = new Set(callersOfAuthorized);
  }

  find(appid: string): Account | undefined {
    return this.#byAppid.get(appid)?.account;
  }

  mayUse({ name, appids }: Caller, { appid, authorization }: Account): boolean {
    if (appids === 'all' || appids.includes(appid)) return true;
    return authorization !== undefined && this.#callersOfAuthorized.has(name);
  }

  /** Returns the accounts that the caller may use, in the order of `all`. */
  usableBy({ name, appids }: Caller): readonly Account[] {
    if (appids === 'all') return this.all;
    const named = new Set(appids);
    const mayUseAuthorized = this.#callersOfAuthorized.has(name);
    return this.all.filter(
      ({ appid, authorization }) => named.has(appid) || (mayUseAuthorized && authorization !== undefined),
    );
  }

  /**
   * Returns the account of a request that names none: the first configured one that the caller may use, otherwise the first authorized one,
   * those with the status `ACTIVE` first and those with `UNAUTHORIZED` last. Undefined if the caller may use none.
   */
  defaultOf({ name, appids }: Caller): Account | undefined {
    if (appids === 'all') return this.#first?.account;
    let first = this.#callersOfAuthorized.has(name) ? this.#firstAuthorized : undefined;
    for (const appid of appids) {
      const candidate = this.#byAppid.get(appid);
      if (candidate !== undefined && (first === undefined || candidate.rank < first.rank)) first = candidate;
    }
    return first?.account;
  }
}

/**
 * Returns the configured accounts in their configured order, then the authorized ones in the order of their appids. An account that is both
 * counts as configured.
 */
export function inOrder<Listed extends MaybeAuthorized & { readonly appid: string }>(
  accounts: readonly Listed[],
): readonly Listed[] {
  const configured = accounts.filter(({ authorization }) => authorization === undefined);
  const appids = new Set(configured.map(({ appid }) => appid));
  const authorized = accounts.filter(({ appid, authorization }) => authorization !== undefined && !appids.has(appid));
  return [...configured, ...authorized.sort((one, other) => (one.appid < other.appid ? -1 : 1))];
}

/** Returns the position of an account among the defaults. Those of the same position keep their order. */
function preferenceOf({ authorization }: MaybeAuthorized): number {
  if (authorization === undefined) return 0;
  if (authorization.status === 'ACTIVE') return 1;
  return authorization.status === 'UNAUTHORIZED' ? 3 : 2;
}
