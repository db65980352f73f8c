import { Deadline, type DeadlineEnd } from '../../deadline.js';
import type { Log } from '../../log.js';
import { tokenKeys } from '../../store/keys.js';
import { type Lease, pause } from '../../store/lease.js';
import { type RecordStore, StoreUnavailable } from '../../store/store.js';
import { STABLE_RENEWAL_SECONDS, TOKEN_LIFETIME_SECONDS } from '../endpoints/token.js';
import { PlatformError } from '../errors.js';
import type { Observer } from '../observer.js';
import type { Transport } from '../transport.js';
import { TokenDiagnostics } from './diagnostics.js';
import { type FetchedToken, fetchToken, type TokenMode, tokenEndpoint } from './fetch-token.js';
import { type ReadToken, type SharedToken, TokenRecord } from './token-record.js';

export type { TokenMode } from './fetch-token.js';

/** No call leaves with a token in its last seconds: it would end on its way. */
const UNUSED_SECONDS = 60;

/** So many refused tokens are remembered: the store may still hold one, where it was away when that was replaced. */
const REFUSED_REMEMBERED = 16;

/** A store that fails so many times more, within about 100 ms, is away: a moment's trouble would cost other replicas their token. */
const STORE_RETRIES = 3;

/** Time until the next attempt after a failed renewal while the cached token is still valid, milliseconds. Half of it is random. */
const RETRY_RENEWAL_MS = 20_000;

/**
 * A lease on the fetch of a token, milliseconds. Where tokens of two fetches stand side by side, it is only there to
 * save calls, and short; a second classic token ends the first one, so a lease there is longer than the fetch.
 */
const SHORT_LEASE_MS = 2000;
const LEASE_BEYOND_FETCH_MS = 1000;

export interface TokenSourceOptions {
  readonly appid: string;
  readonly baseUrl: string;
  readonly token: TokenMode;
  readonly transport: Transport;
  /** Milliseconds for one fetch, the wait for another replica's among them. */
  readonly timeoutMs: number;
  /** Where replicas find each other's tokens. */
  readonly records: RecordStore;
  readonly log: Pick<Log, 'warn' | 'error'>;
  readonly observer?: Observer | undefined;
}

interface CachedToken extends SharedToken {
  /** When this process asks for a new one: replicas differ, so that they do not ask at once. Unix milliseconds. */
  readonly renewAt: number;
}

/** Why a token is asked for. */
interface Need {
  /** The token that the platform refused: any other one will do. */
  readonly refused?: string;
  /** The cached token is valid but close to its end: only a newer one is accepted. */
  readonly isRenewal?: boolean;
}

interface Fetch extends Need {
  readonly token: Promise<string>;
}

/**
 * The access token of one account. All calls share one token, replicas share it through the store, and one of them fetches
 * it. A new one is fetched in the background before the cached one ends: calls wait only if there is none.
 */
export class TokenSource {
  readonly #options: TokenSourceOptions;
  readonly #record: TokenRecord;
  readonly #diagnostics: TokenDiagnostics;
  /** Tokens that the platform refused, the oldest first. */
  readonly #refused = new Set<string>();
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
   * The age of the cached token in seconds, wherever it was spent; undefined if none is cached. A token that was issued for
   * less than two hours appears older.
   */
  get ageSeconds(): number | undefined {
    if (this.#cached === undefined) return undefined;
    const endsIn = (this.#cached.goodUntil - Date.now()) / 1000 + UNUSED_SECONDS;
    return Math.max(0, TOKEN_LIFETIME_SECONDS - endsIn);
  }

  /** Returns a token that is believed to be valid: synchronously if one is cached, as for most calls. */
  get(deadline: Deadline, endpoint: string): string | Promise<string> {
    const cached = this.#cached;
    const now = Date.now();
    if (cached === undefined || now >= cached.goodUntil) return this.#wait({}, deadline, endpoint);
    if (now >= cached.renewAt) this.#renewInBackground(cached);
    return cached.value;
  }

  /**
   * Returns a token to replace one that the platform refused: another one that this process or a replica has, otherwise a new one.
   * @throws {PlatformError} of kind `config`, when the platform repeats the token that it refused
   */
  renew(refused: string, deadline: Deadline, endpoint: string): string | Promise<string> {
    this.#remember(refused);
    if (this.#cached?.value === refused) this.#cached = undefined;
    const cached = this.#cached;
    if (cached !== undefined && Date.now() < cached.goodUntil) return cached.value;
    return this.#wait({ refused }, deadline, endpoint);
  }

  #wait(need: Need, deadline: Deadline, endpoint: string): Promise<string> {
    const late = (kind: DeadlineEnd) => new PlatformError({ kind, endpoint, sent: false });
    // A request that has ended starts no fetch.
    if (deadline.ended !== undefined) return Promise.reject(late(deadline.ended));
    return deadline.race(this.#obtain(need), late);
  }

  /** Keeps using the cached token meanwhile. If the renewal fails, there is time for another attempt. */
  #renewInBackground(cached: CachedToken): void {
    this.#cached = { ...cached, renewAt: Date.now() + RETRY_RENEWAL_MS * (0.5 + Math.random() / 2) };
    this.#obtain({ isRenewal: true }).catch(() => undefined); // already logged
  }

  /** One fetch for all who wait; it has its own time, so that a caller who goes away fails nobody else. */
  async #obtain(need: Need): Promise<string> {
    const inFlight = this.#fetch;
    if (inFlight !== undefined) {
      const { refused } = need;
      if (refused === undefined || inFlight.refused === refused) return inFlight.token;
      // It began before the refusal was known, and may bring the same token.
      const value = await inFlight.token.catch(() => undefined);
      return value !== undefined && value !== refused ? value : this.#obtain(need);
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

  /** What another replica stored, or what this one fetches while it alone may. */
  async #fromAnyReplica(need: Need, deadline: Deadline): Promise<SharedToken> {
    for (let tries = 0; ; tries += 1) {
      let lease: Lease | undefined;
      try {
        const stored = await this.#record.read();
        if (this.#serves(stored.token, need)) return stored.token;
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
      const before = await this.#record.read(); // somebody may have stored one just before the lease was free
      if (this.#serves(before.token, need)) return before.token;
      token = await this.#fetchNew(need, deadline);
      return await this.#share(before, token, need);
    } catch (error) {
      // A token that was fetched is good, whether it could be stored or not.
      if (!(error instanceof StoreUnavailable)) throw error;
      return token ?? (await this.#fetchNew(need, deadline));
    } finally {
      await lease.release();
    }
  }

  /** Stores it unless somebody else stored one since: theirs counts then, this one came late. */
  async #share(before: ReadToken, token: SharedToken, need: Need): Promise<SharedToken> {
    if (await this.#record.replace(before, token)) return token;
    const since = await this.#record.read();
    if (this.#serves(since.token, need)) return since.token;
    await this.#record.replace(since, token);
    return token;
  }

  async #fetchNew({ refused }: Need, deadline: Deadline): Promise<SharedToken> {
    const { appid, token, transport, observer } = this.#options;
    const asked = { appid, token, transport, deadline, observer };
    const fetched = await fetchToken(asked);
    if (fetched.value !== refused) return shared(fetched);
    if (token.mode === 'stable' && (await this.#record.mayForce())) {
      const forced = await fetchToken({ ...asked, forceRefresh: true });
      if (forced.value !== refused) return shared(forced);
    }
    throw this.#diagnostics.repeated();
  }

  /** Whether a stored token saves a fetch. */
  #serves(token: SharedToken | undefined, { isRenewal }: Need): token is SharedToken {
    if (token === undefined || this.#refused.has(token.value)) return false;
    return Date.now() < (isRenewal ? token.renewFrom : token.goodUntil);
  }

  #remember(refused: string): void {
    this.#refused.add(refused);
    for (const oldest of this.#refused) {
      if (this.#refused.size <= REFUSED_REMEMBERED) break;
      this.#refused.delete(oldest);
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

/** Renewal begins when stable_token answers another one, and no sooner than half of the time has passed. */
function shared({ value, lifetimeSeconds }: FetchedToken): SharedToken {
  const now = Date.now();
  const goodUntil = now + Math.max(lifetimeSeconds - UNUSED_SECONDS, 1) * 1000;
  const renewFrom = now + Math.max(lifetimeSeconds - STABLE_RENEWAL_SECONDS, 0) * 1000;
  return { value, goodUntil, renewFrom: Math.max(renewFrom, now + (goodUntil - now) / 2) };
}
