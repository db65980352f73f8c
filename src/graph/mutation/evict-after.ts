import type { Platform } from '../../platform/client.js';
import { card } from '../../platform/endpoints/card.js';
import type { Loaders } from '../context.js';
import { type Evicted, type MutationName, mutationField } from '../policies/root-fields.js';

/** The fields of a mutation's input that name what it changes. */
interface Changed {
  readonly cardId?: string | null | undefined;
  readonly ruleId?: string;
}

type Evict = (changed: Changed, platform: Platform, loaders: Loaders) => void | Promise<void>;

const EVICT: Readonly<Record<Evicted, Evict>> = {
  /** The card that `cardId` names: in this request, and in the response caches. */
  async card({ cardId }, platform, loaders) {
    if (cardId == null) return;
    loaders.card.clear(cardId);
    await platform.invalidate(card.get, { card_id: cardId });
  },
  /**
   * Every code, wallet and member of this request: a code is cached under several keys (with its card and without, in its holder's
   * wallet, in the member behind it). Mutations of one request run in order, and each returns what holds after it.
   */
  codes(_changed, _platform, { code, wallet, member }) {
    for (const loader of [code, wallet, member]) loader.clearAll();
  },
  /** The rule that `ruleId` names, in this request. No other cache has rules. */
  payGiftRule({ ruleId }, _platform, loaders) {
    if (ruleId !== undefined) loaders.payGiftRule.clear(ruleId);
  },
};

/** Evicts what the mutation's row in `ROOT_FIELDS` names. */
export async function evictAfter(
  mutation: MutationName,
  changed: Changed,
  platform: Platform,
  loaders: Loaders,
): Promise<void> {
  for (const name of mutationField(mutation).evicts) await EVICT[name](changed, platform, loaders);
}
