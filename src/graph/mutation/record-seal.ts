import type { Account } from '../../platform/client.js';
import { ownSecretOf } from '../../platform/token/fetch-token.js';
import { Seal } from '../../platform/token/seal.js';

/**
 * Returns a seal for values in the record of a mutation that readers of the store must not see. A sealed text is of use only for its
 * account and idempotencyKey. After the account's secret has changed it cannot be opened.
 */
export function recordSeal(
  mutation: string,
  idempotencyKey: string | null | undefined,
  { appid, baseUrl, token }: Account,
): Seal {
  return new Seal(ownSecretOf(token), JSON.stringify([mutation, baseUrl, appid, idempotencyKey ?? null]));
}
