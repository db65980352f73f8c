import { randomBytes } from 'node:crypto';
import { parse } from '../platform/token/shared-record.js';
import { type AccountName, hashOf, RECORD_VERSION, sessionKeys } from '../store/keys.js';
import type { RecordStore } from '../store/store.js';

/** Time for a merchant to authorize, milliseconds. */
export const AUTHORIZATION_MS = 15 * 60_000;

/** Lifetime of a session after its last change, milliseconds: the time to authorize, and a margin for the way back. */
const SESSION_MS = AUTHORIZATION_MS + 5 * 60_000;

/** Attempts to change a session that others change at the same time. */
const ATTEMPTS = 10;

const STATE_BYTES = 32;

/** The result of a session. `failed`: the platform rejected the authorization code. */
export type SessionOutcome = { readonly status: 'authorized'; readonly appid: string } | { readonly status: 'failed' };

export type Session = { readonly status: 'pending' } | SessionOutcome;

interface StoredSession {
  readonly session: Session;
  /** Hash of the authorization code that a browser brought back. */
  readonly code?: string | undefined;
  /** Whether a browser has brought back a code, which was exchanged or rejected. */
  readonly isUsed: boolean;
}

/**
 * The pages of authorization that operators have opened, shared by all replicas. Each has a random state, which the browser of the merchant
 * brings back, so that only a person with the page can complete it. The store contains only hashes of states and codes.
 */
export class AuthorizationSessions {
  readonly #records: Pick<RecordStore, 'get' | 'compareAndSet'>;
  readonly #component: AccountName;

  constructor(records: Pick<RecordStore, 'get' | 'compareAndSet'>, component: AccountName) {
    this.#records = records;
    this.#component = component;
  }

  /**
   * Starts a session and returns its state.
   * @param preAuthCode of the page
   * @throws {StoreUnavailable}
   */
  async begin(preAuthCode: string): Promise<string> {
    const state = randomBytes(STATE_BYTES).toString('base64url');
    const hash = hashOf([state]);
    const pending = format({ session: { status: 'pending' }, isUsed: false });
    const { byState, byPreAuthCode } = this.#keys;
    await this.#records.compareAndSet(byState(hash), undefined, pending, SESSION_MS);
    await this.#records.compareAndSet(byPreAuthCode(hashOf([preAuthCode])), undefined, hash, SESSION_MS);
    return state;
  }

  /** Returns undefined if there is no session with the state, or no longer. @throws {StoreUnavailable} */
  async read(state: string): Promise<Session | undefined> {
    return read(await this.#records.get(this.#keys.byState(hashOf([state]))))?.session;
  }

  /**
   * Admits a browser that brings back an authorization code. Returns undefined if there is no session with the state, if it was used, or
   * if another code was brought back. The same code is admitted again until it was exchanged or rejected.
   * @throws {StoreUnavailable}
   */
  async enter(state: string, code: string): Promise<Session | undefined> {
    const codeHash = hashOf([code]);
    const entered = await this.#change(hashOf([state]), ({ session, code: bound = codeHash, isUsed }) => {
      if (isUsed || bound !== codeHash) return undefined;
      return { session, code: bound, isUsed: session.status === 'authorized' };
    });
    return entered?.session;
  }

  /** Records the result of a code that a browser brought back. @throws {StoreUnavailable} */
  async complete(state: string, outcome: SessionOutcome): Promise<void> {
    await this.#change(hashOf([state]), ({ session, code }) => ({
      session: session.status === 'authorized' ? session : outcome,
      code,
      isUsed: true,
    }));
  }

  /** Records that a merchant has authorized on the page with this code. Does nothing without such a page. @throws {StoreUnavailable} */
  async completeByPreAuthCode(preAuthCode: string, appid: string): Promise<void> {
    const hash = await this.#records.get(this.#keys.byPreAuthCode(hashOf([preAuthCode])));
    if (hash === undefined) return;
    await this.#change(hash, (stored) => ({ ...stored, session: { status: 'authorized', appid } }));
  }

  /** @throws {StoreUnavailable} */
  async remove(state: string): Promise<void> {
    const key = this.#keys.byState(hashOf([state]));
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const record = await this.#records.get(key);
      if (record === undefined || (await this.#records.compareAndSet(key, record, undefined, 0))) return;
    }
  }

  get #keys() {
    return sessionKeys(this.#component);
  }

  /**
   * Changes a session that exists.
   * @param change returns undefined to leave it as it is
   * @returns the changed session, or undefined
   */
  async #change(
    hash: string,
    change: (stored: StoredSession) => StoredSession | undefined,
  ): Promise<StoredSession | undefined> {
    const key = this.#keys.byState(hash);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const record = await this.#records.get(key);
      const stored = read(record);
      const changed = stored && change(stored);
      if (changed === undefined) return undefined;
      if (await this.#records.compareAndSet(key, record, format(changed), SESSION_MS)) return changed;
    }
    return undefined;
  }
}

function format({ session, code, isUsed }: StoredSession): string {
  return JSON.stringify({ v: RECORD_VERSION, ...session, code, isUsed });
}

/** Returns undefined for a missing record and for one of another version. */
function read(record: string | undefined): StoredSession | undefined {
  const value = parse(record ?? '');
  if (value.v !== RECORD_VERSION) return undefined;
  const { status, appid } = value;
  const rest = { code: typeof value.code === 'string' ? value.code : undefined, isUsed: value.isUsed === true };
  if (status === 'pending' || status === 'failed') return { session: { status }, ...rest };
  if (status === 'authorized' && typeof appid === 'string') return { session: { status, appid }, ...rest };
  return undefined;
}
