import { demoCards } from '../../../../src/emulator/demo/cards.js';
import { AccountState } from '../../../../src/emulator/state/account-state.js';

describe('a stored card', () => {
  const now = 1_780_000_000;
  const fresh = () => new AccountState('wxtest', { seed: { cards: demoCards(now) } }, now);
  const cardGet = (state: AccountState, id: string) =>
    JSON.parse(state.cards.require(id).getResponse().body.toString());

  test('serializes its response once, and again after a change', () => {
    const card = fresh().cards.require('pDEMO-cash-0001');
    const before = card.getResponse();
    expect(card.getResponse()).toBe(before);
    card.setStatus('CARD_STATUS_DELETE');
    expect(card.getResponse()).not.toBe(before);
    expect(card.getResponse().body.toString()).toContain('CARD_STATUS_DELETE');
  });

  test('changes only in its own account', () => {
    const [mine, other] = [fresh(), fresh()];
    mine.cards.require('pDEMO-cash-0001').setStatus('CARD_STATUS_DELETE');
    expect(cardGet(other, 'pDEMO-cash-0001').card.cash.base_info.status).toBe('CARD_STATUS_VERIFY_OK');
  });

  test('is approved when its review ends, and not before', () => {
    const state = fresh();
    const card = state.cards.require('pDEMO-cash-0001');
    state.cards.startReview(card, now + 60);
    state.settle(now + 59);
    expect(card.status).toBe('CARD_STATUS_NOT_VERIFY');
    state.settle(now + 60);
    expect(card.status).toBe('CARD_STATUS_VERIFY_OK');
    expect(state.cards.require('pDEMO-cash-0003').status).toBe('CARD_STATUS_NOT_VERIFY');
  });

  test('stays deleted if it is deleted during its review', () => {
    const state = fresh();
    const card = state.cards.require('pDEMO-cash-0001');
    state.cards.startReview(card, now + 60);
    card.setStatus('CARD_STATUS_DELETE');
    state.settle(now + 61);
    expect(card.status).toBe('CARD_STATUS_DELETE');
  });
});
