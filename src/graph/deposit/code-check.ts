import type { CallOptions, Platform } from '../../platform/client.js';
import { deposit } from '../../platform/endpoints/deposit.js';
import { unusable } from '../../platform/envelope.js';
import { texts } from '../../platform/wire.js';

/** Which codes a response reports as deposited, and which as missing. A response may lack codes. */
export interface CheckedCodes {
  readonly deposited: ReadonlySet<string>;
  readonly missing: ReadonlySet<string>;
}

/**
 * Reads which of up to 100 codes are deposited for a card.
 * @throws {PlatformError} also for a response without a list
 */
export async function checkCodes(
  platform: Platform,
  cardId: string,
  codes: readonly string[],
  options?: CallOptions,
): Promise<CheckedCodes> {
  const answer = await platform.call(deposit.check, { card_id: cardId, code: [...codes] }, options);
  const { exist_code: existing, not_exist_code: missing } = answer;
  if (!Array.isArray(existing) && !Array.isArray(missing)) throw unusable(deposit.check.path, 'exist_code');
  return { deposited: new Set(texts(existing)), missing: new Set(texts(missing)) };
}
