import type { AccountState } from '../state/account-state.js';
import type { StoredCard } from '../state/cards.js';
import { shownCode } from '../state/issue-code.js';
import { newMember } from '../state/members.js';

/** Returns an account's data as `GET /_emulator/state` shows it. Calls that fill the empty lists do not exist yet. */
export function shownState(state: AccountState, now: number): object {
  state.settle(now);
  const codes = state.codes.all();
  return {
    cards: state.cards.all().map(shownCard),
    codes: codes.map((code) => shownCode(code, now, state.appid)),
    users: Array.from(state.codes.openids(), (openid) => ({ openid })),
    rules: state.rules.all().map(({ ruleId, info }) => ({ rule_id: ruleId, ...info })),
    members: codes
      .filter(({ card }) => card.cardType === 'MEMBER_CARD')
      .map(({ code, card, openid, member: current }) => {
        const { membershipNumber, rawNickname: _, ...member } = current ?? newMember(code);
        return { code, card_id: card.id, openid, membership_number: membershipNumber, ...member };
      }),
    deposits: state.codes.deposits().map(({ card, code }) => ({ card_id: card.id, code })),
    tickets: state.qrCodes.all().map(({ ticket, actionName, endsAt, entries }) => ({
      ticket,
      action_name: actionName,
      end_time: endsAt,
      card_list: entries.map(({ card, claimedBy }) => ({ ...card, claimed_by: [...claimedBy] })),
    })),
    whitelist: { openids: state.whitelist.openids, usernames: state.whitelist.usernames },
    forms: state.activations.forms().map(({ card, form }) => ({ card_id: card.id, ...form })),
    activations: state.activations.tickets().map(({ ticket, code, info, expiresAt }) => ({
      activate_ticket: ticket,
      code: code.code,
      card_id: code.card.id,
      expires_at: expiresAt,
      info,
    })),
    cells: state.cells.all().map(({ card, open }) => ({
      card_id: card.id,
      pay: open.pay,
      self_consume: open.selfConsume ?? null,
    })),
    pages: state.pages.all(),
    component: {},
  };
}

/** Returns a card as card/get shows it, with the reason for which its review failed. */
function shownCard(card: StoredCard): object {
  const { refuseReason } = card;
  return { ...card.toObject(), ...(refuseReason === undefined ? {} : { refuse_reason: refuseReason }) };
}
