import { registerEnumType } from 'type-graphql';
import { CARD_EVENT_KINDS, type CardEventKind as LoggedKind } from '../../events/kinds.js';
import { GAP } from '../../events/streams.js';
import { WireEnum } from '../types/wire-enum.js';

const DESCRIPTIONS: Readonly<Record<LoggedKind, string>> = {
  REVIEWED: 'A card passed its review or was rejected. Platform: `card_pass_check`, `card_not_pass_check`.',
  STOCK_LOW: 'The stock of a card is low. Platform: `card_sku_remind`.',
  CLAIMED: 'A user claimed a card or accepted one as a gift. Platform: `user_get_card`.',
  GIFTED: 'A user gave a card away, or it was returned. Platform: `user_gifting_card`.',
  DELETED: 'A user deleted a card from the wallet. Platform: `user_del_card`.',
  REDEEMED: 'A code was redeemed, by this server or elsewhere. Platform: `user_consume_card`.',
  PAID: 'A user paid through the pay cell of a card. Platform: `user_pay_from_pay_cell`.',
  MEMBER_CHANGED: 'Points or balance of a member changed. Platform: `update_member_card`.',
  MEMBER_SUBMITTED: 'A member submitted or changed profile data. Platform: `submit_membercard_user_info`.',
  VIEWED: 'A user opened a member card. Platform: `user_view_card`.',
  CHAT_ENTERED: 'A user went from a card to the chat of the account. Platform: `user_enter_session_from_card`.',
  UNKNOWN: 'An event about cards that this server does not recognize.',
};

export type CardEventKindName = LoggedKind | typeof GAP | 'CHECKPOINT';

const namesOf = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, name])) as Readonly<Record<Name, Name>>;
const described = <Name extends string>(texts: Readonly<Record<Name, string>>) =>
  Object.fromEntries(Object.entries<string>(texts).map(([name, description]) => [name, { description }])) as Record<
    Name,
    { description: string }
  >;

export const CardEventKind = namesOf<CardEventKindName>([...CARD_EVENT_KINDS, GAP, 'CHECKPOINT']);
registerEnumType(CardEventKind, {
  name: 'CardEventKind',
  description: 'The kind of an event. New kinds may be added.',
  valuesConfig: described<CardEventKindName>({
    ...DESCRIPTIONS,
    GAP: 'Events may have been lost between two times. Read again what matters.',
    CHECKPOINT: 'Only a cursor, where the filter excluded all events for a while. Subscriptions only.',
  }),
});

export const CardEventKindFilter = namesOf<LoggedKind>(CARD_EVENT_KINDS);
registerEnumType(CardEventKindFilter, {
  name: 'CardEventKindFilter',
  description: 'Kinds by which events can be filtered.',
  valuesConfig: described(DESCRIPTIONS),
});

const sources = new WireEnum({
  API: {
    wire: 'FROM_API',
    description: 'Redeemed through the API, by this server or another program. Platform: `FROM_API`.',
  },
  CONSOLE: { wire: 'FROM_MP', description: "Redeemed on the platform's console. Platform: `FROM_MP`." },
  MOBILE_HELPER: {
    wire: 'FROM_MOBILE_HELPER',
    description: "Redeemed by an employee with the platform's assistant for phones. Platform: `FROM_MOBILE_HELPER`.",
  },
});
export const RedeemSource = sources.output('RedeemSource', 'Where a code was redeemed.');

/** Older events have the text in parentheses. */
export const readRedeemSource = (text: string | null) => sources.read(text?.replace(/^\((.*)\)$/, '$1')) ?? 'UNKNOWN';
