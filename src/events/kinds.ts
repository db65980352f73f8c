/** The platform's events: their kinds, the streams that keep them, and the data that they make stale. */
import type { EventStream } from './streams.js';

/** Kinds of events that are kept. `UNKNOWN`: an event about cards that has no row in `EVENTS`. */
export const CARD_EVENT_KINDS = [
  'REVIEWED',
  'STOCK_LOW',
  'CLAIMED',
  'GIFTED',
  'DELETED',
  'REDEEMED',
  'PAID',
  'MEMBER_CHANGED',
  'MEMBER_SUBMITTED',
  'VIEWED',
  'CHAT_ENTERED',
  'UNKNOWN',
] as const;
export type CardEventKind = (typeof CARD_EVENT_KINDS)[number];

/**
 * Data that an event makes stale. `card`: the whole card. `stock`: only how many of the card are left, which changes with every claim.
 * Only cards are cached longer than one request.
 */
export type StaleData = 'card' | 'stock' | 'code' | 'wallet' | 'member';

/** How a kind of event is kept. */
export interface EventClass {
  readonly kind: CardEventKind;
  readonly stream: EventStream;
  readonly stale: readonly StaleData[];
}

const state = (kind: CardEventKind, ...stale: readonly StaleData[]): EventClass => ({ kind, stream: 'state', stale });
const activity = (kind: CardEventKind): EventClass => ({ kind, stream: 'activity', stale: [] });

/** The classes by the name of the event in lower case, because the platform does not use one spelling. */
const EVENTS: ReadonlyMap<string, EventClass> = new Map([
  ['card_pass_check', state('REVIEWED', 'card')],
  ['card_not_pass_check', state('REVIEWED', 'card')],
  ['card_sku_remind', state('STOCK_LOW', 'card')],
  ['user_get_card', state('CLAIMED', 'stock', 'code', 'wallet', 'member')],
  ['user_gifting_card', state('GIFTED', 'code', 'wallet')],
  ['user_del_card', state('DELETED', 'code', 'wallet')],
  ['user_consume_card', state('REDEEMED', 'code', 'wallet')],
  ['user_pay_from_pay_cell', state('PAID', 'code', 'wallet')],
  ['update_member_card', state('MEMBER_CHANGED', 'code', 'member')],
  ['submit_membercard_user_info', state('MEMBER_SUBMITTED', 'code', 'member')],
  ['user_view_card', activity('VIEWED')],
  ['user_enter_session_from_card', activity('CHAT_ENTERED')],
]);

const UNKNOWN: EventClass = state('UNKNOWN', 'card');

/** Names of events about cards, also of new ones. */
const ABOUT_CARDS = /^(?:card_|giftcard_|user_\w+_card(?![a-z]))/;

/** Maximum length of a name that is looked up. The platform's longest has 31 characters. */
const MAX_NAME = 128;

/**
 * Returns how a message is kept. Returns undefined if it is not about cards: texts of users, menu clicks, subscriptions.
 * @param fields the first-level fields of the message
 */
export function classOf(fields: ReadonlyMap<string, string>): EventClass | undefined {
  if (fields.get('MsgType')?.toLowerCase() !== 'event') return undefined;
  const name = (fields.get('Event') ?? '').slice(0, MAX_NAME).toLowerCase();
  const known = EVENTS.get(name);
  if (known !== undefined) return known;
  return ABOUT_CARDS.test(name) || (fields.get('CardId') ?? '') !== '' ? UNKNOWN : undefined;
}

/** Fields that a message must not contain twice, because it would be unclear which value applies. */
export const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  ...['ToUserName', 'FromUserName', 'CreateTime', 'MsgType', 'Event', 'AppId', 'Encrypt', 'InfoType'],
  ...['CardId', 'UserCardCode', 'OldUserCardCode', 'FriendUserName', 'IsGiveByFriend', 'IsReturnBack', 'IsChatRoom'],
  ...['IsRestoreMemberCard', 'IsRecommendByFriend', 'OuterId', 'OuterStr', 'UnionId', 'SourceScene', 'RefuseReason'],
  ...['ConsumeSource', 'LocationName', 'LocationId', 'StaffOpenId', 'VerifyCode', 'RemarkAmount', 'OutTradeNo'],
  ...['TransId', 'Fee', 'OriginalFee', 'ModifyBonus', 'ModifyBalance', 'Detail', 'PageId', 'OrderId', 'Status'],
]);
