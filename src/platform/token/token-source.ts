import type { Deadline } from '../../deadline.js';
import { tokenKeys } from '../../store/keys.js';
import type { RecordStore } from '../../store/store.js';
import { STABLE_RENEWAL_SECONDS, TOKEN_LIFETIME_SECONDS } from '../endpoints/token.js';
import type { Observer } from '../observer.js';
import type { Transport } from '../transport.js';
import { type FactsLog, TokenDiagnostics } from './diagnostics.js';
import { type FetchedToken, fetchToken, ownSecretOf, type TokenMode, tokenEndpoint } from './fetch-token.js';
import type { SharedToken } from './shared-record.js';
import { type Need, SharedSource } from './shared-source.js';
import { TokenRecord } from './token-record.js';

export type { TokenMode } from './fetch-token.js';

/** A token is not used in its last seconds because it could expire in flight. */
const UNUSED_SECONDS = 60;

/** Number of rejected tokens that are remembered. One may still be in the store if the store was unavailable when it was replaced. */
const MAX_REJECTED = 16;

/**
 * Durations of the lease on a token fetch, milliseconds. If tokens of two fetches are valid side by side, the lease only
 * saves calls and is short. A second classic token invalidates the first one, so the lease must be longer than the fetch.
 */
const SHORT_LEASE_MS = 2000;
const LEASE_BEYOND_FETCH_MS = 1000;

export interface TokenSourceOptions {
  readonly appid: string;
  readonly baseUrl: string;
  readonly token: TokenMode;
  readonly transport: Transport;
  /** Timeout of one fetch, including the wait for another replica's fetch, milliseconds. */
  readonly timeoutMs: number;
  /** Where replicas share their tokens. */
  readonly records: RecordStore;
  readonly log: FactsLog;
  readonly observer?: Observer | undefined;
}

/** The access token of one account. A token that the platform rejects is replaced. */
export class TokenSource extends SharedSource {
  readonly #options: TokenSourceOptions;
  readonly #record: TokenRecord;
  readonly #diagnostics: TokenDiagnostics;
  /** Tokens that the platform rejected, oldest first. */
  readonly #rejected = new Set<string>();

  constructor(options: TokenSourceOptions) {
    const { appid, baseUrl, token, records, log, timeoutMs } = options;
    const record = new TokenRecord(records, tokenKeys(token.mode, { baseUrl, appid }), ownSecretOf(token));
    const leaseMs = token.mode === 'classic' ? timeoutMs + LEASE_BEYOND_FETCH_MS : SHORT_LEASE_MS;
    super({ record, timeoutMs, leaseMs, endpoint: tokenEndpoint(token) });
    this.#options = options;
    this.#record = record;
    this.#diagnostics = new TokenDiagnostics(log, appid, token);
  }

  /**
   * Returns the age of the cached token in seconds, including the time in other replicas; undefined if none is cached. A
   * token that was issued for less than two hours appears older.
   */
  get ageSeconds(): number | undefined {
    if (this.cached === undefined) return undefined;
    const endsIn = (this.cached.goodUntil - Date.now()) / 1000 + UNUSED_SECONDS;
    return Math.max(0, TOKEN_LIFETIME_SECONDS - endsIn);
  }

  /**
   * Returns a replacement for a token that the platform rejected: one that this process or a replica has, otherwise a new one.
   * @throws {PlatformError} of kind `config` if the platform returns the rejected token again
   */
  renew(rejected: string, deadline: Deadline, endpoint: string): string | Promise<string> {
    this.#rememberRejected(rejected);
    this.evict(rejected);
    const { cached } = this;
    if (cached !== undefined && Date.now() < cached.goodUntil) return cached.value;
    return this.obtain({ rejected }, deadline, endpoint);
  }

  protected override accepts(value: string): boolean {
    return !this.#rejected.has(value);
  }

  protected override onFailure(error: unknown): void {
    this.#diagnostics.report(error);
  }

  protected override onStandalone(): void {
    this.#diagnostics.reportStandalone();
  }

  protected override async fetchNew({ rejected }: Need, deadline: Deadline): Promise<SharedToken> {
    const { appid, token, transport, observer } = this.#options;
    const request = { appid, token, transport, deadline, observer };
    const fetched = await fetchToken(request);
    if (fetched.value !== rejected) return toShared(fetched);
    if (token.mode === 'stable' && (await this.#record.mayForce())) {
      const forced = await fetchToken({ ...request, forceRefresh: true });
      if (forced.value !== rejected) return toShared(forced);
    }
    throw this.#diagnostics.repeated();
  }

  #rememberRejected(rejected: string): void {
    this.#rejected.add(rejected);
    for (const oldest of this.#rejected) {
      if (this.#rejected.size <= MAX_REJECTED) break;
      this.#rejected.delete(oldest);
    }
  }
}

/** Computes the times of a fetched token. Renewal starts when `stable_token` returns a new token, at half of the lifetime or later. */
function toShared({ value, lifetimeSeconds }: FetchedToken): SharedToken {
  const now = Date.now();
  const goodUntil = now + Math.max(lifetimeSeconds - UNUSED_SECONDS, 1) * 1000;
  const renewFrom = now + Math.max(lifetimeSeconds - STABLE_RENEWAL_SECONDS, 0) * 1000;
  return { value, goodUntil, renewFrom: Math.max(renewFrom, now + (goodUntil - now) / 2) };
}
