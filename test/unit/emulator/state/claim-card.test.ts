import { demoCards } from '../../../../src/emulator/demo/cards.js';
import { PlatformRefusal } from '../../../../src/emulator/refusal.js';
import { AccountState } from '../../../../src/emulator/state/account-state.js';
import { claimCard } from '../../../../src/emulator/state/claim-card.js';

const NOW = 1_900_000_000;
const USER = 'oDEMO-user-0009';
const claim = { openid: USER, code: undefined, outerStr: undefined, giftOf: undefined };

describe('claimCard', () => {
  test('gives a white-listed user a card under review, but not a deleted one', () => {
    const state = new AccountState('wxdemo', { seed: { cards: demoCards(NOW) } }, NOW);
    const attempt = (cardId: string) => () => claimCard(state, { ...claim, cardId }, NOW).statusAt(NOW);
    expect(attempt('pDEMO-cash-0003')).toThrow(PlatformRefusal);
    state.whitelist.set([USER], []);
    expect(attempt('pDEMO-cash-0003')()).toBe('NORMAL');
    expect(attempt('pDEMO-gift-0003')).toThrow(PlatformRefusal);
  });
});
