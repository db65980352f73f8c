import { payloadKey, type WireCardType } from '../../../src/platform/endpoints/card.wire.js';

/** The fields of base_info that every new card needs. */
export const NEW_BASE = {
  logo_url: 'http://mmbiz.qpic.cn/mmbiz/logo/0',
  brand_name: '青岚茶舍',
  code_type: 'CODE_TYPE_QRCODE',
  title: '新茶品鉴券',
  color: 'Color010',
  notice: '使用时出示',
  description: '仅限堂食',
  date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 30, fixed_begin_term: 0 },
  sku: { quantity: 100 },
};

/** The own fields that each kind of new card needs. */
const OWN: Readonly<Partial<Record<WireCardType, object>>> = {
  GROUPON: { deal_detail: '双人套餐' },
  DISCOUNT: { discount: 30 },
  GIFT: { gift: '桂花糕一份' },
  CASH: { least_cost: 0, reduce_cost: 100 },
  GENERAL_COUPON: {
    default_detail: '体验一次',
    advanced_info: { text_image_list: [{ image_url: 'http://mmbiz.qpic.cn/mmbiz/1/0', text: '茶' }] },
  },
  MEMBER_CARD: { supply_bonus: false, supply_balance: false, prerogative: '八折', auto_activate: true },
  SCENIC_TICKET: { ticket_class: '全日票' },
  MOVIE_TICKET: { detail: '2D' },
  BOARDING_PASS: {
    ...{ from: '广州', to: '成都', flight: 'HT3402', air_model: '空客A320' },
    ...{ departure_time: '1893456000', landing_time: '1893460000' },
  },
  MEETING_TICKET: { meeting_detail: '春茶博览会' },
};

/** Returns the request for a new card of a type, with changed fields. undefined removes a field. */
export function newCard(
  cardType: WireCardType,
  base: object = {},
  own: object = {},
): { card: Record<string, unknown> } {
  const payload = { ...OWN[cardType], ...own, base_info: { ...NEW_BASE, ...base } };
  return { card: { card_type: cardType, [payloadKey(cardType)]: payload } };
}
