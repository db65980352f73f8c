import type { Platform } from '../../platform/client.js';
import { deposit } from '../../platform/endpoints/deposit.js';
import { unusable } from '../../platform/envelope.js';
import { int } from '../../platform/wire.js';
import { type Fetches, KeyedLoader } from '../fetching/keyed-loader.js';

/** Loads the number of deposited codes by card_id. */
export type DepositedCodeCountLoader = KeyedLoader<string, number>;

export function createDepositedCodeCountLoader(platform: Platform, fetches: Fetches): DepositedCodeCountLoader {
  return new KeyedLoader(
    async (cardId: string) => {
      const count = int((await platform.call(deposit.count, { card_id: cardId })).count);
      if (count === null) throw unusable(deposit.count.path, 'count');
      return count;
    },
    (cardId) => cardId,
    fetches,
  );
}
