import { type AuthorizationInfo, type AuthorizerInfo, component as calls } from '../platform/endpoints/component.js';
import { NOT_AUTHORIZED } from '../platform/errcodes.js';
import { PlatformError } from '../platform/errors.js';
import type { OutageLog } from '../platform/outage-log.js';
import { bool, record, text } from '../platform/wire.js';
import { type AccountName, merchantKeys } from '../store/keys.js';
import { permissionsIn } from './authorizations.js';
import type { ComponentClient } from './component-client.js';
import { revoked } from './merchant-record.js';
import type { MerchantRecords } from './merchant-records.js';

/** Minimum interval of the reads of one merchant's details, over all replicas, milliseconds. */
const INTERVAL_MS = 30_000;

/** Maximum length of a name or an original id, characters. */
const MAX_TEXT = 256;

export interface MerchantDetailsOptions {
  readonly component: AccountName;
  readonly client: ComponentClient;
  readonly records: MerchantRecords;
  readonly outages: OutageLog;
}

/** Reads the details of merchants: the original id, the name, the permission sets, and whether the account has cards. */
export class MerchantDetails {
  readonly #options: MerchantDetailsOptions;

  constructor(options: MerchantDetailsOptions) {
    this.#options = options;
  }

  /**
   * Reads the details of a merchant if no replica has tried within the interval.
   * @throws {PlatformError}
   * @throws {StoreUnavailable}
   */
  async readMissing(appid: string): Promise<void> {
    const { component, records } = this.#options;
    const claim = await records.claim(merchantKeys(component, appid).details, INTERVAL_MS);
    if (claim === undefined) return;
    await this.read(appid);
    await claim.release();
  }

  /**
   * Reads the details of a merchant. Marks it as unauthorized if the platform reports that.
   * @throws {PlatformError}
   * @throws {StoreUnavailable}
   */
  async read(appid: string): Promise<void> {
    const { client, records, outages } = this.#options;
    const authorizedAt = (await records.read(appid)).merchant?.authorizedAt;
    try {
      const answer = await client.inBackground((deadline) =>
        client.call(calls.getAuthorizerInfo, { authorizer_appid: appid }, deadline),
      );
      const info = record<AuthorizerInfo>(answer.authorizer_info);
      const granted = record<AuthorizationInfo>(answer.authorization_info);
      await records.change(appid, (merchant) => {
        // The details of an earlier authorization may be outdated.
        if (merchant === undefined || merchant.authorizedAt !== authorizedAt) return undefined;
        const { open_card } = record<{ open_card: unknown }>(info.business_info);
        return {
          ...merchant,
          originalId: shortened(info.user_name) ?? merchant.originalId,
          name: shortened(info.nick_name) ?? merchant.name,
          permissions: permissionsIn(granted.func_info) ?? merchant.permissions,
          hasCards: bool(open_card) ?? merchant.hasCards,
          needsDetails: false,
        };
      });
    } catch (error) {
      if (!(error instanceof PlatformError) || error.errcode !== NOT_AUTHORIZED) throw error;
      await records.change(appid, (merchant) =>
        merchant === undefined || merchant.authorizedAt !== authorizedAt || merchant.status === 'UNAUTHORIZED'
          ? undefined
          : revoked(merchant, merchant.authorizedAt),
      );
      outages.tokenLog(appid).warn({ appid, errcode: error.errcode }, 'Merchant has withdrawn its authorization');
    }
  }
}

function shortened(value: unknown): string | undefined {
  const start = text(value)?.slice(0, MAX_TEXT);
  // A copy: a slice would keep the whole text in memory.
  return start ? Buffer.from(start).toString() : undefined;
}
