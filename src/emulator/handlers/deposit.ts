import { DEPOSIT_MAX_CODES, deposit } from '../../platform/endpoints/deposit.js';
import type { HandlerGroup } from '../handler.js';
import { PlatformRefusal } from '../refusal.js';
import type { AccountState } from '../state/account-state.js';
import type { StoredCard } from '../state/cards.js';

/** Handlers for the codes that a merchant deposits for a card. */
export const depositCalls: HandlerGroup<typeof deposit> = {
  contract: deposit,
  needsToken: true,
  handlers: {
    add: ({ request: { card_id: cardId, code: codes }, state, commit }) => {
      checkCodes(codes);
      const card = depositCardOf(state, cardId);
      if (!card.isApproved) throw new PlatformRefusal(40078);
      const deposited = codes.map((code) => ({ code, result: state.codes.deposit(card, code) }));
      const withResult = (wanted: string) => deposited.flatMap(({ code, result }) => (result === wanted ? [code] : []));
      const added = withResult('added');
      if (added.length > 0) commit();
      return { succ_code: added, duplicate_code: withResult('duplicate'), fail_code: withResult('failed') };
    },

    count: ({ request, state }) => ({ count: state.codes.depositCountOf(depositCardOf(state, request.card_id)) }),

    check: ({ request: { card_id: cardId, code: codes }, state }) => {
      checkCodes(codes);
      const card = depositCardOf(state, cardId);
      const exists = (code: string) => state.codes.wasDeposited(card, code);
      return { exist_code: codes.filter(exists), not_exist_code: codes.filter((code) => !exists(code)) };
    },
  },
};

/** Checks the list before the card (assumed). */
function checkCodes(codes: readonly string[]): void {
  if (codes.length > DEPOSIT_MAX_CODES) throw new PlatformRefusal(40109);
  if (codes.length === 0 || codes.includes('')) throw new PlatformRefusal(40110);
  if (new Set(codes).size < codes.length) throw new PlatformRefusal(40111);
}

/** Returns the card, or refuses one of another code mode (assumed). The two reads accept a card of any status (assumed). */
function depositCardOf(state: AccountState, cardId: string): StoredCard {
  const card = state.cards.require(cardId);
  if (!card.hasCustomCodes) throw new PlatformRefusal(43009);
  if (!card.hasDepositedCodes) throw new PlatformRefusal(40097);
  return card;
}
