import type { EmulatedPlatform } from '../emulated-platform.js';
import type { AccountState } from '../state/account-state.js';
import type { StoredCard } from '../state/cards.js';
import { shownCode } from '../state/issue-code.js';
import { newMember } from '../state/members.js';

/** Returns an account's data as `GET /_emulator/state` shows it. */
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
  };
}

/** Returns the third-party platform with its secrets, as `GET /_emulator/state` shows it for every account. Empty if none is registered. */
export function shownComponent({ component, componentPushes }: EmulatedPlatform): object {
  if (component === undefined) return {};
  return {
    appid: component.appid,
    pushes_tickets: component.isPushingTickets,
    tickets: component.tickets.map(({ text, endsAt }) => ({ ticket: text, end_time: endsAt })),
    merchants: component.merchants.all().map((merchant) => ({
      authorizer_appid: merchant.grant.appid,
      authorized: merchant.isAuthorized,
      exchanged: merchant.isExchanged,
      auth_time: merchant.authorizedAt,
      refresh_token: merchant.refreshToken,
      funcs: merchant.grant.funcs,
      open_card: merchant.grant.hasCards ? 1 : 0,
      nick_name: merchant.grant.name,
    })),
    pushes: componentPushes.report(),
  };
}

/** Returns a card as card/get shows it, with the reason for which its review failed. */
function shownCard(card: StoredCard): object {
  const { refuseReason } = card;
  return { ...card.toObject(), ...(refuseReason === undefined ? {} : { refuse_reason: refuseReason }) };
}
