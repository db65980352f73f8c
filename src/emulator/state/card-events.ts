import { randomInt } from 'node:crypto';
import type { CardEvent, PushedEvent } from '../push/message.js';
import type { StoredCard } from './cards.js';
import type { StoredCode } from './codes.js';

/** The tills that redeem codes. */
export const CONSUME_SOURCES = ['FROM_API', 'FROM_MP', 'FROM_MOBILE_HELPER'] as const;
export type ConsumeSource = (typeof CONSUME_SOURCES)[number];

/** How a user got a card. */
export interface ClaimOrigin {
  /** The code that another user gave to this one. */
  readonly giftOf?: { readonly openid: string; readonly code: string } | undefined;
  /** The user deleted the member card before. */
  readonly isRestored?: boolean;
  readonly scene?: 'SOURCE_SCENE_QRCODE' | 'SOURCE_SCENE_APPMSG_JSAPI' | undefined;
}

/** Values of the fields that the emulator has no data for. The numbers are those of the documents' examples. */
const STAFF_OPENID = 'oEMULATOR-staff-member-00001';
const PAID_FEN = 10_000;
const ORIGINAL_FEN = 12_000;
const UNKNOWN_SCENE = 'SOURCE_SCENE_UNKNOW';

export function reviewEvent(card: StoredCard): CardEvent {
  const { id, isApproved, refuseReason } = card;
  return isApproved
    ? { event: 'card_pass_check', openid: undefined, fields: { CardId: id } }
    : { event: 'card_not_pass_check', openid: undefined, fields: { CardId: id, RefuseReason: refuseReason ?? '' } };
}

export function claimEvent(code: StoredCode, { giftOf, isRestored = false, scene }: ClaimOrigin): CardEvent {
  const { seed } = code;
  return {
    event: 'user_get_card',
    openid: code.openid,
    fields: {
      CardId: code.card.id,
      IsGiveByFriend: giftOf === undefined ? 0 : 1,
      UserCardCode: code.code,
      FriendUserName: giftOf?.openid ?? '',
      OuterId: 0,
      OldUserCardCode: giftOf?.code ?? '',
      OuterStr: seed.outerStr ?? '',
      IsRestoreMemberCard: isRestored ? 1 : 0,
      IsRecommendByFriend: 0,
      SourceScene: scene ?? UNKNOWN_SCENE,
      ...(seed.unionid === undefined ? {} : { UnionId: seed.unionid }),
    },
  };
}

/** @param friend the receiver, or undefined for a gift to a group */
export function giftEvent(code: StoredCode, friend: string | undefined): CardEvent {
  const fields = { IsReturnBack: 0, FriendUserName: friend ?? '', IsChatRoom: friend === undefined ? 1 : 0 };
  return codeEvent('user_gifting_card', code, fields);
}

export function giftReturnedEvent(code: StoredCode): CardEvent {
  return codeEvent('user_gifting_card', code, { IsReturnBack: 1, FriendUserName: '', IsChatRoom: 1 });
}

export function redemptionEvent(code: StoredCode, source: ConsumeSource): CardEvent {
  return codeEvent('user_consume_card', code, {
    ConsumeSource: source,
    LocationName: '',
    StaffOpenId: source === 'FROM_MOBILE_HELPER' ? STAFF_OPENID : '',
    VerifyCode: '',
    RemarkAmount: '',
    OuterStr: code.seed.outerStr ?? '',
  });
}

export function paymentEvent(code: StoredCode): CardEvent {
  return codeEvent('user_pay_from_pay_cell', code, {
    TransId: `4200000000${Array.from({ length: 18 }, () => randomInt(10)).join('')}`,
    LocationId: code.card.payload.base_info.location_id_list[0] ?? 0,
    Fee: String(PAID_FEN),
    OriginalFee: String(ORIGINAL_FEN),
  });
}

export function viewEvent(code: StoredCode): CardEvent {
  return codeEvent('user_view_card', code, { OuterStr: code.seed.outerStr ?? '' });
}

/** Returns the event of a change of points or balance. The platform sends the difference, as an integer. */
export function memberEvent(code: StoredCode, bonus: number, balance: number): CardEvent {
  return codeEvent('update_member_card', code, { ModifyBonus: Math.round(bonus), ModifyBalance: Math.round(balance) });
}

export function lowStockEvent({ id, payload }: StoredCard): CardEvent {
  const detail = `the card's quantity is equal to ${payload.base_info.sku.quantity}`;
  return { event: 'card_sku_remind', openid: undefined, fields: { CardId: id, Detail: detail } };
}

/** Returns an event of the holder of a code. */
export function codeEvent(event: PushedEvent, code: StoredCode, fields: CardEvent['fields'] = {}): CardEvent {
  return { event, openid: code.openid, fields: { CardId: code.card.id, UserCardCode: code.code, ...fields } };
}
