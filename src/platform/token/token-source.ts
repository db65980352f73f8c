import type { Deadline } from '../../deadline.js';
import { tokenKeys } from '../../store/keys.js';
import { RetriedRecords } from '../../store/retried-records.js';
import type { RecordStore } from '../../store/store.js';
import { COMPONENT_TOKEN_LIFETIME_SECONDS, COMPONENT_TOKEN_RENEWAL_SECONDS } from '../endpoints/component.js';
import { STABLE_RENEWAL_SECONDS, TOKEN_LIFETIME_SECONDS } from '../endpoints/token.js';
import type { Observer } from '../observer.js';
import type { Transport } from '../transport.js';
import { type FactsLog, TokenDiagnostics } from './diagnostics.js';
import { type FetchedToken, fetchToken, ownSecretOf, type TokenMode, tokenEndpoint } from './fetch-token.js';
import type { SharedToken } from './shared-record.js';
import { type Need, SharedSource } from './shared-source.js';
import { TokenRecord } from './token-record.js';

export type { TokenIssuer, TokenMode } from './fetch-token.js';

/** A token is not used in its last seconds because it could expire in flight. */
const UNUSED_SECONDS = 60;

/** Number of rejected tokens that are remembered. One may still be in the store if the store was unavailable when it was replaced. */
const MAX_REJECTED = 16;

/**
 * Durations of the lease on a token fetch, milliseconds. If tokens of two fetches are valid side by side, the lease only
 * saves calls and is short. A second classic token invalidates the first one, so the lease must be longer than the fetch. The same
 * is assumed of the tokens of a third-party platform.
 */
const SHORT_LEASE_MS = 2000;
const LEASE_BEYOND_FETCH_MS = 1000;

/** Time before its end at which a token of a third-party platform is replaced, seconds. */
const COMPONENT_RENEWAL_SECONDS = COMPONENT_TOKEN_LIFETIME_SECONDS - COMPONENT_TOKEN_RENEWAL_SECONDS;

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
    const { appid, baseUrl, token, log, timeoutMs } = options;
    // A lost change of such a record would cost the other replicas their token.
    const records = token.mode === 'component' ? new RetriedRecords(options.records) : options.records;
    const record = new TokenRecord(records, tokenKeys(keyMode(token), { baseUrl, appid }), ownSecretOf(token));
    const leaseMs = isExclusive(token) ? timeoutMs + LEASE_BEYOND_FETCH_MS : SHORT_LEASE_MS;
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

  /** Whether the token is that of a merchant of a third-party platform. */
  get isOfMerchant(): boolean {
    const { appid, token } = this.#options;
    return token.mode === 'component' && token.issuer.component !== appid;
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
    if (fetched.value !== rejected) return toShared(fetched, token);
    if (token.mode === 'stable' && (await this.#record.mayForce())) {
      const forced = await fetchToken({ ...request, forceRefresh: true });
      if (forced.value !== rejected) return toShared(forced, token);
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

/** Returns whether a fetch may invalidate the tokens of other replicas. */
function isExclusive({ mode }: TokenMode): boolean {
  return mode === 'classic' || mode === 'component';
}

/** Returns the mode in the keys of an account. The tokens of two third-party platforms are separate. */
function keyMode(token: TokenMode): string {
  return token.mode === 'component' ? `component:${token.issuer.component}` : token.mode;
}

/** Computes the times of a fetched token. Renewal starts when `stable_token` returns a new token, at half of the lifetime or later. */
function toShared({ value, lifetimeSeconds }: FetchedToken, { mode }: TokenMode): SharedToken {
  const renewalSeconds = mode === 'component' ? COMPONENT_RENEWAL_SECONDS : STABLE_RENEWAL_SECONDS;
  const now = Date.now();
  const goodUntil = now + Math.max(lifetimeSeconds - UNUSED_SECONDS, 1) * 1000;
  const renewFrom = now + Math.max(lifetimeSeconds - renewalSeconds, 0) * 1000;
  return { value, goodUntil, renewFrom: Math.max(renewFrom, now + (goodUntil - now) / 2) };
}
