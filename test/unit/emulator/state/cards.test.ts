import { demoCards } from '../../../../src/emulator/demo/cards.js';
import { AccountState } from '../../../../src/emulator/state/account-state.js';

describe('a stored card', () => {
  const now = 1_780_000_000;
  const fresh = () => new AccountState('wxtest', { seed: { cards: demoCards(now) } }, now);
  const shown = (state: AccountState, id: string) => JSON.parse(state.cards.require(id).answer().body.toString());

  test('builds its response once and again after a change', () => {
    const card = fresh().cards.require('pDEMO-cash-0001');
    const before = card.answer();
    expect(card.answer()).toBe(before);
    card.setStatus('CARD_STATUS_DELETE');
    expect(card.answer()).not.toBe(before);
    expect(card.answer().body.toString()).toContain('CARD_STATUS_DELETE');
  });

  test('changes in only one account', () => {
    const [mine, other] = [fresh(), fresh()];
    mine.cards.require('pDEMO-cash-0001').setStatus('CARD_STATUS_DELETE');
    expect(shown(other, 'pDEMO-cash-0001').card.cash.base_info.status).toBe('CARD_STATUS_VERIFY_OK');
  });

  test('in review is approved when the review ends, and not before', () => {
    const state = fresh();
    const card = state.cards.require('pDEMO-cash-0001');
    state.cards.startReview(card, now + 60);
    state.settle(now + 59);
    expect(card.status).toBe('CARD_STATUS_NOT_VERIFY');
    state.settle(now + 60);
    expect(card.status).toBe('CARD_STATUS_VERIFY_OK');
    expect(state.cards.require('pDEMO-cash-0003').status).toBe('CARD_STATUS_NOT_VERIFY');
  });

  test('deleted while in review stays deleted', () => {
    const state = fresh();
    const card = state.cards.require('pDEMO-cash-0001');
    state.cards.startReview(card, now + 60);
    card.setStatus('CARD_STATUS_DELETE');
    state.settle(now + 61);
    expect(card.status).toBe('CARD_STATUS_DELETE');
  });
});
