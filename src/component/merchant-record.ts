import type { AccountStatus } from '../platform/authorization.js';
import { CARDS_PERMISSION } from '../platform/endpoints/component.js';
import { bool, list, record, safeInt, text } from '../platform/wire.js';
import type { Merchant } from './merchant.js';

/** The stored record of a merchant. Contains its refresh token. */
export interface MerchantRecord {
  readonly appid: string;
  /** Empty: none. */
  readonly refreshToken: string;
  /** Increases with each change, also over a store that was emptied, because it is at least the time of the change. */
  readonly generation: number;
  /** Unix milliseconds, by the platform if it has reported the time. 0: never, or not known. */
  readonly authorizedAt: number;
  /** Unix milliseconds, by the platform. An authorization up to this time has been withdrawn. */
  readonly revokedAt: number;
  readonly status: Exclude<AccountStatus, 'LACKS_CARDS'>;
  /** Undefined: not yet known. */
  readonly permissions: readonly number[] | undefined;
  /** Whether the account has cards. Undefined: not yet known. */
  readonly hasCards: boolean | undefined;
  readonly originalId: string | undefined;
  readonly name: string | undefined;
  /** Whether its details are to be read from the platform. */
  readonly needsDetails: boolean;
}

/** An authorization that a merchant gave. */
export interface GivenAuthorization {
  /** Empty: the account may not call the API. */
  readonly refreshToken: string;
  /** Unix milliseconds. */
  readonly authorizedAt: number;
  /** Undefined: not reported. */
  readonly permissions: readonly number[] | undefined;
}

const STATUSES = ['ACTIVE', 'NEEDS_AUTHORIZATION', 'UNAUTHORIZED'] as const;

/** Returns whether a text can be the AppID of a merchant. It becomes a part of keys, log lines and the output of commands. */
export const isAppid = (text: string): boolean => /^[\w-]{1,64}$/.test(text);

/** Returns the record of a new merchant. */
export function newMerchant(appid: string): MerchantRecord {
  return {
    appid,
    refreshToken: '',
    generation: 0,
    authorizedAt: 0,
    revokedAt: 0,
    status: 'NEEDS_AUTHORIZATION',
    permissions: undefined,
    hasCards: undefined,
    originalId: undefined,
    name: undefined,
    needsDetails: true,
  };
}

/** Returns the record after an authorization. */
export function authorized(merchant: MerchantRecord, given: GivenAuthorization): MerchantRecord {
  const refreshToken = given.refreshToken || merchant.refreshToken;
  return {
    ...merchant,
    refreshToken,
    authorizedAt: given.authorizedAt,
    permissions: given.permissions ?? merchant.permissions,
    status: refreshToken === '' && given.permissions === undefined ? 'NEEDS_AUTHORIZATION' : 'ACTIVE',
    needsDetails: true,
  };
}

/** Returns the record after the merchant has withdrawn its authorization. Its refresh token is discarded. */
export function revoked(merchant: MerchantRecord, revokedAt: number): MerchantRecord {
  return { ...merchant, refreshToken: '', revokedAt: Math.max(revokedAt, merchant.revokedAt), status: 'UNAUTHORIZED' };
}

/** Returns whether an authorization of this time is later than everything in the record. */
export function isNewer(authorizedAt: number, merchant: MerchantRecord | undefined): boolean {
  return merchant === undefined || authorizedAt > Math.max(merchant.authorizedAt, merchant.revokedAt);
}

/** Returns a record without its secret. */
export function toMerchant(stored: MerchantRecord): Merchant {
  const { appid, originalId, name, authorizedAt, permissions, hasCards, refreshToken, status } = stored;
  const isPermitted = permissions === undefined || permissions.includes(CARDS_PERMISSION);
  const lacksCards = hasCards === false || !isPermitted || refreshToken === '';
  return {
    appid,
    originalId,
    permissions: permissions ?? [],
    name,
    authorizedAt,
    status: status === 'ACTIVE' && lacksCards ? 'LACKS_CARDS' : status,
  };
}

/** Reads a stored record. Returns undefined for another format. */
export function readMerchant(value: unknown): MerchantRecord | undefined {
  const stored = record<MerchantRecord>(value);
  const status = STATUSES.find((one) => one === stored.status);
  const [appid, refreshToken] = [text(stored.appid), text(stored.refreshToken)];
  if (appid === null || refreshToken === null || status === undefined) return undefined;
  return {
    appid,
    refreshToken,
    generation: safeInt(stored.generation) ?? 0,
    authorizedAt: safeInt(stored.authorizedAt) ?? 0,
    revokedAt: safeInt(stored.revokedAt) ?? 0,
    status,
    permissions: stored.permissions === undefined ? undefined : integersIn(stored.permissions),
    hasCards: bool(stored.hasCards) ?? undefined,
    originalId: text(stored.originalId) ?? undefined,
    name: text(stored.name) ?? undefined,
    needsDetails: bool(stored.needsDetails) ?? true,
  };
}

const integersIn = (value: unknown) =>
  list(value)
    .map(safeInt)
    .filter((item) => item !== null);
