import type { Deadline } from '../deadline.js';
import { type AuthorizationInfo, component as calls, type FuncInfo } from '../platform/endpoints/component.js';
import { unusable } from '../platform/envelope.js';
import { PlatformError, refusal } from '../platform/errors.js';
import { type Loose, list, record, safeInt, text } from '../platform/wire.js';
import { type AccountName, authorizationKeys, hashOf } from '../store/keys.js';
import { LeaseNotFree, withLease } from '../store/lease.js';
import type { RecordStore } from '../store/store.js';
import type { ComponentClient } from './component-client.js';
import { authorized, isAppid, type MerchantRecord, newMerchant } from './merchant-record.js';
import type { MerchantRecords } from './merchant-records.js';
import type { AuthorizationNotification } from './notifications.js';
import type { Recovery } from './recovery.js';
import type { SealedRecords } from './sealed-records.js';

/** Lifetime of the outcome of a code, milliseconds. */
const OUTCOME_MS = 3_600_000;

/** Duration of the lease on an exchange beyond its timeout, milliseconds. */
const LEASE_BEYOND_EXCHANGE_MS = 1000;

/** Maximum number of permission sets that are kept. The platform has about a hundred. */
const MAX_PERMISSIONS = 512;

const ENDPOINT = calls.queryAuth.path;

/** The part of a notification that an exchange uses. Undefined: the code was received by a redirect. */
type Notified = Pick<AuthorizationNotification, 'appid' | 'createdAt'> | undefined;

/** The outcome of an exchange. Contains neither the code nor a token. */
type Outcome = { readonly appid: string; readonly authorizedAt: number } | { readonly errcode: number };

export interface AuthorizationsOptions {
  readonly component: AccountName;
  readonly client: ComponentClient;
  readonly records: MerchantRecords;
  readonly sealed: SealedRecords;
  readonly store: RecordStore;
  readonly recovery: Recovery;
  readonly timeoutMs: number;
}

/** Exchanges authorization codes. A code can be exchanged once, although it is received by a redirect and by notifications. */
export class Authorizations {
  readonly #options: AuthorizationsOptions;

  constructor(options: AuthorizationsOptions) {
    this.#options = options;
  }

  /**
   * Exchanges a code, or returns the outcome of the exchange by any replica.
   * @throws {PlatformError} for which `isUsedCode` returns true if no exchange can succeed any more
   * @throws {StoreUnavailable} and the code was not exchanged
   */
  exchange(code: string, notified?: Notified): Promise<MerchantRecord> {
    const { client, component, store, timeoutMs } = this.#options;
    const keys = authorizationKeys(component, hashOf([code]));
    return client.inBackground(async (deadline) => {
      const earlier = await this.#outcome(keys.outcome);
      if (earlier !== undefined) return this.#merchantOf(earlier, notified);
      const leaseMs = timeoutMs + LEASE_BEYOND_EXCHANGE_MS;
      return withLease(store, keys.lease, leaseMs, deadline, async () => {
        const meanwhile = await this.#outcome(keys.outcome);
        if (meanwhile !== undefined) return this.#merchantOf(meanwhile, notified);
        const outcome = await this.#exchange(code, notified, deadline);
        await this.#store(keys.outcome, outcome);
        return this.#merchantOf(outcome, undefined);
      }).catch((error) => {
        throw error instanceof LeaseNotFree ? new PlatformError({ kind: error.end, endpoint: ENDPOINT }) : error;
      });
    });
  }

  async #exchange(code: string, notified: Notified, deadline: Deadline): Promise<Outcome> {
    const { client, records } = this.#options;
    const startedAt = Date.now();
    const before = records.authorizationTimes();
    let answer: Loose<{ authorization_info: unknown }>;
    try {
      answer = await client.call(calls.queryAuth, { authorization_code: code }, deadline);
    } catch (error) {
      if (!isUsedCode(error)) throw error;
      return this.#outcomeOfUsed(error.errcode, notified);
    }
    const info = record<AuthorizationInfo & { appid: string }>(answer.authorization_info);
    const appid = text(info.authorizer_appid) || text(info.appid) || '';
    if (!isAppid(appid)) throw unusable(ENDPOINT, 'authorizer_appid');
    const refreshToken = text(info.authorizer_refresh_token) ?? '';
    const permissions = permissionsIn(info.func_info) ?? [];
    let authorizedAt = 0;
    await records.changeSooner(appid, (stored) => {
      const merchant = stored ?? newMerchant(appid);
      const last = Math.max(merchant.authorizedAt, merchant.revokedAt);
      // A redirect has no time of the platform. It follows the authorization immediately.
      authorizedAt = notified?.createdAt ?? Math.max(startedAt, last + 1);
      // The clock of this process may differ from that of the platform. Therefore only an authorization that was stored meanwhile counts.
      const isOutdated =
        notified === undefined
          ? merchant.authorizedAt >= secondOf(startedAt) && merchant.authorizedAt !== (before.get(appid) ?? 0)
          : authorizedAt < secondOf(merchant.authorizedAt);
      // Without a valid authorization, there is no newer refresh token to keep.
      if (isOutdated && merchant.status === 'ACTIVE') return undefined;
      return authorized(merchant, { refreshToken, authorizedAt, permissions });
    });
    return { appid, authorizedAt };
  }

  /** Returns the outcome of a code that was exchanged without a stored outcome, or that has expired. */
  async #outcomeOfUsed(errcode: number, notified: Notified): Promise<Outcome> {
    const { records, recovery } = this.#options;
    if (notified === undefined) {
      await recovery.run();
      return { errcode };
    }
    const { appid, createdAt } = notified;
    const { merchant } = await records.read(appid);
    if (merchant?.status === 'ACTIVE' && merchant.authorizedAt >= createdAt) return { appid, authorizedAt: createdAt };
    await recovery.run();
    const recovered = (await records.read(appid)).merchant;
    return recovered?.status === 'ACTIVE' ? { appid, authorizedAt: createdAt } : { errcode };
  }

  /** Returns the merchant of an outcome. A notification adds the time of the platform to an authorization by a redirect. */
  async #merchantOf(outcome: Outcome, notified: Notified): Promise<MerchantRecord> {
    if ('errcode' in outcome) throw refusal(ENDPOINT, outcome.errcode, '');
    const { appid, authorizedAt } = outcome;
    const merchant = await this.#options.records.changeSooner(appid, (stored) =>
      stored !== undefined && notified !== undefined && stored.authorizedAt === authorizedAt
        ? { ...stored, authorizedAt: notified.createdAt }
        : undefined,
    );
    if (merchant === undefined) throw unusable(ENDPOINT, 'authorizer_appid');
    return merchant;
  }

  async #outcome(key: string): Promise<Outcome | undefined> {
    const { value } = await this.#options.sealed.read(key);
    const [appid, authorizedAt] = [text(value?.appid), safeInt(value?.authorizedAt)];
    if (appid !== null && authorizedAt !== null) return { appid, authorizedAt };
    const errcode = safeInt(value?.errcode);
    return errcode === null ? undefined : { errcode };
  }

  async #store(key: string, outcome: Outcome): Promise<void> {
    // Without it, a second exchange fails with 61009, and then the record of the merchant decides.
    await this.#options.sealed.change(key, OUTCOME_MS, () => outcome).catch(() => undefined);
  }
}

/** Returns whether the platform has rejected a code because it was used or has expired. */
export function isUsedCode(error: unknown): error is PlatformError & { readonly errcode: number } {
  return error instanceof PlatformError && (error.errcode === 61009 || error.errcode === 61010);
}

/** Returns the start of a second, the precision of the platform's times. Unix milliseconds. */
function secondOf(time: number): number {
  return Math.floor(time / 1000) * 1000;
}

/** Returns the permission sets of a `func_info`; undefined if there is none. */
export function permissionsIn(value: unknown): number[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const ids = list(value)
    .map((item) => safeInt(record<{ id: unknown }>(record<FuncInfo>(item).funcscope_category).id))
    .filter((id) => id !== null);
  return [...new Set(ids)].slice(0, MAX_PERMISSIONS);
}
