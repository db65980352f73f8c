import { Deadline, type DeadlineEnd } from '../../deadline.js';
import { tokenKeys } from '../../store/keys.js';
import { type Lease, pause } from '../../store/lease.js';
import { type RecordStore, StoreUnavailable } from '../../store/store.js';
import { STABLE_RENEWAL_SECONDS, TOKEN_LIFETIME_SECONDS } from '../endpoints/token.js';
import { PlatformError } from '../errors.js';
import type { Observer } from '../observer.js';
import type { Transport } from '../transport.js';
import { type FactsLog, TokenDiagnostics } from './diagnostics.js';
import { type FetchedToken, fetchToken, type TokenMode, tokenEndpoint } from './fetch-token.js';
import { type ReadToken, type SharedToken, TokenRecord } from './token-record.js';

export type { TokenMode } from './fetch-token.js';

/** A token is not used in its last seconds because it could expire in flight. */
const UNUSED_SECONDS = 60;

/** Number of rejected tokens that are remembered. One may still be in the store if the store was unavailable when it was replaced. */
const MAX_REJECTED = 16;

/**
 * Retries before the store counts as unavailable, within about 100 ms. Without them, a short failure would cost the other
 * replicas their token.
 */
const STORE_RETRIES = 3;

/** Time until the next attempt after a failed renewal while the cached token is still valid, milliseconds. Half of it is random. */
const RETRY_RENEWAL_MS = 20_000;

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

interface CachedToken extends SharedToken {
  /** When this process starts the renewal, Unix milliseconds. Randomized, so that replicas do not renew at the same time. */
  readonly renewAt: number;
}

/** Why a token is needed. */
interface Need {
  /** The token that the platform rejected. Any other one is accepted. */
  readonly rejected?: string;
  /** Whether the cached token is valid but about to expire. Only a newer one is accepted. */
  readonly isRenewal?: boolean;
}

interface Fetch extends Need {
  readonly token: Promise<string>;
}

/**
 * The access token of one account. All calls share one token. Replicas share it through the store, and one of them fetches
 * it. A new token is fetched in the background before the cached one expires, so that calls wait only if there is none.
 */
export class TokenSource {
  readonly #options: TokenSourceOptions;
  readonly #record: TokenRecord;
  readonly #diagnostics: TokenDiagnostics;
  /** Tokens that the platform rejected, oldest first. */
  readonly #rejected = new Set<string>();
  #cached: CachedToken | undefined;
  #fetch: Fetch | undefined;

  constructor(options: TokenSourceOptions) {
    const { appid, baseUrl, token, records, log } = options;
    const secret = token.mode === 'url' ? token.url : token.secret;
    this.#options = options;
    this.#record = new TokenRecord(records, tokenKeys(token.mode, { baseUrl, appid }), secret);
    this.#diagnostics = new TokenDiagnostics(log, appid, token);
  }

  /**
   * Returns the age of the cached token in seconds, including the time in other replicas; undefined if none is cached. A
   * token that was issued for less than two hours appears older.
   */
  get ageSeconds(): number | undefined {
    if (this.#cached === undefined) return undefined;
    const endsIn = (this.#cached.goodUntil - Date.now()) / 1000 + UNUSED_SECONDS;
    return Math.max(0, TOKEN_LIFETIME_SECONDS - endsIn);
  }

  /** Returns a token that should be valid. Returns it synchronously if one is cached, as for most calls. */
  get(deadline: Deadline, endpoint: string): string | Promise<string> {
    const cached = this.#cached;
    const now = Date.now();
    if (cached === undefined || now >= cached.goodUntil) return this.#wait({}, deadline, endpoint);
    if (now >= cached.renewAt) this.#renewInBackground(cached);
    return cached.value;
  }

  /**
   * Returns a replacement for a token that the platform rejected: one that this process or a replica has, otherwise a new one.
   * @throws {PlatformError} of kind `config` if the platform returns the rejected token again
   */
  renew(rejected: string, deadline: Deadline, endpoint: string): string | Promise<string> {
    this.#rememberRejected(rejected);
    if (this.#cached?.value === rejected) this.#cached = undefined;
    const cached = this.#cached;
    if (cached !== undefined && Date.now() < cached.goodUntil) return cached.value;
    return this.#wait({ rejected }, deadline, endpoint);
  }

  #wait(need: Need, deadline: Deadline, endpoint: string): Promise<string> {
    const toError = (kind: DeadlineEnd) => new PlatformError({ kind, endpoint, sent: false });
    // Do not start a fetch for a request that has ended.
    if (deadline.ended !== undefined) return Promise.reject(toError(deadline.ended));
    return deadline.race(this.#obtain(need), toError);
  }

  /** Starts a renewal. The cached token stays in use, and if the renewal fails, there is time for another attempt. */
  #renewInBackground(cached: CachedToken): void {
    this.#cached = { ...cached, renewAt: Date.now() + RETRY_RENEWAL_MS * (0.5 + Math.random() / 2) };
    this.#obtain({ isRenewal: true }).catch(() => undefined); // already logged
  }

  /** Shares one fetch among all callers. It has its own deadline, so that a disconnecting client does not affect the others. */
  async #obtain(need: Need): Promise<string> {
    const inFlight = this.#fetch;
    if (inFlight !== undefined) {
      const { rejected } = need;
      if (rejected === undefined || inFlight.rejected === rejected) return inFlight.token;
      // It started before the rejection and may return the same token.
      const value = await inFlight.token.catch(() => undefined);
      return value !== undefined && value !== rejected ? value : this.#obtain(need);
    }
    const token = this.#adoptOrFetch(need).finally(() => {
      this.#fetch = undefined;
    });
    this.#fetch = { ...need, token };
    return token;
  }

  async #adoptOrFetch(need: Need): Promise<string> {
    const deadline = new Deadline(this.#options.timeoutMs);
    try {
      return this.#store(await this.#fromAnyReplica(need, deadline));
    } catch (error) {
      this.#diagnostics.report(error);
      throw error;
    } finally {
      deadline.close();
    }
  }

  /** Returns the token that another replica stored. Otherwise takes the lease and fetches one. */
  async #fromAnyReplica(need: Need, deadline: Deadline): Promise<SharedToken> {
    for (let tries = 0; ; tries += 1) {
      let lease: Lease | undefined;
      try {
        const stored = await this.#record.read();
        if (this.#isUsable(stored.token, need)) return stored.token;
        lease = await this.#record.takeLease(this.#leaseMs());
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        if (tries >= STORE_RETRIES) return this.#fetchAlone(need, deadline);
      }
      if (lease !== undefined) return await this.#fetchAndStore(need, deadline, lease);
      if (deadline.ended !== undefined) {
        throw new PlatformError({ kind: deadline.ended, endpoint: tokenEndpoint(this.#options.token), sent: false });
      }
      await pause(tries, deadline);
    }
  }

  #fetchAlone(need: Need, deadline: Deadline): Promise<SharedToken> {
    this.#diagnostics.reportStandalone();
    return this.#fetchNew(need, deadline);
  }

  async #fetchAndStore(need: Need, deadline: Deadline, lease: Lease): Promise<SharedToken> {
    let token: SharedToken | undefined;
    try {
      const stored = await this.#record.read(); // another replica may have stored one just before the lease became free
      if (this.#isUsable(stored.token, need)) return stored.token;
      token = await this.#fetchNew(need, deadline);
      return await this.#share(stored, token, need);
    } catch (error) {
      // A fetched token is valid even if it could not be stored.
      if (!(error instanceof StoreUnavailable)) throw error;
      return token ?? (await this.#fetchNew(need, deadline));
    } finally {
      await lease.release();
    }
  }

  /** Stores a new token. If another replica has stored one meanwhile, uses that one instead. */
  async #share(stored: ReadToken, token: SharedToken, need: Need): Promise<SharedToken> {
    if (await this.#record.replace(stored, token)) return token;
    const current = await this.#record.read();
    if (this.#isUsable(current.token, need)) return current.token;
    await this.#record.replace(current, token);
    return token;
  }

  async #fetchNew({ rejected }: Need, deadline: Deadline): Promise<SharedToken> {
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

  /** Returns whether a stored token makes a fetch unnecessary. */
  #isUsable(token: SharedToken | undefined, { isRenewal }: Need): token is SharedToken {
    if (token === undefined || this.#rejected.has(token.value)) return false;
    return Date.now() < (isRenewal ? token.renewFrom : token.goodUntil);
  }

  #rememberRejected(rejected: string): void {
    this.#rejected.add(rejected);
    for (const oldest of this.#rejected) {
      if (this.#rejected.size <= MAX_REJECTED) break;
      this.#rejected.delete(oldest);
    }
  }

  #store(token: SharedToken): string {
    const { value, renewFrom, goodUntil } = token;
    const now = Date.now();
    const from = Math.max(renewFrom, now);
    this.#cached = { value, renewFrom, goodUntil, renewAt: from + (Math.random() * (goodUntil - from)) / 2 };
    return value;
  }

  #leaseMs(): number {
    const { token, timeoutMs } = this.#options;
    return token.mode === 'classic' ? timeoutMs + LEASE_BEYOND_FETCH_MS : SHORT_LEASE_MS;
  }
}

/** Computes the times of a fetched token. Renewal starts when `stable_token` returns a new token, at half of the lifetime or later. */
function toShared({ value, lifetimeSeconds }: FetchedToken): SharedToken {
  const now = Date.now();
  const goodUntil = now + Math.max(lifetimeSeconds - UNUSED_SECONDS, 1) * 1000;
  const renewFrom = now + Math.max(lifetimeSeconds - STABLE_RENEWAL_SECONDS, 0) * 1000;
  return { value, goodUntil, renewFrom: Math.max(renewFrom, now + (goodUntil - now) / 2) };
}
