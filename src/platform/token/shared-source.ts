import { Deadline, type DeadlineEnd } from '../../deadline.js';
import { type Lease, pause } from '../../store/lease.js';
import { StoreUnavailable } from '../../store/store.js';
import { TOKEN_LIFETIME_SECONDS } from '../endpoints/token.js';
import { PlatformError } from '../errors.js';
import type { ReadToken, SharedRecord, SharedToken } from './shared-record.js';

/**
 * Retries before the store counts as unavailable, within about 100 ms. Without them, a short failure would cost the other
 * replicas their token.
 */
const STORE_RETRIES = 3;

/** Time until the next attempt after a failed renewal while the cached token is still valid, milliseconds. Half of it is random. */
const RETRY_RENEWAL_MS = 20_000;

/** Maximum life of a token, milliseconds. Source: that of the access token and of the ticket. */
const MAX_LIFE_MS = TOKEN_LIFETIME_SECONDS * 1000;

/** Why a token is needed. */
export interface Need {
  /** The token that the platform rejected. Any other one is accepted. */
  readonly rejected?: string;
  /** Whether the cached token is valid but about to expire. Only a newer one is accepted. */
  readonly isRenewal?: boolean;
}

export interface SharedSourceOptions {
  readonly record: SharedRecord;
  /** Timeout of one fetch, including the wait for another replica's fetch, milliseconds. */
  readonly timeoutMs: number;
  /** Duration of the lease on a fetch, milliseconds. */
  readonly leaseMs: number;
  /** Name of the call that fetches a token, for errors. */
  readonly endpoint: string;
}

interface CachedToken extends SharedToken {
  /** The time after which it is not used by the monotonic clock, milliseconds. The system clock may be set back. */
  readonly endsAt: number;
  /** When this process starts the renewal, Unix milliseconds. Randomized, so that replicas do not renew at the same time. */
  readonly renewAt: number;
}

interface Fetch extends Need {
  readonly token: Promise<string>;
}

/**
 * The source of a token of one account. All callers share one token. Replicas share it through the store, and one of them fetches
 * it. A new token is fetched in the background before the cached one expires, so that callers wait only if there is none.
 */
export abstract class SharedSource {
  readonly #options: SharedSourceOptions;
  #cached: CachedToken | undefined;
  /** The last token that was cached. Its record in the store may claim a longer life after the clock was set back. */
  #last: CachedToken | undefined;
  #fetch: Fetch | undefined;

  constructor(options: SharedSourceOptions) {
    this.#options = options;
  }

  /**
   * Fetches a token.
   * @throws {PlatformError}
   */
  protected abstract fetchNew(need: Need, deadline: Deadline): Promise<SharedToken>;

  /** Returns whether a stored token with this value may be used. */
  protected accepts(_value: string): boolean {
    return true;
  }

  /** Called when a token could not be obtained. */
  protected onFailure(_error: unknown): void {}

  /** Called before a fetch that is not coordinated with the other replicas, because the store is unavailable. */
  protected onStandalone(): void {}

  protected get cached(): SharedToken | undefined {
    return this.#cached;
  }

  /** Evicts the cached token if it has this value. */
  protected evict(value: string): void {
    if (this.#cached?.value === value) this.#cached = undefined;
  }

  /** Returns a token that should be valid. Returns it synchronously if one is cached, as for most calls. */
  get(deadline: Deadline, endpoint: string): string | Promise<string> {
    const cached = this.#cached;
    if (cached === undefined || hasEnded(cached)) return this.obtain({}, deadline, endpoint);
    if (Date.now() >= cached.renewAt) this.#renewInBackground(cached);
    return cached.value;
  }

  /** Obtains a token for a caller, which waits no longer than its own deadline. */
  protected obtain(need: Need, deadline: Deadline, endpoint: string): Promise<string> {
    const toError = (kind: DeadlineEnd) => new PlatformError({ kind, endpoint, sent: false });
    // Do not start a fetch for a request that has ended.
    if (deadline.ended !== undefined) return Promise.reject(toError(deadline.ended));
    return deadline.race(this.#share(need), toError);
  }

  /** Starts a renewal. The cached token stays in use, and if the renewal fails, there is time for another attempt. */
  #renewInBackground(cached: CachedToken): void {
    this.#cached = { ...cached, renewAt: Date.now() + RETRY_RENEWAL_MS * (0.5 + Math.random() / 2) };
    this.#share({ isRenewal: true }).catch(() => undefined); // already reported
  }

  /** Shares one fetch among all callers. It has its own deadline, so that a disconnecting client does not affect the others. */
  async #share(need: Need): Promise<string> {
    const inFlight = this.#fetch;
    if (inFlight !== undefined) {
      const { rejected } = need;
      if (rejected === undefined || inFlight.rejected === rejected) return inFlight.token;
      // It started before the rejection and may return the same token.
      const value = await inFlight.token.catch(() => undefined);
      return value !== undefined && value !== rejected ? value : this.#share(need);
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
      this.onFailure(error);
      throw error;
    } finally {
      deadline.close();
    }
  }

  /** Returns the token that another replica stored. Otherwise takes the lease and fetches one. */
  async #fromAnyReplica(need: Need, deadline: Deadline): Promise<SharedToken> {
    const { record, leaseMs, endpoint } = this.#options;
    let failures = 0;
    for (let tries = 0; ; tries += 1) {
      let lease: Lease | undefined;
      try {
        const stored = await record.read();
        if (this.#isUsable(stored.token, need)) return stored.token;
        lease = await record.takeLease(leaseMs);
        failures = 0;
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        failures += 1;
        if (failures > STORE_RETRIES) return this.#fetchAlone(need, deadline);
      }
      if (lease !== undefined) return await this.#fetchAndStore(need, deadline, lease);
      if (deadline.ended !== undefined) throw new PlatformError({ kind: deadline.ended, endpoint, sent: false });
      await pause(tries, deadline);
    }
  }

  #fetchAlone(need: Need, deadline: Deadline): Promise<SharedToken> {
    this.onStandalone();
    return this.fetchNew(need, deadline);
  }

  async #fetchAndStore(need: Need, deadline: Deadline, lease: Lease): Promise<SharedToken> {
    let token: SharedToken | undefined;
    try {
      const stored = await this.#options.record.read(); // another replica may have stored one just before the lease became free
      if (this.#isUsable(stored.token, need)) return stored.token;
      token = await this.fetchNew(need, deadline);
      return await this.#publish(stored, token, need);
    } catch (error) {
      // A fetched token is valid even if it could not be stored.
      if (!(error instanceof StoreUnavailable)) throw error;
      return token ?? (await this.fetchNew(need, deadline));
    } finally {
      await lease.release();
    }
  }

  /** Stores a new token. If another replica has stored one meanwhile, uses that one instead. */
  async #publish(stored: ReadToken, token: SharedToken, need: Need): Promise<SharedToken> {
    const { record } = this.#options;
    if (await record.replace(stored, token)) return token;
    const current = await record.read();
    if (this.#isUsable(current.token, need)) return current.token;
    await record.replace(current, token);
    return token;
  }

  /** Returns whether a stored token makes a fetch unnecessary. */
  #isUsable(token: SharedToken | undefined, { isRenewal }: Need): token is SharedToken {
    if (token === undefined || !this.accepts(token.value)) return false;
    const last = this.#last;
    if (last?.value === token.value && last.goodUntil === token.goodUntil && hasEnded(last)) return false;
    return Date.now() < (isRenewal ? token.renewFrom : token.goodUntil);
  }

  #store(token: SharedToken): string {
    const { value, renewFrom, goodUntil } = token;
    const now = Date.now();
    const from = Math.max(renewFrom, now);
    const renewAt = from + (Math.random() * (goodUntil - from)) / 2;
    const last = this.#last;
    const isSame = last?.value === value && last.goodUntil === goodUntil;
    const endsAt = Math.min(
      performance.now() + Math.min(goodUntil - now, MAX_LIFE_MS),
      isSame ? last.endsAt : Infinity,
    );
    this.#last = { value, renewFrom, goodUntil, renewAt, endsAt };
    this.#cached = this.#last;
    return value;
  }
}

function hasEnded({ goodUntil, endsAt }: CachedToken): boolean {
  return Date.now() >= goodUntil || performance.now() >= endsAt;
}
