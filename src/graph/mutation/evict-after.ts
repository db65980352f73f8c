import type { Platform } from '../../platform/client.js';
import { card } from '../../platform/endpoints/card.js';
import { code as codeCalls } from '../../platform/endpoints/code.js';
import { member } from '../../platform/endpoints/member.js';
import { user } from '../../platform/endpoints/user.js';
import type { Loaders } from '../context.js';
import { type Evicted, type MutationName, mutationField } from '../policies/root-fields.js';

/** The fields of a mutation's input that identify the changed object. */
interface Changed {
  readonly cardId?: string | null | undefined;
  readonly ruleId?: string;
}

/** The calls that read a code, the wallet of its holder, or its member profile. */
const CODE_READS = [codeCalls.get, user.getcardlist, member.userinfoGet];

type Evict = (changed: Changed, platform: Platform, loaders: Loaders) => void | Promise<void>;

const EVICT: Readonly<Record<Evicted, Evict>> = {
  /** Evicts the card that `cardId` names, from this request and from the response caches. */
  async card({ cardId }, platform, loaders) {
    if (cardId == null) return;
    loaders.card.clear(cardId);
    await platform.invalidate(card.get, { card_id: cardId });
  },
  /** Lets later lists of cards contain a new card: they do not join a read that started before it was created. */
  cardList: (_changed, platform) => platform.detachReads(card.batchget),
  /**
   * Evicts every code, wallet and member of this request, because a code is cached under several keys: with and without its card, in
   * the wallet of its holder, and in the member profile. Mutations of one request run in order, and each returns the state after it.
   * Later reads of any request do not join one that started before the change.
   */
  async codes(_changed, platform, { code, wallet, member }) {
    for (const loader of [code, wallet, member]) loader.clearAll();
    await Promise.all(CODE_READS.map((endpoint) => platform.detachReads(endpoint)));
  },
  /** Evicts the rule that `ruleId` names from this request. No other cache holds rules. */
  payGiftRule({ ruleId }, _platform, loaders) {
    if (ruleId !== undefined) loaders.payGiftRule.clear(ruleId);
  },
};

/** Evicts the objects that the mutation's row in `ROOT_FIELDS` names. */
export async function evictAfter(
  mutation: MutationName,
  changed: Changed,
  platform: Platform,
  loaders: Loaders,
): Promise<void> {
  for (const name of mutationField(mutation).evicts) await EVICT[name](changed, platform, loaders);
}
