import type { Deadline } from '../deadline.js';
import { type AuthorizerTokenAnswer, component as calls } from '../platform/endpoints/component.js';
import { kindOfErrcode, NOT_AUTHORIZED } from '../platform/errcodes.js';
import { PlatformError } from '../platform/errors.js';
import type { OutageLog } from '../platform/outage-log.js';
import { type FetchedToken, readToken, type TokenIssuer } from '../platform/token/fetch-token.js';
import { type Loose, text } from '../platform/wire.js';
import { type AccountName, merchantKeys } from '../store/keys.js';
import { StoreUnavailable } from '../store/store.js';
import type { ComponentClient } from './component-client.js';
import { authorized, type MerchantRecord, newMerchant, revoked } from './merchant-record.js';
import { type Change, ifStillHas, type MerchantRecords } from './merchant-records.js';
import type { Recovery } from './recovery.js';

/** Attempts to fetch one access token, each with another refresh token. */
const MAX_ATTEMPTS = 4;

/** Minimum interval of the lists that are read for one merchant, over all replicas, milliseconds. */
const LIST_INTERVAL_MS = 600_000;

/** Time for which a refresh token that could not be recovered is not sent again, milliseconds. Every request would send it otherwise. */
const REFUSED_MS = 30_000;

const INVALID_TOKEN = 61023;

/** The errcodes of a refresh token that is not valid: also that of a merchant that has changed its password. */
const INVALID_TOKEN_ERRCODES: ReadonlySet<number | undefined> = new Set([INVALID_TOKEN, 42007]);

const ENDPOINT = calls.authorizerToken.path;

export interface MerchantTokensOptions {
  readonly component: AccountName;
  readonly client: ComponentClient;
  readonly records: MerchantRecords;
  readonly recovery: Recovery;
  readonly outages: OutageLog;
}

/**
 * Fetches access tokens of merchants with their refresh tokens. The platform may return another refresh token each time, and only one copy
 * of it exists until it is stored. It is therefore stored before the access token is used.
 */
export class MerchantTokens implements TokenIssuer {
  readonly endpoint = ENDPOINT;
  readonly #options: MerchantTokensOptions;
  /** By AppID. */
  readonly #refused = new Map<
    string,
    { readonly refreshToken: string; readonly error: PlatformError; readonly until: number }
  >();

  constructor(options: MerchantTokensOptions) {
    this.#options = options;
  }

  get component(): string {
    return this.#options.component.appid;
  }

  async issue(appid: string, deadline: Deadline): Promise<FetchedToken> {
    try {
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
        const token = await this.#attempt(appid, deadline);
        if (token !== undefined) return token;
      }
    } catch (error) {
      if (error instanceof StoreUnavailable) throw unavailable('the store is unavailable');
      throw error;
    }
    throw unavailable('the authorization of the merchant has changed meanwhile');
  }

  /**
   * Fetches a token with the stored refresh token. Returns undefined if the record has changed, so that another attempt is needed.
   * @throws {StoreUnavailable}
   */
  async #attempt(appid: string, deadline: Deadline): Promise<FetchedToken | undefined> {
    const merchant = await this.#read(appid);
    if (merchant?.status === 'UNAUTHORIZED') {
      throw notSent(NOT_AUTHORIZED, 'the merchant has withdrawn its authorization');
    }
    const sent = merchant?.refreshToken ?? '';
    this.#rejectRefused(appid, sent);
    if (sent === '') {
      await this.#recover(appid, sent, notSent(INVALID_TOKEN, 'its refresh token is missing'));
      return undefined;
    }
    try {
      const answer = await this.#fetch(appid, sent, deadline);
      const isCurrent = await this.#save(appid, sent, text(answer.authorizer_refresh_token) || sent);
      return isCurrent ? readToken(ENDPOINT, 'authorizer_access_token', answer) : undefined;
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      if (error.errcode === NOT_AUTHORIZED) await this.#revoke(appid, sent, error);
      else if (INVALID_TOKEN_ERRCODES.has(error.errcode)) await this.#recover(appid, sent, error);
      else throw error;
      return undefined;
    }
  }

  /** Returns the stored record, or the cached one while the store is unavailable. */
  async #read(appid: string): Promise<MerchantRecord | undefined> {
    const { records } = this.#options;
    try {
      // An emptied store has no record.
      return (await records.read(appid)).merchant ?? records.cached(appid);
    } catch (error) {
      const cached = records.cached(appid);
      if (!(error instanceof StoreUnavailable) || cached === undefined) throw error;
      return cached;
    }
  }

  async #fetch(appid: string, refreshToken: string, deadline: Deadline): Promise<Loose<AuthorizerTokenAnswer>> {
    const request = { authorizer_appid: appid, authorizer_refresh_token: refreshToken };
    const send = () => this.#options.client.call(calls.authorizerToken, request, deadline);
    return send().catch((error) => {
      const isLost = error instanceof PlatformError && error.kind === 'transport' && error.endpoint === ENDPOINT;
      // If the response was lost, the platform still accepts the same refresh token.
      if (isLost && error.sent && deadline.ended === undefined) return send();
      throw error;
    });
  }

  /**
   * Stores the received refresh token. Returns false if the merchant has authorized anew since: the received tokens are then outdated.
   * While the store is unavailable, the token is stored later.
   */
  async #save(appid: string, sent: string, received: string): Promise<boolean> {
    const { records } = this.#options;
    const cached = records.cached(appid);
    let isCurrent = true;
    const change: Change = (stored) => {
      const merchant = stored ?? cached;
      isCurrent = merchant?.refreshToken === sent || merchant?.refreshToken === received;
      if (merchant === undefined || !isCurrent) return undefined;
      if (stored !== undefined && stored.refreshToken === received && stored.status === 'ACTIVE') return undefined;
      return { ...merchant, refreshToken: received, status: 'ACTIVE' };
    };
    try {
      await records.change(appid, change);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      if (received !== sent) records.saveLater(appid, change);
    }
    if (isCurrent) this.#refused.delete(appid);
    return isCurrent;
  }

  /** @throws the error of the platform if the merchant has not authorized anew since */
  async #revoke(appid: string, sent: string, error: PlatformError): Promise<void> {
    const { records, outages } = this.#options;
    const change = ifStillHas(sent, (merchant) => revoked(merchant, merchant.authorizedAt));
    const merchant = await records.changeSooner(appid, change);
    if (merchant?.status !== 'UNAUTHORIZED') return;
    outages.tokenLog(appid).warn({ appid, errcode: error.errcode }, 'Merchant has withdrawn its authorization');
    throw error;
  }

  /**
   * Finds another refresh token: in the record if it was outdated, otherwise in the platform's list of merchants.
   * @throws the error of the platform if there is none
   * @throws {StoreUnavailable}
   */
  async #recover(appid: string, sent: string, error: PlatformError): Promise<void> {
    const { records, outages } = this.#options;
    const { merchant } = await records.read(appid);
    if (merchant !== undefined && merchant.refreshToken !== '' && merchant.refreshToken !== sent) return;
    if (await this.#recoverFromList(appid, sent)) return;
    const change = ifStillHas(sent, (one) => ({ ...one, status: 'NEEDS_AUTHORIZATION' }));
    const stored = await records.change(appid, change);
    if (stored !== undefined && stored.refreshToken !== sent) return;
    this.#refused.set(appid, { refreshToken: sent, error, until: performance.now() + REFUSED_MS });
    outages
      .tokenLog(appid)
      .warn({ appid, errcode: error.errcode }, 'Merchant must authorize the third-party platform again');
    throw error;
  }

  /** Returns whether the list contains another refresh token, which is then stored. */
  async #recoverFromList(appid: string, sent: string): Promise<boolean> {
    const { component, records, recovery } = this.#options;
    const claim = await records.claim(merchantKeys(component, appid).listed, LIST_INTERVAL_MS);
    if (claim === undefined) return false;
    const listed = await recovery.run().catch(async (error) => {
      await claim.release();
      throw error;
    });
    const { refreshToken, authorizedAt } = listed.get(appid) ?? { refreshToken: '', authorizedAt: 0 };
    if (refreshToken === '' || refreshToken === sent) return false;
    await records.change(appid, (stored) => {
      const merchant = stored ?? newMerchant(appid);
      if (merchant.refreshToken !== sent || merchant.status === 'UNAUTHORIZED') return undefined;
      const since = Math.max(authorizedAt, merchant.authorizedAt);
      return authorized(merchant, { refreshToken, authorizedAt: since, permissions: undefined });
    });
    return true;
  }

  #rejectRefused(appid: string, refreshToken: string): void {
    const refused = this.#refused.get(appid);
    if (refused === undefined) return;
    if (refused.refreshToken === refreshToken && performance.now() < refused.until) throw refused.error;
    this.#refused.delete(appid);
  }
}

/** Returns an error like that of the platform for a call that was not sent. */
function notSent(errcode: number, reason: string): PlatformError {
  return new PlatformError({ kind: kindOfErrcode(errcode), endpoint: ENDPOINT, errcode, reason, sent: false });
}

function unavailable(reason: string): PlatformError {
  return new PlatformError({ kind: 'transport', endpoint: ENDPOINT, reason, sent: false });
}
